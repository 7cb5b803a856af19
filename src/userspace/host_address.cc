#include "userspace/host_address.h"

#include <net/if.h>
#include <unistd.h>

#include <cstring>

#include "userspace/stack/stack.h"

namespace sctp {
namespace userspace {

namespace {

// The system knows best: what a UDP socket can be bound to is ours.
bool IsOfHost(const Address& address) {
  sockaddr_in6 any = {};
  memcpy(&any, address.data(), address.size());
  any.sin6_port = 0;  // where sockaddr_in has it, too
  int fd = socket(address.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  int result = bind(fd, reinterpret_cast<sockaddr*>(&any), address.size());
  close(fd);
  return result == 0;
}

bool IsLoopback(const Address& address) {
  if (address.family() != AF_INET) return false;
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(address.data());
  return ntohl(v4->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

}  // namespace

bool LearnHostAddress(const Address& address) {
  if (!IsOfHost(address)) return false;
  sctp_stack_update_addresses();
  // The stack takes interfaces that begin so for loopbacks, whose addresses
  // are of no use to other hosts.
  const char* interface = IsLoopback(address) ? "lo" : "routed";
  sctp_stack_add_address(address.data(), if_nametoindex(interface), interface);
  return true;
}

}  // namespace userspace
}  // namespace sctp
