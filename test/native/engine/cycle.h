#ifndef TEST_NATIVE_ENGINE_CYCLE_H_
#define TEST_NATIVE_ENGINE_CYCLE_H_

#include <atomic>
#include <memory>
#include <vector>

#include "party.h"

// Where servers of all environments listen, or have listened: the family and
// the port of each.
using Servers = std::vector<std::atomic<uint32_t>>;

// A server and clients, which connect to it or to any other, send as much as
// there is room for, and do to each other, at moments of no one's choosing,
// whatever can be done with a socket. In the end all are closed, one after the
// other in any order.
class Cycle {
 public:
  Cycle(sctp::Engine* engine, Random* random, Tally* tally, Servers* servers);

  // A moment has passed.
  void Tick();
  bool is_over() const;

 private:
  Party* Add(int family);
  void Begin();
  void Connect(Party* party);
  void OnProgress();
  void Act();
  void CloseOne();
  // Null where none is open.
  Party* SomeParty();

  sctp::Engine* engine_;
  Random* random_;
  Tally* tally_;
  Servers* servers_;
  int family_;
  std::vector<std::unique_ptr<Party>> parties_;
  size_t acts_;
  size_t moments_ = 0;  // until something is done next
};

#endif  // TEST_NATIVE_ENGINE_CYCLE_H_
