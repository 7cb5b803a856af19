#ifndef SRC_USERSPACE_UDP_SOCKET_H_
#define SRC_USERSPACE_UDP_SOCKET_H_

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "status.h"

namespace sctp {
namespace userspace {

// A UDP socket of one family, bound to all addresses: non-blocking, not for
// child processes, with packet information in and out.
class UdpSocket {
 public:
  UdpSocket() = default;
  ~UdpSocket();
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  // Port 0 is a free one.
  Status Open(int family, uint16_t port);
  void Close();

  bool is_open() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  uint16_t port() const { return port_; }

 private:
  Status Configure(int family);
  Status Bind(int family, uint16_t port);

  int fd_ = -1;
  uint16_t port_ = 0;
};

// A datagram, or several of one size from one sender that the kernel has put
// together (UDP GRO).
struct Datagrams {
  const uint8_t* data;
  size_t size;
  size_t segment;  // of each, the last may be shorter
  sockaddr_storage from;
  sockaddr_storage to;
  uint8_t traffic_class;
};

// Reads several datagrams in one system call.
class UdpReceiver {
 public:
  static constexpr int kCapacity = 8;

  UdpReceiver();

  // Returns how many there are; fewer than kCapacity: nothing is left.
  int Receive(int fd);
  // Valid until the next call.
  Datagrams Get(int index) const;

 private:
  static constexpr size_t kBufferSize = 65536;
  static constexpr size_t kControlSize = 128;

  struct alignas(cmsghdr) Control {
    uint8_t bytes[kControlSize];
  };

  uint8_t buffers_[kCapacity][kBufferSize];
  Control controls_[kCapacity];
  sockaddr_storage names_[kCapacity];
  iovec vectors_[kCapacity];
  mmsghdr headers_[kCapacity];
};

// A packet whose destination's host has said that nobody is at that UDP port.
struct Undelivered {
  uint8_t data[128];  // the beginning of it
  size_t size;
};

// Takes one such report. False: there are none left.
bool TakeUndelivered(int fd, Undelivered* result);

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_UDP_SOCKET_H_
