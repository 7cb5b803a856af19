#include "wire.h"

#include <arpa/inet.h>
#include <sys/time.h>

#include <cerrno>
#include <cstring>

#include "userspace/stack/crc32c.h"

uint64_t virtual_time = 1'700'000'000'000;

// The stack's wall clock: round-trip times, the age of cookies.
extern "C" int __wrap_gettimeofday(timeval* now, void*) {
  now->tv_sec = static_cast<time_t>(virtual_time / 1000);
  now->tv_usec = static_cast<suseconds_t>(virtual_time % 1000 * 1000);
  return 0;
}

// Three addresses each, of both families; no interface of this machine has
// them.
constexpr const char* kAddresses[] = {
    "10.1.0.1", "10.2.0.1", "10.3.0.1", "10.1.0.2", "10.2.0.2", "10.3.0.2",
    "fd01::1",  "fd02::1",  "fd03::1",  "fd01::2",  "fd02::2",  "fd03::2",
};

Wire* Wire::Get() {
  static Wire wire;
  return &wire;
}

Wire::Wire() {
  sctp_stack_callbacks callbacks = {};
  callbacks.context = this;
  callbacks.output = Output;
  callbacks.ready = [](void* tag, int events) {
    Get()->readiness.push_back({tag, events});
  };
  callbacks.route = [](void* context, const sockaddr* destination,
                       sockaddr_storage* source) {
    const std::string& route = static_cast<Wire*>(context)->route;
    if (route.empty()) return ENETUNREACH;
    *source = Address(route);
    return source->ss_family == destination->sa_family ? 0 : ENETUNREACH;
  };
  sctp_stack_init(&callbacks);
  for (const char* text : kAddresses) {
    sockaddr_storage address = Address(text);
    sctp_stack_add_address(Generic(&address), 77, "wire");
  }
}

void Wire::Open(UdpPort* port) { ports_.insert(port); }

void Wire::Deliver() {
  Packet packet = std::move(packets.front());
  packets.pop_front();
  if (!lose || !lose(packet)) Deliver(packet);
}

enum sctp_ingress_result Wire::Deliver(const Packet& packet) {
  uint16_t number = PortOf(packet.to);
  UdpPort* port = nullptr;
  for (UdpPort* open : ports_)
    if (open->number == number) port = open;
  // In an allocation of exactly its size: reading past it is a finding.
  std::vector<uint8_t> bytes(packet.bytes);
  bytes.shrink_to_fit();
  sockaddr_storage from = packet.from;
  sockaddr_storage to = packet.to;
  enum sctp_ingress_result result = sctp_stack_input(
      bytes.data(), bytes.size(), Generic(&from), Generic(&to), port, 0);
  sctp_stack_iterate();
  return result;
}

void Wire::Settle() {
  sctp_stack_iterate();
  while (!packets.empty()) Deliver();
}

void Wire::Elapse(uint32_t milliseconds) {
  constexpr uint32_t kStep = 10;
  Settle();
  for (uint32_t passed = 0; passed < milliseconds; passed += kStep) {
    virtual_time += kStep;
    sctp_stack_elapse(kStep);
    sctp_stack_expire(0);
    Settle();
  }
}

int Wire::Output(void* context, const sctp_stack_packet* packet) {
  Packet copy = {};
  for (int i = 0; i < packet->piece_count; i++) {
    auto* piece = static_cast<const uint8_t*>(packet->pieces[i].iov_base);
    copy.bytes.insert(copy.bytes.end(), piece,
                      piece + packet->pieces[i].iov_len);
  }
  size_t size = packet->source->sa_family == AF_INET ? sizeof(sockaddr_in)
                                                     : sizeof(sockaddr_in6);
  memcpy(&copy.from, packet->source, size);
  memcpy(&copy.to, packet->destination, size);
  auto* port = static_cast<const UdpPort*>(packet->port);
  reinterpret_cast<sockaddr_in*>(&copy.from)->sin_port =
      htons(port ? port->number : 1);
  static_cast<Wire*>(context)->packets.push_back(std::move(copy));
  return 0;
}

sockaddr_storage Address(const std::string& text, uint16_t port) {
  sockaddr_storage storage = {};
  auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (text.find(':') == std::string::npos) {
    v4->sin_family = AF_INET;
    inet_pton(AF_INET, text.c_str(), &v4->sin_addr);
  } else {
    v6->sin6_family = AF_INET6;
    inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr);
  }
  v4->sin_port = htons(port);  // where IPv6's is too
  return storage;
}

std::string Text(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr,
              text, sizeof(text));
  else
    inet_ntop(AF_INET6,
              &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, text,
              sizeof(text));
  return text;
}

uint16_t PortOf(const sockaddr_storage& address) {
  return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

socklen_t SizeOf(const sockaddr_storage& address) {
  return address.ss_family == AF_INET ? sizeof(sockaddr_in)
                                      : sizeof(sockaddr_in6);
}

void Seal(std::vector<uint8_t>* packet) {
  if (packet->size() < 12) return;
  uint32_t checksum = sctp_crc32c_packet(packet->data(), packet->size());
  memcpy(packet->data() + 8, &checksum, sizeof(checksum));
}
