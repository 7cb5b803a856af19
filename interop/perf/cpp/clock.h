#ifndef INTEROP_PERF_CPP_CLOCK_H_
#define INTEROP_PERF_CPP_CLOCK_H_

#include <poll.h>

#include <algorithm>
#include <chrono>

using Clock = std::chrono::steady_clock;

inline double SecondsSince(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

// Waits until the descriptor is readable, or until then.
inline void PollUntil(int fd, Clock::time_point when) {
  using std::chrono::nanoseconds;
  auto left = std::max<nanoseconds::rep>(0, (when - Clock::now()).count());
  timespec timeout = {};
  timeout.tv_sec = left / std::nano::den;
  timeout.tv_nsec = left % std::nano::den;
  pollfd polled = {fd, POLLIN, 0};
  ppoll(&polled, 1, &timeout, nullptr);
}

#endif  // INTEROP_PERF_CPP_CLOCK_H_
