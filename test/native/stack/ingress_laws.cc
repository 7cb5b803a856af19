#include <algorithm>
#include <cstring>
#include <map>

#include "../laws.h"
#include "peer.h"
#include "stack_laws.h"

namespace {

UdpPort server_port = {9006};
UdpPort client_port = {9007};

std::vector<Packet>* recorded;

bool Record(const Packet& packet) {
  recorded->push_back(packet);
  return false;
}

// Everything that two endpoints with every extension say in a short life.
std::vector<Packet> RecordExchange() {
  std::vector<Packet> packets;
  recorded = &packets;
  Wire* wire = Wire::Get();
  wire->lose = Record;
  constexpr unsigned kAll = SCTP_STACK_RECONFIG | SCTP_STACK_ASCONF |
                            SCTP_STACK_PKTDROP | SCTP_STACK_NRSACK;
  {
    Peer server({"10.1.0.1", "10.2.0.1"}, 3868, &server_port, kAll);
    Peer client({"10.1.0.2"}, 3869, &client_port, kAll);
    server.Listen();
    client.Encapsulate(server_port.number);
    sctp_assoc_t id = client.Connect({"10.1.0.1"}, 3868);
    wire->Elapse(35'000);
    client.Send(id, std::string(5000, 'x'));
    wire->Settle();

    std::vector<uint8_t> reset(sizeof(sctp_reset_streams));
    auto* streams = reinterpret_cast<sctp_reset_streams*>(reset.data());
    streams->srs_assoc_id = id;
    streams->srs_flags = SCTP_STREAM_RESET_OUTGOING;
    client.Option(SCTP_RESET_STREAMS, reset.data(), reset.size());
    sockaddr_storage more = Address("10.3.0.2", 3869);
    usrsctp_bindx(client.socket, Generic(&more), 1, SCTP_BINDX_ADD_ADDR);
    wire->Elapse(5'000);
    client.Drain();
    server.Drain();
    client.Close();
    wire->Elapse(5'000);
  }
  wire->lose = nullptr;
  wire->Elapse(120'000);
  return packets;
}

size_t LengthAt(const Packet& packet, size_t at) {
  return packet.bytes[at + 2] << 8 | packet.bytes[at + 3];
}

void SetLength(Packet* packet, size_t at, size_t length) {
  packet->bytes[at + 2] = static_cast<uint8_t>(length >> 8);
  packet->bytes[at + 3] = static_cast<uint8_t>(length);
}

std::vector<size_t> ChunksOf(const Packet& packet) {
  std::vector<size_t> chunks;
  for (size_t at = 12; at < packet.bytes.size();
       at += (LengthAt(packet, at) + 3) & ~size_t{3})
    chunks.push_back(at);
  return chunks;
}

// Ends, with a reason or without; the sanitizers watch.
enum sctp_ingress_result Try(Packet packet) {
  Seal(&packet.bytes);
  enum sctp_ingress_result result = Wire::Get()->Deliver(packet);
  Wire::Get()->packets.clear();
  return result;
}

// A chunk cut short or drawn out never passes for one of the packet's.
void CheckLengths(const Packet& packet) {
  for (size_t size = 0; size < packet.bytes.size(); size++) {
    Packet shorter = packet;
    shorter.bytes.resize(size);
    enum sctp_ingress_result result = Try(shorter);
    std::vector<size_t> chunks = ChunksOf(packet);
    bool at_boundary =
        std::find(chunks.begin() + 1, chunks.end(), size) != chunks.end();
    LAW(at_boundary || result != sctp_ingress_taken);
  }
  for (size_t at : ChunksOf(packet)) {
    for (size_t length : {0, 1, 2, 3}) {
      Packet changed = packet;
      SetLength(&changed, at, length);
      LAW(Try(changed) == sctp_ingress_chunkLength);
    }
    Packet changed = packet;
    SetLength(&changed, at, packet.bytes.size() - at + 1);
    LAW(Try(changed) == sctp_ingress_chunkLength);
    for (size_t length = 4; length <= packet.bytes.size() - at; length++) {
      SetLength(&changed, at, length);
      Try(changed);
    }
  }
}

void Expect(const char* hex, enum sctp_ingress_result expected) {
  Packet packet = {};
  packet.from = Address("10.1.0.2", client_port.number);
  packet.to = Address("10.1.0.1", server_port.number);
  for (const char* at = hex; *at; at++) {
    if (*at == ' ') continue;
    char digits[] = {at[0], at[1], 0};
    packet.bytes.push_back(static_cast<uint8_t>(strtoul(digits, nullptr, 16)));
    at++;
  }
  enum sctp_ingress_result result = Try(packet);
  if (result != expected)
    fprintf(stderr, "%s: %s, not %s\n", hex, sctp_ingress_names[result],
            sctp_ingress_names[expected]);
  LAW(result == expected);
}

// Ports 3869 and 3868, a tag, room for the checksum.
#define HEADER "0f1d0f1c 01020304 00000000 "
#define INIT_HEADER "0f1d0f1c 00000000 00000000 "
#define INIT_FIELDS "00000001 00010000 000a000a 00000001 "

void CheckShapes() {
  // An INIT, and the parameters that made release 0.9.5.0 run in circles.
  Expect(INIT_HEADER "01000014" INIT_FIELDS, sctp_ingress_taken);
  Expect(INIT_HEADER "0100001c" INIT_FIELDS "00050008 0a010002",
         sctp_ingress_taken);
  Expect(INIT_HEADER "0100001c" INIT_FIELDS "12340000 00000000",
         sctp_ingress_parameterLength);
  Expect(INIT_HEADER "0100001c" INIT_FIELDS "12340003 00000000",
         sctp_ingress_parameterLength);
  Expect(INIT_HEADER "0100001c" INIT_FIELDS "1234000a 00000000",
         sctp_ingress_parameterLength);
  Expect(INIT_HEADER "0100001c" INIT_FIELDS "00050007 0a010002",
         sctp_ingress_parameterShape);
  Expect(INIT_HEADER "01000010 00000001 00010000 000a000a",
         sctp_ingress_chunkShape);
  Expect(HEADER "01000014" INIT_FIELDS, sctp_ingress_badTag);
  Expect(INIT_HEADER "0b000004", sctp_ingress_badTag);
  Expect(INIT_HEADER "01000014" INIT_FIELDS "0b000004",
         sctp_ingress_chunkAlone);
  Expect(HEADER "0b000004 0e000004", sctp_ingress_chunkAlone);
  Expect(HEADER "0e000004", sctp_ingress_taken);
  Expect(HEADER "0b000004 0a000004", sctp_ingress_outOfOrder);
  Expect(HEADER "0f000008 00000001 0a000004", sctp_ingress_taken);

  Expect(HEADER "0300000f 00000001 00010000 00000000", sctp_ingress_chunkShape);
  Expect(HEADER "03000010 00000001 00010000 00000000", sctp_ingress_taken);
  Expect(HEADER "03000010 00000001 00010000 00010000",
         sctp_ingress_countMismatch);
  Expect(HEADER "03000014 00000001 00010000 00010000 00020003",
         sctp_ingress_taken);
  Expect(HEADER "03000010 00000001 00010000 ffffffff",
         sctp_ingress_countMismatch);
  Expect(HEADER "10000014 00000001 00010000 00010000 00000000",
         sctp_ingress_countMismatch);

  Expect(HEADER "0900000c 000c0008 11223344", sctp_ingress_taken);
  Expect(HEADER "0900000c 000c0009 11223344", sctp_ingress_causeLength);
  Expect(HEADER "0600000c 000c0003 11223344", sctp_ingress_causeLength);
  Expect(HEADER "06000004", sctp_ingress_taken);

  Expect(HEADER "8200000c 000e0007 00000001", sctp_ingress_parameterShape);
  Expect(HEADER "8200000c 000e0009 00000001", sctp_ingress_parameterLength);
  Expect(HEADER "8200000c 00110008 00000001", sctp_ingress_parameterShape);
  Expect(HEADER
         "c1000020 00000001 00050008 0a010002"
         "c0010010 00000001 00050008 0a020002",
         sctp_ingress_taken);
  Expect(HEADER
         "c1000020 00000001 00050008 0a010002"
         "c0010010 00000001 00060008 0a020002",
         sctp_ingress_parameterShape);

  Expect(HEADER "81000010 00000001 00000001 00000000", sctp_ingress_taken);
  Expect(HEADER "81010010 00000001 00000001 00000000", sctp_ingress_middleBox);

  // What no RFC knows is for the stack to skip or to report.
  Expect(HEADER "3f000004", sctp_ingress_taken);
  Expect(HEADER "ff000008 00000000", sctp_ingress_taken);

  Expect(HEADER, sctp_ingress_badSize);
  Expect(HEADER "0b000004 00", sctp_ingress_badSize);
  Expect("0f1d0000 01020304 00000000 0b000004", sctp_ingress_badAddress);
  Expect("00000f1c 01020304 00000000 0b000004", sctp_ingress_badAddress);
}

void CheckEnds() {
  Packet packet = {};
  packet.bytes = {0x0f, 0x1d, 0x0f, 0x1c, 1,    2, 3, 4,
                  0,    0,    0,    0,    0x0b, 0, 0, 4};
  for (const char* from : {"0.0.0.0", "224.0.0.1", "255.255.255.255",
                           "::", "ff02::1", "::ffff:10.1.0.2"}) {
    packet.from = Address(from, 9);
    packet.to =
        Address(packet.from.ss_family == AF_INET ? "10.1.0.1" : "fd01::1",
                server_port.number);
    LAW(Try(packet) == sctp_ingress_badAddress);
    std::swap(packet.from, packet.to);
    LAW(Try(packet) == sctp_ingress_badAddress);
  }
  packet.from = Address("10.1.0.2", 0);  // no UDP port to answer to
  packet.to = Address("10.1.0.1", server_port.number);
  LAW(Try(packet) == sctp_ingress_badAddress);
  packet.from = Address("10.1.0.2", 9);
  LAW(Try(packet) == sctp_ingress_taken);
  packet.bytes[11] ^= 1;
  uint64_t before = sctp_ingress_counters[sctp_ingress_badChecksum];
  LAW(Wire::Get()->Deliver(packet) == sctp_ingress_badChecksum);
  LAW(sctp_ingress_counters[sctp_ingress_badChecksum] == before + 1);
  LAW(strcmp(sctp_ingress_names[sctp_ingress_badChecksum], "badChecksum") == 0);
}

}  // namespace

void CheckIngress() {
  Wire::Get()->Open(&server_port);
  Wire::Get()->Open(&client_port);
  CheckShapes();
  CheckEnds();

  std::vector<Packet> exchange = RecordExchange();
  std::map<uint8_t, int> types;
  for (const Packet& packet : exchange)
    for (size_t at : ChunksOf(packet)) types[packet.bytes[at]]++;
  for (uint8_t type :
       {0, 1, 2, 4, 5, 7, 8, 10, 11, 14, 15, 16, 0x80, 0x82, 0xc1})
    LAW(types[type] > 0);

  // Out of the blue, then into an endpoint that listens.
  for (const Packet& packet : exchange) CheckLengths(packet);
  Peer server({"10.1.0.1", "10.2.0.1"}, 3868, &server_port);
  server.Listen();
  for (const Packet& packet : exchange) CheckLengths(packet);
}
