#ifndef TEST_NATIVE_STACK_WIRE_H_
#define TEST_NATIVE_STACK_WIRE_H_

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "userspace/stack/stack.h"

// Two hosts in one process, and the network between them: a queue of packets
// and a clock, both moved by hand. The stack beneath is one and does not know
// that it speaks to itself.

// A UDP port, as the engine would have it.
struct UdpPort {
  uint16_t number;
};

struct Packet {
  std::vector<uint8_t> bytes;
  sockaddr_storage from;  // with UDP ports
  sockaddr_storage to;

  // The chunk type of the first chunk.
  uint8_t type() const { return bytes[12]; }
};

class Wire {
 public:
  // The one there is. The first call starts the stack.
  static Wire* Get();

  std::deque<Packet> packets;  // in flight, oldest first
  // What a tag was told since it was last cleared, in order.
  struct Readiness {
    void* tag;
    int events;
  };
  std::vector<Readiness> readiness;

  // A packet may be lost on its way: true to lose it.
  bool (*lose)(const Packet&) = nullptr;
  // What the routes say; "" for nothing.
  std::string route;

  // The port is known by its number from now on.
  void Open(UdpPort* port);

  // Delivers the oldest packet.
  void Deliver();
  enum sctp_ingress_result Deliver(const Packet& packet);
  // Delivers until nothing moves any more without time passing.
  void Settle();
  // Lets time pass a little at a time, delivering what comes of it.
  void Elapse(uint32_t milliseconds);

 private:
  Wire();
  static int Output(void* context, const sctp_stack_packet* packet);

  std::set<UdpPort*> ports_;
};

sockaddr_storage Address(const std::string& text, uint16_t port = 0);
std::string Text(const sockaddr_storage& address);
uint16_t PortOf(const sockaddr_storage& address);
socklen_t SizeOf(const sockaddr_storage& address);
inline sockaddr* Generic(sockaddr_storage* address) {
  return reinterpret_cast<sockaddr*>(address);
}

// Makes the checksum right again.
void Seal(std::vector<uint8_t>* packet);

// Milliseconds of the virtual clock.
extern uint64_t virtual_time;

#endif  // TEST_NATIVE_STACK_WIRE_H_
