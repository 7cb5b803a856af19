#ifndef TEST_NATIVE_ENGINE_TALLY_H_
#define TEST_NATIVE_ENGINE_TALLY_H_

#include <atomic>
#include <cstdint>

// What the cycles of all environments came to: a run in which one of these is
// zero has tried little.
struct Tally {
  std::atomic<uint64_t> associations{0};
  std::atomic<uint64_t> refused{0};
  std::atomic<uint64_t> sent{0};
  std::atomic<uint64_t> blocked{0};
  std::atomic<uint64_t> received{0};
  std::atomic<uint64_t> peeled_off{0};
  std::atomic<uint64_t> shut_down{0};
  std::atomic<uint64_t> aborted{0};
  std::atomic<uint64_t> closed_in_flow{0};  // with messages still to be sent
};

#endif  // TEST_NATIVE_ENGINE_TALLY_H_
