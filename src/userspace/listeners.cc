#include "userspace/listeners.h"

#include <algorithm>
#include <cstring>

#include "userspace/numbers.h"

namespace sctp {
namespace userspace {

namespace {

bool IsSame(const Address& one, const Address& other) {
  return one.size() == other.size() &&
         memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace

bool AddressesOf(struct socket* socket, uint32_t association_id,
                 AddressList* result) {
  sockaddr* addresses;
  int count = usrsctp_getladdrs(socket, association_id, &addresses);
  if (count < 0) return false;
  auto size = static_cast<size_t>(count);
  *result = Unpack(reinterpret_cast<const uint8_t*>(addresses),
                   size * sizeof(sockaddr_in6), size);
  usrsctp_freeladdrs(addresses);
  // usrsctp has the latest first.
  std::reverse(result->begin(), result->end());
  return true;
}

void Listeners::Add(struct socket* socket, UdpPort* port) {
  Remove(socket);
  listeners_.push_back({socket, port});
}

void Listeners::Remove(struct socket* socket) {
  auto is_it = [=](const Listener& one) { return one.socket == socket; };
  listeners_.erase(std::remove_if(listeners_.begin(), listeners_.end(), is_it),
                   listeners_.end());
}

UdpPort* Listeners::FindPort(const Address& address) const {
  for (const Listener& listener : listeners_) {
    AddressList addresses;
    if (!AddressesOf(listener.socket, 0, &addresses) || addresses.empty() ||
        addresses[0].port() != address.port())
      continue;
    for (const Address& one : addresses)
      if (IsSame(one, address)) return listener.port;
  }
  return nullptr;
}

}  // namespace userspace
}  // namespace sctp
