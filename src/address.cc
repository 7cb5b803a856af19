#include "address.h"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace sctp {

namespace {

enum AddressWord { kFamily, kPort, kScopeId, kIp };

// A zone is an interface's name or its number.
bool ParseZone(const std::string& zone, uint32_t* scope_id) {
  *scope_id = if_nametoindex(zone.c_str());
  if (*scope_id != 0) return true;
  if (zone.empty() || zone.find_first_not_of("0123456789") != zone.npos)
    return false;
  unsigned long long number = strtoull(zone.c_str(), nullptr, 10);
  *scope_id = static_cast<uint32_t>(number);
  return number == *scope_id;
}

}  // namespace

// static
bool Address::Parse(const std::string& host, uint16_t port, Address* result) {
  *result = Address();
  if (host.find('\0') != host.npos) return false;

  auto* v4 = reinterpret_cast<sockaddr_in*>(&result->any_);
  if (inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    return true;
  }

  sockaddr_in6 v6 = {};
  size_t percent = host.find('%');
  if (inet_pton(AF_INET6, host.substr(0, percent).c_str(), &v6.sin6_addr) != 1)
    return false;
  if (percent != host.npos &&
      !ParseZone(host.substr(percent + 1), &v6.sin6_scope_id))
    return false;
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  result->any_ = v6;
  return true;
}

// static
bool Address::FromSockaddr(const void* bytes, size_t size, Address* result) {
  *result = Address();
  sockaddr header = {};
  memcpy(&header, bytes, std::min(size, sizeof(header)));
  size_t needed = header.sa_family == AF_INET    ? sizeof(sockaddr_in)
                  : header.sa_family == AF_INET6 ? sizeof(sockaddr_in6)
                                                 : 0;
  if (needed == 0 || size < needed) return false;
  memcpy(&result->any_, bytes, needed);
  return true;
}

std::string Address::host() const {
  char text[INET6_ADDRSTRLEN] = "";
  if (family() == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&any_);
    inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
    return text;
  }
  if (family() != AF_INET6) return text;

  inet_ntop(AF_INET6, &any_.sin6_addr, text, sizeof(text));
  std::string host = text;
  if (any_.sin6_scope_id == 0) return host;
  char zone[IF_NAMESIZE] = "";
  if (if_indextoname(any_.sin6_scope_id, zone) != nullptr)
    return host + '%' + zone;
  return host + '%' + std::to_string(any_.sin6_scope_id);
}

socklen_t Address::size() const {
  if (family() == AF_INET) return sizeof(sockaddr_in);
  if (family() == AF_INET6) return sizeof(sockaddr_in6);
  return 0;
}

void Address::ToWords(int32_t* words) const {
  std::fill_n(words, kWords, 0);
  if (empty()) return;
  words[kPort] = port();
  if (family() == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&any_);
    words[kFamily] = 4;
    memcpy(&words[kIp], &v4->sin_addr, sizeof(v4->sin_addr));
  } else {
    words[kFamily] = 6;
    words[kScopeId] = static_cast<int32_t>(any_.sin6_scope_id);
    memcpy(&words[kIp], &any_.sin6_addr, sizeof(any_.sin6_addr));
  }
}

// static
bool Address::FromWords(const int32_t* words, Address* result) {
  *result = Address();
  if (words[kPort] < 0 || words[kPort] > UINT16_MAX) return false;
  uint16_t port = htons(static_cast<uint16_t>(words[kPort]));
  if (words[kFamily] == 4) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&result->any_);
    v4->sin_family = AF_INET;
    v4->sin_port = port;
    memcpy(&v4->sin_addr, &words[kIp], sizeof(v4->sin_addr));
    return true;
  }
  if (words[kFamily] != 6) return false;
  result->any_.sin6_family = AF_INET6;
  result->any_.sin6_port = port;
  result->any_.sin6_scope_id = static_cast<uint32_t>(words[kScopeId]);
  memcpy(&result->any_.sin6_addr, &words[kIp], sizeof(in6_addr));
  return true;
}

std::vector<uint8_t> Pack(const AddressList& addresses) {
  std::vector<uint8_t> bytes;
  for (const Address& address : addresses) {
    const auto* data = reinterpret_cast<const uint8_t*>(address.data());
    bytes.insert(bytes.end(), data, data + address.size());
  }
  return bytes;
}

AddressList Unpack(const uint8_t* bytes, size_t size, size_t count) {
  AddressList addresses;
  Address address;
  for (size_t at = 0; addresses.size() < count; at += address.size()) {
    if (!Address::FromSockaddr(bytes + at, size - at, &address)) break;
    addresses.push_back(address);
  }
  return addresses;
}

}  // namespace sctp
