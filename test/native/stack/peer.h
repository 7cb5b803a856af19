#ifndef TEST_NATIVE_STACK_PEER_H_
#define TEST_NATIVE_STACK_PEER_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "wire.h"

// usrsctp.h leans on the system's headers in wire.h.
#include <usrsctp.h>

struct Message {
  std::string text;
  sctp_rcvinfo info = {};
};

// A one-to-many socket on one of the wire's hosts.
class Peer {
 public:
  Peer(std::vector<std::string> addresses, uint16_t port, UdpPort* udp,
       unsigned extensions = 0);
  ~Peer();

  void Listen();
  // The UDP port of the peers that it calls.
  void Encapsulate(uint16_t port);
  // The association's id, at once.
  sctp_assoc_t Connect(std::vector<std::string> addresses, uint16_t port);
  // Bytes sent, or a negative errno.
  int Send(sctp_assoc_t id, const std::string& text, uint16_t flags = 0,
           uint32_t context = 0);
  // Takes in what can be received.
  void Drain();
  void Close();
  void Option(int name, const void* value, size_t size);
  void Subscribe(uint16_t type);

  bool WasTold(int events) const;

  struct socket* socket = nullptr;
  std::vector<Message> messages;
  // sac_state of each SCTP_ASSOC_CHANGE.
  std::vector<int> changes;
  // Contexts of what was reported as not delivered.
  std::set<uint32_t> failed;
  std::string abort_reason;
  sctp_assoc_t association = 0;  // the last that came up
};

#endif  // TEST_NATIVE_STACK_PEER_H_
