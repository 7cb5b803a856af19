#ifndef INTEROP_PERF_CPP_SETTINGS_H_
#define INTEROP_PERF_CPP_SETTINGS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

// What every peer of the performance runs is told on its command line:
//
//   PROGRAM ROLE size=BYTES count=MESSAGES warmup=MESSAGES port=PORT
//           udp=PORT sndbuf=BYTES rcvbuf=BYTES nodelay=0|1

// What net-sctp does in one wake-up.
constexpr size_t kBatchMessages = 128;
constexpr int kBatchesPerWakeup = 4;
constexpr size_t kSlabSize = 1024 * 1024;
constexpr size_t kSmallSlot = 2048;
constexpr size_t kLargeSlot = 65536;

// What net-sctp's default highWaterMark lets a sender queue in one tick.
constexpr size_t kBytesPerTick = 65536;

[[noreturn]] inline void Fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

inline int Require(int result, const char* what) {
  if (result < 0) Fail(what);
  return result;
}

struct Settings {
  std::string role;
  size_t size = 64;
  size_t count = 100000;
  size_t warmup = 0;
  uint16_t port = 0;
  uint16_t udp = 0;  // the peer's UDP port (RFC 6951)
  int sndbuf = 0;
  int rcvbuf = 0;
  bool nodelay = true;
};

inline Settings ParseSettings(int argc, char** argv) {
  Settings settings;
  if (argc > 1) settings.role = argv[1];
  std::map<std::string, std::string> values;
  for (int i = 2; i < argc; i++) {
    std::string argument = argv[i];
    size_t equals = argument.find('=');
    if (equals == std::string::npos) continue;
    values[argument.substr(0, equals)] = argument.substr(equals + 1);
  }
  for (const auto& [name, text] : values) {
    long value = std::strtol(text.c_str(), nullptr, 10);
    if (name == "size") settings.size = value;
    if (name == "count") settings.count = value;
    if (name == "warmup") settings.warmup = value;
    if (name == "port") settings.port = static_cast<uint16_t>(value);
    if (name == "udp") settings.udp = static_cast<uint16_t>(value);
    if (name == "sndbuf") settings.sndbuf = static_cast<int>(value);
    if (name == "rcvbuf") settings.rcvbuf = static_cast<int>(value);
    if (name == "nodelay") settings.nodelay = value != 0;
  }
  return settings;
}

// The time that the messages after the warm-up take. The clock is read twice a
// run: it is a costly system call in some places.
class Meter {
 public:
  explicit Meter(const Settings& settings) : settings_(settings) {
    if (settings.warmup == 0) began_ = Clock::now();
  }

  size_t total() const { return settings_.warmup + settings_.count; }
  size_t seen() const { return seen_; }

  void Count() {
    seen_++;
    if (seen_ == settings_.warmup) began_ = Clock::now();
    if (seen_ == total()) ended_ = Clock::now();
  }

  void Report() const {
    std::chrono::duration<double> elapsed = ended_ - began_;
    std::printf("{\"count\":%zu,\"seconds\":%.6f}\n", settings_.count,
                elapsed.count());
  }

 private:
  using Clock = std::chrono::steady_clock;
  const Settings& settings_;
  size_t seen_ = 0;
  Clock::time_point began_;
  Clock::time_point ended_;
};

#endif  // INTEROP_PERF_CPP_SETTINGS_H_
