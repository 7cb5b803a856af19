#ifndef TEST_NATIVE_ENGINE_ENVIRONMENT_H_
#define TEST_NATIVE_ENGINE_ENVIRONMENT_H_

#include <uv.h>

#include <atomic>
#include <memory>
#include <vector>

#include "cycle.h"
#include "uv_handle.h"

// A thread with a loop and an engine of its own, as a worker is: runs cycles,
// several at a time, until no more are wanted. Those that run then end in full
// flow, as where a worker is terminated.
class Environment {
 public:
  Environment(uint64_t seed, Tally* tally, Servers* servers,
              std::atomic<int>* wanted);

  // On its thread, to the end.
  void Run();

 private:
  void OnTick();

  Random random_;
  Tally* tally_;
  Servers* servers_;
  std::atomic<int>* wanted_;
  uv_loop_t loop_;
  uv_timer_t ticks_;
  sctp::UvHandles handles_;
  std::unique_ptr<sctp::Engine> engine_;
  std::vector<std::unique_ptr<Cycle>> cycles_;
};

#endif  // TEST_NATIVE_ENGINE_ENVIRONMENT_H_
