#ifndef SRC_USERSPACE_UDP_PORT_H_
#define SRC_USERSPACE_UDP_PORT_H_

#include <sys/socket.h>

#include <cstdint>

#include "status.h"
#include "userspace/udp_socket.h"

namespace sctp {
namespace userspace {

// A UDP port of this host, for IPv4 and, where the host has it, IPv6. All
// endpoints of the process that want this port share it.
class UdpPort {
 public:
  // Number 0 is a free one.
  Status Open(uint16_t number);
  void Close();

  uint16_t number() const { return v4_.is_open() ? v4_.port() : v6_.port(); }
  int fd(int family) const { return family == AF_INET ? v4_.fd() : v6_.fd(); }

  // Whether packets can leave together (UDP GSO).
  bool can_segment() const { return can_segment_; }
  void StopSegmenting() { can_segment_ = false; }

  // How many open endpoints use it. Associations of closed ones may go on.
  int users = 0;

 private:
  Status OpenBoth(uint16_t number);

  UdpSocket v4_;
  UdpSocket v6_;
  bool can_segment_ = true;
};

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_UDP_PORT_H_
