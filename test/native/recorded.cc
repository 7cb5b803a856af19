#include "recorded.h"

using sctp::ReceiveDescriptor;

namespace {

std::vector<uint8_t> FromHex(const std::string& text) {
  std::vector<uint8_t> bytes;
  std::string digits;
  for (char c : text) {
    if (c == ' ') continue;
    digits += c;
    if (digits.size() < 2) continue;
    bytes.push_back(static_cast<uint8_t>(std::stoi(digits, nullptr, 16)));
    digits.clear();
  }
  return bytes;
}

Recorded Make(const char* name, sctp::NotificationKind kind,
              const std::string& hex, void (*expect)(ReceiveDescriptor*),
              const std::string& data = "") {
  Recorded recorded = {name, FromHex(hex), {}, kind, data};
  expect(&recorded.expected);
  return recorded;
}

// struct sctp_paddr_change around 127.0.0.`host`, port 57053.
std::string AddressChange(const char* host, const char* state,
                          const char* error) {
  std::string zeros(2 * 120, '0');
  return std::string("0280 0000 94000000 0200 dedd 7f0000") + host + zeros +
         state + "000000" + error + "000000 04000000";
}

}  // namespace

// As Linux 6.1 on x86-64 writes them; those marked so were put together by hand
// from linux/sctp.h, as it could not be brought to write them.
const std::vector<Recorded>& RecordedNotifications() {
  static const std::vector<Recorded> recorded = {
      Make("communication up", sctp::kNotification_associationChange,
           "0180 0000 14000000 0000 0000 0a00 0a00 04000000",
           [](ReceiveDescriptor* r) {
             r->associationId = 4;
             r->value = 10;
             r->otherValue = 10;
           }),
      Make("features of both ends, by hand",
           sctp::kNotification_associationChange,
           "0180 0000 17000000 0000 0000 0a00 0a00 04000000 01 03 06",
           [](ReceiveDescriptor* r) {
             r->associationId = 4;
             r->value = 10;
             r->otherValue = 10;
             r->details = sctp::kFeaturePartialReliability |
                          sctp::kFeatureAsconf | sctp::kFeatureInterleaving;
           }),
      Make(
          "aborted by the peer", sctp::kNotification_associationChange,
          "0180 0000 1f000000 0100 000c 0000 0000 04000000"
          "000c 000b 62656361757365",
          [](ReceiveDescriptor* r) {
            r->associationId = 4;
            r->state = 1;
            r->error = 12;
            r->details = 1;
          },
          "because"),
      Make("aborted by the peer, no reason",
           sctp::kNotification_associationChange,
           "0180 0000 18000000 0100 000c 0000 0000 08000000 000c 0004",
           [](ReceiveDescriptor* r) {
             r->associationId = 8;
             r->state = 1;
             r->error = 12;
             r->details = 1;
           }),
      Make("aborted here", sctp::kNotification_associationChange,
           "0180 0000 14000000 0100 000c 0000 0000 03000000",
           [](ReceiveDescriptor* r) {
             r->associationId = 3;
             r->state = 1;
             r->error = 12;
           }),
      Make("shut down", sctp::kNotification_associationChange,
           "0180 0000 14000000 0300 0000 0000 0000 06000000",
           [](ReceiveDescriptor* r) {
             r->associationId = 6;
             r->state = 3;
           }),
      Make("path confirmed", sctp::kNotification_peerAddressChange,
           AddressChange("0c", "05", "02"),
           [](ReceiveDescriptor* r) {
             r->associationId = 4;
             r->state = 5;
             r->error = 2;
             r->family = 4;
             r->port = 57053;
             r->ip0 = 0x0c00007f;
           }),
      Make("path added", sctp::kNotification_peerAddressChange,
           AddressChange("0d", "03", "00"),
           [](ReceiveDescriptor* r) {
             r->associationId = 4;
             r->state = 3;
             r->family = 4;
             r->port = 57053;
             r->ip0 = 0x0d00007f;
           }),
      Make(
          "remote error, by hand", sctp::kNotification_remoteError,
          "0480 0000 14000000 0001 0000 03000000 0007 0000",
          [](ReceiveDescriptor* r) {
            r->associationId = 3;
            r->error = 1;
          },
          std::string("\0\7\0\0", 4)),
      Make(
          "send failed", sctp::kNotification_sendFailed,
          "0d80 0100 24000000 000c0000"
          "0200 0700 0000003c 2b020000 03000000 03000000 62626262",
          [](ReceiveDescriptor* r) {
            r->associationId = 3;
            r->flags = sctp::kReceive_unordered;
            r->state = 1;
            r->error = 12;
            r->stream = 2;
            r->ppid = 60;
            r->context = 555;
          },
          "bbbb"),
      Make(
          "send failed, the older form, by hand",
          sctp::kNotification_sendFailed,
          "0380 0000 34000000 000c0000"
          "0200 0000 0300 0000 0000003c 2b020000 00000000 00000000 00000000"
          "03000000 03000000 62626262",
          [](ReceiveDescriptor* r) {
            r->associationId = 3;
            r->error = 12;
            r->stream = 2;
            r->ppid = 60;
            r->context = 555;
          },
          "bbbb"),
      Make("peer shuts down", sctp::kNotification_peerShutdown,
           "0580 0000 0c000000 06000000",
           [](ReceiveDescriptor* r) { r->associationId = 6; }),
      Make("adaptation", sctp::kNotification_adaptationIndication,
           "0780 0000 10000000 04030201 04000000",
           [](ReceiveDescriptor* r) {
             r->associationId = 4;
             r->value = 0x01020304;
           }),
      Make("partial delivery aborted",
           sctp::kNotification_partialDeliveryAborted,
           "0680 0000 18000000 00000000 04000000 00000000 00000000",
           [](ReceiveDescriptor* r) { r->associationId = 4; }),
      Make("partial delivery aborted before Linux 5.0, by hand",
           sctp::kNotification_partialDeliveryAborted,
           "0680 0000 10000000 00000000 04000000",
           [](ReceiveDescriptor* r) { r->associationId = 4; }),
      Make("peer without authentication", sctp::kNotification_authentication,
           "0880 0000 14000000 0000 0000 02000000 06000000",
           [](ReceiveDescriptor* r) {
             r->associationId = 6;
             r->state = 1;
           }),
      Make("sender dry", sctp::kNotification_senderDry,
           "0980 0000 0c000000 03000000",
           [](ReceiveDescriptor* r) { r->associationId = 3; }),
      Make(
          "incoming streams reset", sctp::kNotification_streamReset,
          "0a80 0100 10000000 04000000 0100 0300",
          [](ReceiveDescriptor* r) {
            r->associationId = 4;
            r->details = sctp::kResetIncoming;
          },
          std::string("\1\0\3\0", 4)),
      Make("all outgoing streams reset", sctp::kNotification_streamReset,
           "0a80 0200 0c000000 04000000",
           [](ReceiveDescriptor* r) {
             r->associationId = 4;
             r->details = sctp::kResetOutgoing;
           }),
      Make("association reset denied, by hand",
           sctp::kNotification_associationReset,
           "0b80 0400 14000000 04000000 01000000 ffffffff",
           [](ReceiveDescriptor* r) {
             r->associationId = 4;
             r->details = sctp::kResetDenied;
             r->value = -1;
             r->otherValue = 1;
           }),
      Make("streams added", sctp::kNotification_streamChange,
           "0c80 0000 10000000 04000000 0500 0000",
           [](ReceiveDescriptor* r) {
             r->associationId = 4;
             r->value = 5;
           }),
      Make("a kind to come", sctp::kNotification_unknown,
           "7780 0000 0c000000 04000000",
           [](ReceiveDescriptor* r) { r->value = 0x8077; }),
      Make("shorter than it says", sctp::kNotification_unknown,
           "0180 0000 15000000 0000 0000 0a00 0a00 04000000",
           [](ReceiveDescriptor* r) { r->value = 0x8001; }),
      Make("shorter than its kind", sctp::kNotification_unknown,
           "0180 0000 13000000 0000 0000 0a00 0a00 040000",
           [](ReceiveDescriptor* r) { r->value = 0x8001; }),
      Make("no header", sctp::kNotification_unknown, "0180 00",
           [](ReceiveDescriptor*) {}),
  };
  return recorded;
}
