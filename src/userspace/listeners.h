#ifndef SRC_USERSPACE_LISTENERS_H_
#define SRC_USERSPACE_LISTENERS_H_

#include <vector>

#include "address.h"
#include "userspace/udp_port.h"

struct socket;

namespace sctp {
namespace userspace {

// All addresses of an endpoint, or of one of its associations, in the order in
// which they came; with the lock.
bool AddressesOf(struct socket* socket, uint32_t association_id,
                 AddressList* result);

// The endpoints of this process that listen. An endpoint that connects to one
// of them need not be told its UDP port.
class Listeners {
 public:
  void Add(struct socket* socket, UdpPort* port);
  void Remove(struct socket* socket);

  // Null where nobody here listens at that address.
  UdpPort* FindPort(const Address& address) const;

 private:
  struct Listener {
    struct socket* socket;
    UdpPort* port;
  };

  std::vector<Listener> listeners_;
};

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_LISTENERS_H_
