#ifndef SRC_USERSPACE_HOST_ADDRESS_H_
#define SRC_USERSPACE_HOST_ADDRESS_H_

#include <cerrno>

#include "address.h"

namespace sctp {
namespace userspace {

// Tells the stack, with its lock, of the addresses that this host's interfaces
// have now.
void LearnInterfaces();

// Tells it of one that it does not know: this host's although no interface
// shows it, such as 127.0.0.2. False where no socket can be bound to it.
bool LearnHostAddress(const Address& address);

// The same of a peer's, if the peer is on this host: to such a one the stack
// names its loopback addresses. Not by what can be bound, which may be any
// address (net.ipv4.ip_nonlocal_bind), and the peer's would be named as ours.
void LearnPeer(const Address& address);

// Calls again what failed for want of an address, if there is one now.
template <typename Call>
int WithHostAddress(const Address& address, Call call) {
  int result = call();
  if (result == 0 || errno != EADDRNOTAVAIL) return result;
  if (LearnHostAddress(address)) return call();
  errno = EADDRNOTAVAIL;
  return result;
}

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_HOST_ADDRESS_H_
