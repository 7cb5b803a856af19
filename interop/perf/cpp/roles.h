#ifndef INTEROP_PERF_CPP_ROLES_H_
#define INTEROP_PERF_CPP_ROLES_H_

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "settings.h"

// What a peer does, over any stack:
//
//   sink    receives warmup+count messages, and tells the rate of the last
//   flood   sends them, as fast as the stack takes them
//   echo    sends every message back on its stream
//   ping    sends one message at a time, and tells the round trips per second

// A message, or a notification, as it was received.
struct Received {
  const uint8_t* data = nullptr;
  size_t size = 0;
  bool is_message = false;  // a whole one, or the end of one
  bool is_end = false;      // the association's
  uint32_t association = 0;
  uint16_t stream = 0;
  uint32_t ppid = 0;  // as it is on the wire
};

struct Target {
  uint32_t association = 0;
  uint16_t stream = 0;
  uint32_t ppid = 0;
};

struct Ports {
  uint16_t sctp = 0;
  uint16_t udp = 0;  // where there is one
};

// One one-to-many socket of a stack.
class Socket {
 public:
  virtual ~Socket() = default;

  virtual Ports Listen() = 0;
  // Returns the association.
  virtual uint32_t Connect(const Settings& settings) = 0;
  // Waits until something can be received or, if `writable`, sent. True: the
  // latter.
  virtual bool Wait(bool writable) = 0;
  // Receives what is there, within the budget of one wake-up.
  virtual void Receive(const std::function<void(const Received&)>& take) = 0;
  // Returns how many of `count` copies of `body` the stack took.
  virtual size_t Send(const Target& target, const std::vector<uint8_t>& body,
                      size_t count) = 0;
  virtual void Shutdown(uint32_t association) = 0;
};

inline void AwaitEnd(Socket* socket) {
  for (bool ended = false; !ended;) {
    socket->Wait(false);
    socket->Receive(
        [&](const Received& received) { ended |= received.is_end; });
  }
}

inline void AnnouncePorts(Socket* socket) {
  Ports ports = socket->Listen();
  std::printf("port %u %u\n", ports.sctp, ports.udp);
  std::fflush(stdout);
}

inline void Sink(const Settings& settings, Socket* socket) {
  Meter meter(settings);
  AnnouncePorts(socket);
  for (bool ended = false; !ended;) {
    socket->Wait(false);
    socket->Receive([&](const Received& received) {
      if (received.is_message) meter.Count();
      ended |= received.is_end;
    });
  }
  if (meter.seen() != meter.total()) {
    std::fprintf(stderr, "%zu of %zu messages\n", meter.seen(), meter.total());
    std::exit(1);
  }
  meter.Report();
}

inline void Flood(const Settings& settings, Socket* socket) {
  std::vector<uint8_t> body(settings.size, 'x');
  Target target;
  target.association = socket->Connect(settings);
  size_t per_tick = std::max<size_t>(1, kBytesPerTick / settings.size);
  size_t left = settings.warmup + settings.count;
  while (left > 0) {
    // All that one tick queues, in whole batches but for the last.
    size_t tick = std::min(left, per_tick);
    while (tick > 0) {
      size_t sent = socket->Send(target, body, std::min(tick, kBatchMessages));
      left -= sent;
      tick -= sent;
      if (sent > 0) continue;
      while (!socket->Wait(true)) socket->Receive([](const Received&) {});
    }
  }
  socket->Shutdown(target.association);
  AwaitEnd(socket);
}

inline void Echo(const Settings& settings, Socket* socket) {
  std::vector<uint8_t> body(settings.size);
  AnnouncePorts(socket);
  for (bool ended = false; !ended;) {
    socket->Wait(false);
    socket->Receive([&](const Received& received) {
      ended |= received.is_end;
      if (!received.is_message) return;
      body.assign(received.data, received.data + received.size);
      Target target = {received.association, received.stream, received.ppid};
      if (socket->Send(target, body, 1) != 1) Fail("echo");
    });
  }
}

inline void Ping(const Settings& settings, Socket* socket) {
  Meter meter(settings);
  std::vector<uint8_t> body(settings.size, 'x');
  Target target;
  target.association = socket->Connect(settings);
  auto send = [&] {
    if (socket->Send(target, body, 1) != 1) Fail("ping");
  };
  send();
  while (meter.seen() < meter.total()) {
    socket->Wait(false);
    socket->Receive([&](const Received& received) {
      if (!received.is_message) return;
      meter.Count();
      if (meter.seen() < meter.total()) send();
    });
  }
  meter.Report();
  socket->Shutdown(target.association);
  AwaitEnd(socket);
}

inline int Play(const Settings& settings, Socket* socket) {
  const std::map<std::string, void (*)(const Settings&, Socket*)> roles = {
      {"sink", Sink}, {"flood", Flood}, {"echo", Echo}, {"ping", Ping}};
  auto role = roles.find(settings.role);
  if (role == roles.end()) {
    std::fprintf(stderr, "roles: sink, flood, echo, ping\n");
    return 2;
  }
  role->second(settings, socket);
  std::fflush(stdout);
  return 0;
}

#endif  // INTEROP_PERF_CPP_ROLES_H_
