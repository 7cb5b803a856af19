#ifndef SRC_USERSPACE_HOST_ADDRESS_H_
#define SRC_USERSPACE_HOST_ADDRESS_H_

#include <cerrno>

#include "address.h"

namespace sctp {
namespace userspace {

// Tells the stack, with its lock, of the addresses that this host's interfaces
// have now.
void LearnInterfaces();

// Tells the stack, with its lock, of an address that it does not know: one that
// an interface has got since, or that is this host's although no interface
// shows it, such as 127.0.0.2. False where it is none of this host's.
// To a peer on this host the stack names its loopback addresses.
bool LearnHostAddress(const Address& address);

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
