#ifndef INTEROP_PERF_CPP_USAGE_H_
#define INTEROP_PERF_CPP_USAGE_H_

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

// What a run costs this process.

// Of all threads.
inline double ProcessorSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + time.tv_usec / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

inline double ResidentKib() {
  long all;
  long resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return static_cast<double>(resident) * sysconf(_SC_PAGESIZE) / 1024;
}

#endif  // INTEROP_PERF_CPP_USAGE_H_
