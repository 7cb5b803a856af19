#ifndef INTEROP_CPP_LOG_H_
#define INTEROP_CPP_LOG_H_

#include <string>

#include "event.h"
#include "settings.h"

// What a peer has to say, in lines that the matrix reads, such as
// `CPP_SERVER_RECV ... stream=N ppid=N payload=TEXT`.
class Log {
 public:
  // With several hosts the role's name is CPP_MULTI_SERVER or CPP_MULTI_CLIENT.
  Log(const char* role, const Settings& settings);

  void Say(const std::string& what) const;
  void Sent(const Message& message) const;
  void Tell(const Event& event) const;

 private:
  std::string prefix_;
};

#endif  // INTEROP_CPP_LOG_H_
