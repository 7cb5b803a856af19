#include <algorithm>
#include <set>

#include "../laws.h"
#include "peer.h"
#include "stack_laws.h"

namespace {

UdpPort server_port = {9003};
UdpPort client_port = {9004};
UdpPort other_port = {9005};

using Path = std::pair<std::string, std::string>;

// Source and destination of everything that was sent.
std::set<Path>* seen;

bool Watch(const Packet& packet) {
  seen->insert({Text(packet.from), Text(packet.to)});
  return false;
}

struct Pair {
  Pair(std::vector<std::string> theirs, std::vector<std::string> ours)
      : server(theirs, 3868, &server_port), client(ours, 3869, &client_port) {
    seen = &paths;
    Wire::Get()->lose = Watch;
    server.Listen();
    client.Encapsulate(server_port.number);
    id = client.Connect(theirs, 3868);
    Wire::Get()->Elapse(60'000);  // heartbeats confirm every path
    server.Drain();
    client.Drain();
    LAW(client.association == id && server.association != 0);
  }

  ~Pair() {
    server.Close();
    client.Close();
    Wire::Get()->Elapse(120'000);
    Wire::Get()->lose = nullptr;
  }

  std::set<Path> paths;
  Peer server;
  Peer client;
  sctp_assoc_t id = 0;
};

// Each path has ends that belong together, or one dead link takes two.
void CheckSourceAddress(std::vector<std::string> theirs,
                        std::vector<std::string> ours) {
  Pair pair(theirs, ours);
  std::set<Path> straight;
  for (size_t i = 0; i < ours.size(); i++) {
    straight.insert({ours[i], theirs[i]});
    straight.insert({theirs[i], ours[i]});
  }
  LAW(pair.paths == straight);
}

// The routes know better than the prefix.
void CheckRoute() {
  Wire::Get()->route = "10.2.0.2";
  Pair pair({"10.1.0.1"}, {"10.1.0.2", "10.2.0.2"});
  LAW(std::all_of(pair.paths.begin(), pair.paths.end(), [](const Path& path) {
    return path.first == "10.2.0.2" || path.first == "10.1.0.1";
  }));
  // Not to an address that the endpoint is not bound to.
  Wire::Get()->route = "10.3.0.2";
  pair.paths.clear();
  pair.client.Send(pair.id, "ping");
  Wire::Get()->Settle();
  LAW(pair.paths.count({"10.3.0.2", "10.1.0.1"}) == 0);
  Wire::Get()->route.clear();
}

void CheckFailover() {
  Pair pair({"10.1.0.1", "10.2.0.1"}, {"10.1.0.2", "10.2.0.2"});
  Wire::Get()->lose = [](const Packet& packet) {
    return Text(packet.to).rfind("10.1.", 0) == 0;
  };
  for (int i = 0; i < 20; i++) {
    LAW(pair.client.Send(pair.id, std::to_string(i)) > 0);
    Wire::Get()->Elapse(5'000);
  }
  pair.server.Drain();
  LAW(pair.server.messages.size() == 20);
}

// Both ways in the endpoint's own UDP port is the one that its packets leave
// by; what answers a packet without an association leaves by the port it came
// in by.
void CheckUdpPorts() {
  Pair pair({"10.1.0.1"}, {"10.1.0.2"});
  Wire* wire = Wire::Get();
  pair.client.Send(pair.id, "ping");
  LAW(PortOf(wire->packets.at(0).from) == client_port.number);
  LAW(PortOf(wire->packets.at(0).to) == server_port.number);
  wire->Deliver();
  wire->Elapse(300);

  LAW(sctp_stack_port_in_use(&client_port));
  LAW(!sctp_stack_port_in_use(&other_port));
  Peer stranger({"10.2.0.2"}, 4000, &other_port);
  stranger.Encapsulate(server_port.number);
  stranger.Connect({"10.1.0.1"}, 5000);  // where nobody listens
  LAW(PortOf(wire->packets.at(0).from) == other_port.number);
  wire->Deliver();
  LAW(wire->packets.at(0).type() == 6);  // ABORT
  LAW(PortOf(wire->packets.at(0).from) == server_port.number);
  LAW(PortOf(wire->packets.at(0).to) == other_port.number);
  wire->Settle();
}

// RFC 6951 section 5.4: packets with a wrong tag move nothing.
void CheckPortTakeover() {
  Pair pair({"10.1.0.1"}, {"10.1.0.2"});
  Wire* wire = Wire::Get();
  pair.client.Send(pair.id, "ping");
  Packet forged = wire->packets.at(0);
  wire->Settle();
  wire->Elapse(300);

  reinterpret_cast<sockaddr_in*>(&forged.from)->sin_port =
      htons(other_port.number);
  Packet moved = forged;
  forged.bytes[4] ^= 1;
  Seal(&forged.bytes);
  LAW(wire->Deliver(forged) == sctp_ingress_badTag);
  LAW(wire->packets.empty());
  pair.server.Send(pair.server.association, "pong");
  LAW(PortOf(wire->packets.at(0).to) == client_port.number);
  wire->Settle();

  // A peer behind a NAT may move, with the right tag.
  LAW(wire->Deliver(moved) == sctp_ingress_taken);
  wire->packets.clear();
  pair.server.Send(pair.server.association, "pong");
  LAW(PortOf(wire->packets.at(0).to) == other_port.number);
  wire->packets.clear();
}

}  // namespace

void CheckPaths() {
  for (UdpPort* port : {&server_port, &client_port, &other_port})
    Wire::Get()->Open(port);
  CheckSourceAddress({"10.1.0.1", "10.2.0.1", "10.3.0.1"},
                     {"10.1.0.2", "10.2.0.2", "10.3.0.2"});
  CheckSourceAddress({"fd01::1", "fd02::1", "fd03::1"},
                     {"fd01::2", "fd02::2", "fd03::2"});
  CheckRoute();
  CheckFailover();
  CheckUdpPorts();
  CheckPortTakeover();
}
