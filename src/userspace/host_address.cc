#include "userspace/host_address.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "userspace/stack/stack.h"

namespace sctp {
namespace userspace {

namespace {

struct AtNoPort {
  explicit AtNoPort(const Address& address) {
    memcpy(&any, address.data(), address.size());
    any.sin6_port = 0;  // where sockaddr_in has it, too
  }

  sockaddr_in6 any = {};
};

// The system knows best: what a UDP socket can be bound to is ours.
bool CanBind(const Address& address) {
  AtNoPort local(address);
  int fd = socket(address.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  int result =
      bind(fd, reinterpret_cast<sockaddr*>(&local.any), address.size());
  close(fd);
  return result == 0;
}

bool IsLoopback(const Address& address) {
  if (address.family() != AF_INET) return false;
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(address.data());
  return ntohl(v4->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

// What goes to an address of ours comes from there, too.
bool IsOwnSource(const Address& address) {
  sockaddr_storage source = {};
  AtNoPort local(address);
  return sctp_stack_route(nullptr, address.data(), &source) == 0 &&
         memcmp(&source, &local.any, address.size()) == 0;
}

bool IsKnown(const Address& address) {
  return sctp_stack_has_address(address.data()) != 0;
}

void Add(const Address& address) {
  // The stack takes interfaces that begin so for loopbacks, whose addresses
  // are of no use to other hosts.
  const char* interface = IsLoopback(address) ? "lo" : "routed";
  sctp_stack_add_address(address.data(), if_nametoindex(interface), interface);
}

// A socket by which the kernel tells of each change of an address; -1 without.
int WatchInterfaces() {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
                  NETLINK_ROUTE);
  if (fd < 0) return fd;
  sockaddr_nl changes = {};
  changes.nl_family = AF_NETLINK;
  changes.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (bind(fd, reinterpret_cast<sockaddr*>(&changes), sizeof(changes)) == 0)
    return fd;
  close(fd);
  return -1;
}

// To list the interfaces takes longer than all else that it takes to connect.
// What changes between the question here and the list is asked for again.
bool MayHaveChanged() {
  static int changes = -1;
  if (changes < 0) {
    changes = WatchInterfaces();
    return true;
  }
  bool any = false;
  uint8_t message[1];  // that there is one is enough
  while (recv(changes, message, sizeof(message), 0) >= 0) any = true;
  return any || errno != EAGAIN;
}

}  // namespace

void LearnInterfaces() {
  if (MayHaveChanged()) sctp_stack_update_addresses();
}

bool LearnHostAddress(const Address& address) {
  LearnInterfaces();
  if (IsKnown(address)) return true;
  if (!CanBind(address)) return false;
  Add(address);
  return true;
}

void LearnPeer(const Address& address) {
  if (IsKnown(address)) return;
  if (IsLoopback(address) || IsOwnSource(address)) Add(address);
}

}  // namespace userspace
}  // namespace sctp
