#ifndef SRC_ADDRESS_H_
#define SRC_ADDRESS_H_

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

namespace sctp {

// One transport address: an IPv4 or IPv6 address with a port and, for
// link-local IPv6, a scope.
class Address {
 public:
  Address() = default;
  // `host` is numeric, and may end in %zone. Returns false for anything else.
  static bool Parse(const std::string& host, uint16_t port, Address* result);
  // False where `size` is too short for its family, or the family is neither.
  static bool FromSockaddr(const void* bytes, size_t size, Address* result);

  bool empty() const { return family() == AF_UNSPEC; }
  int family() const { return any_.sin6_family; }
  uint16_t port() const { return ntohs(any_.sin6_port); }
  // Numeric, with %zone where a scope is set.
  std::string host() const;

  const sockaddr* data() const {
    return reinterpret_cast<const sockaddr*>(&any_);
  }
  socklen_t size() const;

  // The words family, port, scopeId, ip0…ip3 of a descriptor.
  static constexpr size_t kWords = 7;
  void ToWords(int32_t* words) const;
  static bool FromWords(const int32_t* words, Address* result);

 private:
  // The family and the port of sockaddr_in lie where sockaddr_in6 has them.
  sockaddr_in6 any_ = {};
};

using AddressList = std::vector<Address>;

// The sockaddrs one behind the other, as bindx and connectx want them.
std::vector<uint8_t> Pack(const AddressList& addresses);

// The reverse, for getladdrs and getpaddrs: `count` sockaddrs of mixed size.
// Stops at the first that does not fit.
AddressList Unpack(const uint8_t* bytes, size_t size, size_t count);

}  // namespace sctp

#endif  // SRC_ADDRESS_H_
