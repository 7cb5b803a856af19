#ifndef INTEROP_PERF_CPP_SETTINGS_H_
#define INTEROP_PERF_CPP_SETTINGS_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

// What every peer of the performance runs is told on its command line: after
// its role what the Go fork's are, and then what these have beyond them.
//
//   PROGRAM server|client HOST PORT MODE ITERATIONS SIZE [NAME=VALUE...]

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
  std::string host = "127.0.0.1";
  uint16_t port = 0;
  std::string mode;
  size_t iterations = 0;
  size_t size = 0;      // of a frame's payload
  size_t warmup = 0;    // as many before
  size_t rate = 0;      // a second, of `latency`
  size_t messages = 0;  // of all associations together
  uint16_t udp = 0;     // the peer's UDP port (RFC 6951)
  int sndbuf = 0;
  int rcvbuf = 0;
  bool nodelay = true;

  bool is_client() const { return role == "client"; }
  bool is_echo() const { return mode == "rtt" || mode == "latency"; }
  size_t associations() const {
    return mode == "associations" ? iterations : 1;
  }
};

inline Settings ParseSettings(int argc, char** argv) {
  constexpr int kPositional = 7;
  if (argc < kPositional) {
    std::fprintf(stderr,
                 "usage: %s server|client HOST PORT MODE ITERATIONS SIZE "
                 "[NAME=VALUE...]\n",
                 argv[0]);
    std::exit(2);
  }
  auto number = [](const std::string& text) {
    return std::strtoul(text.c_str(), nullptr, 10);
  };
  Settings settings;
  settings.role = argv[1];
  settings.host = argv[2];
  settings.port = static_cast<uint16_t>(number(argv[3]));
  settings.mode = argv[4];
  settings.iterations = number(argv[5]);
  settings.size = number(argv[6]);
  for (int i = kPositional; i < argc; i++) {
    std::string argument = argv[i];
    size_t equals = argument.find('=');
    if (equals == std::string::npos) continue;
    std::string name = argument.substr(0, equals);
    unsigned long value = number(argument.substr(equals + 1));
    if (name == "warmup") settings.warmup = value;
    if (name == "rate") settings.rate = value;
    if (name == "messages") settings.messages = value;
    if (name == "udp") settings.udp = static_cast<uint16_t>(value);
    if (name == "sndbuf") settings.sndbuf = static_cast<int>(value);
    if (name == "rcvbuf") settings.rcvbuf = static_cast<int>(value);
    if (name == "nodelay") settings.nodelay = value != 0;
  }
  return settings;
}

// Of the slab, for a message: its frame is larger than its payload.
inline size_t SlotFor(const Settings& settings) {
  return settings.size > kSmallSlot / 2 ? kLargeSlot : kSmallSlot;
}

#endif  // INTEROP_PERF_CPP_SETTINGS_H_
