#ifndef INTEROP_PERF_CPP_SOCKET_H_
#define INTEROP_PERF_CPP_SOCKET_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "clock.h"
#include "settings.h"

// A message, a piece of one, or a notification, as it was received.
struct Received {
  const uint8_t* data = nullptr;
  size_t size = 0;
  bool is_notification = false;
  bool is_complete = false;   // a message, or the last piece of one
  bool is_beginning = false;  // an association's
  bool is_end = false;        // an association's
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
  // Begins an association, which is not up before it is received to be.
  virtual uint32_t Connect() = 0;
  // Waits until something can be received or, if `writable`, sent. True: the
  // latter.
  virtual bool Wait(bool writable) = 0;
  // Waits no longer than that for something to receive.
  virtual void WaitUntil(Clock::time_point when) = 0;
  // Receives what is there, within the budget of one wake-up.
  virtual void Receive(const std::function<void(const Received&)>& take) = 0;
  // Returns how many of `count` copies of `body` the stack took.
  virtual size_t Send(const Target& target, const std::vector<uint8_t>& body,
                      size_t count) = 0;
  virtual void Shutdown(uint32_t association) = 0;
};

// Opens one more of the same stack.
using OpenSocket = std::function<std::unique_ptr<Socket>()>;

#endif  // INTEROP_PERF_CPP_SOCKET_H_
