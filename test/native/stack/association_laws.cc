#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>

#include "../laws.h"
#include "peer.h"
#include "stack_laws.h"

// The ports that are chosen from where none is asked for.
extern "C" int ipport_firstauto, ipport_lastauto;

namespace {

constexpr uint8_t kAbort = 6;
constexpr size_t kChunkHeader = 4;

UdpPort server_port = {9001};
UdpPort client_port = {9002};

// A server and a client that is associated with it.
struct Pair {
  explicit Pair(unsigned extensions = 0)
      : server({"10.1.0.1"}, 3868, &server_port, extensions),
        client({"10.1.0.2"}, 3869, &client_port, extensions) {
    server.Listen();
    client.Encapsulate(server_port.number);
    id = client.Connect({"10.1.0.1"}, 3868);
    wire->Settle();
    Drain();
    LAW(client.changes == std::vector<int>{SCTP_COMM_UP});
    LAW(server.changes == std::vector<int>{SCTP_COMM_UP});
    wire->readiness.clear();
  }

  ~Pair() {
    server.Close();
    client.Close();
    wire->lose = nullptr;
    wire->Elapse(120'000);
    uint32_t endpoints, associations;
    sctp_stack_count(&endpoints, &associations);
    LAW(endpoints == 0 && associations == 0);
    wire->readiness.clear();
  }

  void Drain() {
    server.Drain();
    client.Drain();
  }

  Wire* wire = Wire::Get();
  Peer server;
  Peer client;
  sctp_assoc_t id = 0;
};

void CheckExchange() {
  Pair pair;
  LAW(pair.client.Send(pair.id, "ping") == 4);
  pair.wire->Settle();
  LAW(pair.server.WasTold(SCTP_STACK_READABLE));
  LAW(sctp_stack_unread(pair.server.socket) > 0);
  pair.Drain();
  LAW(sctp_stack_unread(pair.server.socket) == 0);
  LAW(pair.server.messages.size() == 1);
  LAW(pair.server.messages[0].text == "ping");

  std::string large(30000, 'x');
  LAW(pair.server.Send(pair.server.association, large) == 30000);
  pair.wire->Elapse(1000);
  pair.Drain();
  LAW(pair.client.messages.size() == 1);
  LAW(pair.client.messages[0].text == large);
}

void CheckShutdown() {
  Pair pair;
  pair.client.Send(pair.id, "last words");
  pair.client.Close();  // with nothing unread
  pair.wire->Settle();
  pair.Drain();
  LAW(pair.server.messages.size() == 1);
  LAW(pair.server.changes.back() == SCTP_SHUTDOWN_COMP);
}

void CheckAbort() {
  Pair pair;
  pair.client.Send(pair.id, "good reason", SCTP_ABORT);
  pair.wire->Settle();
  pair.Drain();
  LAW(pair.server.changes.back() == SCTP_COMM_LOST);
  LAW(pair.server.abort_reason.find("good reason") != std::string::npos);
}

// Upstream's upcall never comes for it on a one-to-many socket.
void CheckWritable() {
  Pair pair;
  std::string text(1000, 'x');
  int sent = 0;
  while (pair.client.Send(pair.id, text) > 0) sent++;
  LAW(pair.client.Send(pair.id, text) == -EWOULDBLOCK);
  LAW(sent > 300);
  pair.wire->readiness.clear();
  pair.wire->Elapse(100);
  LAW(pair.client.WasTold(SCTP_STACK_WRITABLE));
  LAW(pair.client.Send(pair.id, text) > 0);
  pair.server.Drain();
}

bool Contains(const Packet& packet, const std::string& text) {
  return std::search(packet.bytes.begin(), packet.bytes.end(), text.begin(),
                     text.end()) != packet.bytes.end();
}

// Nor for what a timer brought about. The ABORT says what that was.
void CheckLoss() {
  static bool was_explained;
  was_explained = false;
  Pair pair;
  pair.wire->lose = [](const Packet& packet) {
    if (packet.type() == kAbort)
      was_explained = Contains(packet, "Association error counter exceeded");
    return true;
  };
  pair.client.Send(pair.id, "into the void");
  pair.wire->Elapse(300'000);
  LAW(pair.client.WasTold(SCTP_STACK_READABLE));
  pair.client.Drain();
  LAW(pair.client.changes.back() == SCTP_COMM_LOST);
  LAW(was_explained);
}

// The answer to what is out of the blue says no more than that.
void CheckForgotten() {
  Pair pair;
  pair.server.Send(pair.server.association, "", SCTP_ABORT);
  pair.wire->packets.clear();
  pair.client.Send(pair.id, "who?");
  pair.wire->Settle();
  pair.Drain();
  LAW(pair.client.changes.back() == SCTP_COMM_LOST);
  LAW(pair.client.abort_reason.size() == kChunkHeader);
}

// What says that a UDP port is nobody's counts as an ABORT.
void CheckRefusal() {
  Peer client({"10.1.0.2"}, 3869, &client_port);
  client.Encapsulate(server_port.number);
  client.Connect({"10.1.0.1"}, 3868);
  const Packet init = Wire::Get()->packets.at(0);
  Wire::Get()->packets.clear();
  sctp_stack_undelivered(init.bytes.data(), init.bytes.size());
  client.Drain();
  LAW(client.changes == std::vector<int>{SCTP_CANT_STR_ASSOC});
  LAW(client.abort_reason.size() == kChunkHeader);
}

void EndByLoss(Pair* pair) { pair->wire->Elapse(300'000); }

void EndByAbort(Pair* pair) {
  pair->wire->Settle();
  pair->wire->lose = nullptr;
  pair->server.Send(pair->server.association, "bye", SCTP_ABORT);
  pair->wire->Settle();
}

// Where the peer begins anew, the association goes on with what comes next.
void EndByRestart(Pair* pair) {
  pair->server.Send(pair->server.association, "unheard", SCTP_ABORT);
  pair->wire->Settle();
  pair->server.Close();
  pair->wire->lose = nullptr;
  Peer again({"10.1.0.1"}, 3868, &server_port);
  again.Encapsulate(client_port.number);
  again.Connect({"10.1.0.2"}, 3869);
  pair->wire->Settle();
  pair->client.Drain();
  LAW(pair->client.changes.back() == SCTP_RESTART);
}

// The reports had to find room in the receive buffer, where other things wait,
// and were dropped where they did not.
void CheckReports() {
  const std::string text(5000, 'x');
  for (auto end : {EndByLoss, EndByAbort, EndByRestart}) {
    Pair pair;
    for (int i = 0; i < 40; i++)
      LAW(pair.server.Send(pair.server.association, text) > 0);
    pair.wire->Elapse(1'000);

    pair.wire->lose = [](const Packet&) { return true; };
    std::set<uint32_t> sent;
    for (uint32_t context = 1; pair.client.Send(pair.id, text, 0, context) > 0;)
      sent.insert(context++);
    end(&pair);
    pair.client.Drain();
    LAW(pair.client.messages.size() == 40);
    LAW(sent.size() > 90);
    LAW(pair.client.failed == sent);
  }
}

// The peer may know a message, and yet not be able to deliver it.
void CheckReportsOfGaps() {
  static int gaps;
  for (auto end : {EndByLoss, EndByAbort, EndByRestart}) {
    gaps = 0;
    Pair pair;
    pair.wire->lose = [](const Packet&) { return true; };
    pair.client.Send(pair.id, "lost", 0, 1);
    pair.wire->Settle();
    pair.wire->lose = [](const Packet& packet) {
      if (packet.type() == SCTP_SELECTIVE_ACK && packet.bytes[25] > 0) gaps++;
      return false;
    };
    pair.client.Send(pair.id, "came", 0, 2);
    pair.client.Send(pair.id, "in vain", 0, 3);
    pair.wire->Settle();
    pair.server.Drain();
    LAW(gaps > 0 && pair.server.messages.empty());
    pair.wire->lose = [](const Packet&) { return true; };
    end(&pair);
    pair.client.Drain();
    LAW(pair.client.failed == (std::set<uint32_t>{1, 2, 3}));
  }
}

void CheckTimers() {
  LAW(sctp_stack_next_timer() == -1);
  {
    Pair pair;
    pair.client.Send(pair.id, "x");
    int64_t next = sctp_stack_next_timer();
    LAW(next > 0 && next <= 3000);
    pair.wire->Settle();
    pair.Drain();
  }
  LAW(sctp_stack_next_timer() == -1);
}

// SCTP_SENDALL is work for the iterator, which has no thread.
void CheckSendToAll() {
  Pair pair;
  LAW(pair.client.Send(0, "to all", SCTP_SENDALL) == 6);
  pair.wire->Settle();
  pair.Drain();
  LAW(pair.server.messages.size() == 1);
}

void CheckTag() {
  Pair pair;
  sctp_stack_set_tag(pair.server.socket, nullptr);
  pair.client.Send(pair.id, "ping");
  pair.wire->Settle();
  LAW(!pair.server.WasTold(SCTP_STACK_READABLE));
}

// Peeling off took references along that timers which had run out no longer
// had: the endpoint was freed while its other associations still ended.
void CheckPeelOff() {
  Pair pair;
  for (int i = 0; i < 2; i++) {
    pair.client.Send(pair.id, "ping");  // the second waits for a delayed SACK
    pair.wire->Elapse(300);
  }
  pair.Drain();
  struct socket* own =
      usrsctp_peeloff(pair.server.socket, pair.server.association);
  LAW(own);

  Peer other({"10.2.0.2"}, 4000, &client_port);
  other.Encapsulate(server_port.number);
  other.Connect({"10.1.0.1"}, 3868);
  pair.wire->Elapse(300);
  pair.server.Drain();
  other.Drain();
  LAW(other.changes == std::vector<int>{SCTP_COMM_UP});
  pair.server.Close();
  usrsctp_close(own);
  pair.wire->Elapse(10'000);
  other.Drain();
  LAW(other.changes.back() == SCTP_SHUTDOWN_COMP);
}

uint16_t PortOf(struct socket* socket) {
  sockaddr* addresses = nullptr;
  LAW(usrsctp_getladdrs(socket, 0, &addresses) == 1);
  uint16_t port = reinterpret_cast<sockaddr_in*>(addresses)->sin_port;
  usrsctp_freeladdrs(addresses);
  return ntohs(port);
}

// The port of what was peeled off counted as free once its endpoint was closed:
// who got it, and called the same peer, took the association over.
void CheckPortOfPeeledOff() {
  auto range = std::make_pair(ipport_firstauto, ipport_lastauto);
  std::tie(ipport_firstauto, ipport_lastauto) = std::make_pair(3869, 3870);
  {
    Pair pair;
    struct socket* own = usrsctp_peeloff(pair.client.socket, pair.id);
    LAW(own);
    pair.client.Close();
    pair.wire->Elapse(1'000);
    for (int again = 0; again < 20; again++)
      LAW(PortOf(Peer({"10.1.0.2"}, 0, &client_port).socket) == 3870);
    usrsctp_close(own);
    pair.wire->Elapse(1'000);
    pair.server.Drain();
    LAW(pair.server.changes.back() == SCTP_SHUTDOWN_COMP);

    Peer one({"10.1.0.2"}, 0, &client_port),
        other({"10.1.0.2"}, 0, &client_port);
    LAW(PortOf(one.socket) + PortOf(other.socket) == 3869 + 3870);
  }
  std::tie(ipport_firstauto, ipport_lastauto) = range;
}

// A stream that waits for its reset takes no message, but stays no end.
void CheckShutdownInReset() {
  Pair pair(SCTP_STACK_RECONFIG);
  sctp_reset_streams reset = {};
  reset.srs_assoc_id = pair.id;
  reset.srs_flags = SCTP_STREAM_RESET_OUTGOING;  // all of them
  pair.client.Option(SCTP_RESET_STREAMS, &reset, sizeof(reset));
  LAW(pair.client.Send(pair.id, "too soon") == -EAGAIN);
  LAW(sctp_stack_request(pair.client.socket, pair.id, SCTP_EOF, "", 0) == 0);
  pair.wire->Elapse(10'000);
  pair.Drain();
  LAW(pair.client.changes.back() == SCTP_SHUTDOWN_COMP);
}

// An end that is put off left the socket with a reference too many, and its
// port taken for as long as the process lived.
void CheckPortAfterAbort() {
  for (int again = 0; again < 2; again++) {
    Pair pair;
    pair.server.Send(0, "all of you", SCTP_SENDALL | SCTP_ABORT);
    pair.wire->Elapse(1'000);
    pair.Drain();
    LAW(pair.client.changes.back() == SCTP_COMM_LOST);
  }
}

// The supported extensions of an INIT (RFC 5061 section 4.2.7).
bool Offers(const Packet& init, uint8_t chunk) {
  size_t size = init.bytes.size();
  for (size_t at = 12 + 20; at + 4 <= size;) {
    size_t length = init.bytes[at + 2] << 8 | init.bytes[at + 3];
    if (init.bytes[at] == 0x80 && init.bytes[at + 1] == 0x08)
      return memchr(&init.bytes[at + 4], chunk, length - 4) != nullptr;
    at += (length + 3) & ~3;
  }
  return false;
}

void CheckExtensions() {
  constexpr uint8_t kExtensionChunks[] = {0x82, 0xc1, 0x81, 0x10};
  for (unsigned enabled : {0u, 1u, 2u, 4u, 8u}) {
    Peer client({"10.1.0.2"}, 3869, &client_port, enabled);
    client.Encapsulate(server_port.number);
    client.Connect({"10.1.0.1"}, 3868);
    const Packet& init = Wire::Get()->packets.at(0);
    for (unsigned i = 0; i < 4; i++)
      LAW(Offers(init, kExtensionChunks[i]) == (enabled >> i & 1));
    client.Close();
    Wire::Get()->packets.clear();
    Wire::Get()->Elapse(10'000);
  }
}

}  // namespace

void CheckAssociations() {
  Wire::Get()->Open(&server_port);
  Wire::Get()->Open(&client_port);
  CheckExchange();
  CheckShutdown();
  CheckAbort();
  CheckWritable();
  CheckLoss();
  CheckReports();
  CheckReportsOfGaps();
  CheckForgotten();
  CheckRefusal();
  CheckTimers();
  CheckSendToAll();
  CheckTag();
  CheckPeelOff();
  CheckPortOfPeeledOff();
  CheckShutdownInReset();
  CheckPortAfterAbort();
  CheckExtensions();
}
