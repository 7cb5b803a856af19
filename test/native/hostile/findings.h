#ifndef TEST_NATIVE_HOSTILE_FINDINGS_H_
#define TEST_NATIVE_HOSTILE_FINDINGS_H_

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

// Crashes and hangs, sorted by what went wrong and where.
class Findings {
 public:
  Findings();

  // Before a process is made, and in it: what it says is kept.
  void Begin();
  void Redirect();
  // It ended badly. The kind is empty where its own words tell.
  void Add(std::string kind, uint64_t seed);
  // Prints them; false if there are any.
  bool Report(uint64_t executions) const;

 private:
  struct Class {
    uint64_t count = 0;
    uint64_t seed = 0;  // of the first
  };

  FILE* said_;
  std::map<std::string, Class> classes_;
};

#endif  // TEST_NATIVE_HOSTILE_FINDINGS_H_
