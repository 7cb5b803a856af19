#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/sctp.h>

#include <cstring>
#include <map>

#include "event.h"

namespace {

constexpr size_t kCauseHeader = 4;
constexpr unsigned kUserInitiatedAbort = 12;

// A short one is zeroes where it ends.
template <typename T>
T Read(const std::string& bytes) {
  T value;
  std::memset(&value, 0, sizeof(value));
  std::memcpy(&value, bytes.data(), std::min(sizeof(value), bytes.size()));
  return value;
}

std::string Rest(const std::string& bytes, size_t offset) {
  return bytes.size() > offset ? bytes.substr(offset) : "";
}

std::string NameOf(const std::map<int, const char*>& names, int number) {
  auto found = names.find(number);
  return found == names.end() ? std::to_string(number) : found->second;
}

std::string AddressOf(const sockaddr_storage& storage) {
  char text[INET6_ADDRSTRLEN] = "";
  const void* address =
      storage.ss_family == AF_INET6
          ? static_cast<const void*>(
                &reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr)
          : &reinterpret_cast<const sockaddr_in&>(storage).sin_addr;
  inet_ntop(storage.ss_family, address, text, sizeof(text));
  return text;
}

// Linux hands on what is in the ABORT chunk, which begins with its first cause.
std::string AbortReason(const std::string& cause) {
  if (cause.size() < kCauseHeader) return "";
  auto number = [&cause](size_t at) {
    return static_cast<unsigned>(static_cast<uint8_t>(cause[at]) << 8 |
                                 static_cast<uint8_t>(cause[at + 1]));
  };
  if (number(0) != kUserInitiatedAbort || number(2) < kCauseHeader) return "";
  return cause.substr(kCauseHeader, number(2) - kCauseHeader);
}

void ReadAssociationChange(const std::string& bytes, Notification* out) {
  auto change = Read<sctp_assoc_change>(bytes);
  out->association = change.sac_assoc_id;
  out->state = NameOf({{SCTP_COMM_UP, "communicationUp"},
                       {SCTP_COMM_LOST, "communicationLost"},
                       {SCTP_RESTART, "restart"},
                       {SCTP_SHUTDOWN_COMP, "shutdownComplete"},
                       {SCTP_CANT_STR_ASSOC, "cannotStart"}},
                      change.sac_state);
  if (change.sac_state == SCTP_COMM_UP) {
    out->details = "outbound=" + std::to_string(change.sac_outbound_streams) +
                   " inbound=" + std::to_string(change.sac_inbound_streams);
  } else if (change.sac_state == SCTP_COMM_LOST) {
    out->details = "reason=" + AbortReason(Rest(bytes, sizeof(change)));
  }
}

void ReadPeerAddressChange(const std::string& bytes, Notification* out) {
  auto change = Read<sctp_paddr_change>(bytes);
  out->association = change.spc_assoc_id;
  out->state = NameOf({{SCTP_ADDR_AVAILABLE, "available"},
                       {SCTP_ADDR_UNREACHABLE, "unreachable"},
                       {SCTP_ADDR_REMOVED, "removed"},
                       {SCTP_ADDR_ADDED, "added"},
                       {SCTP_ADDR_MADE_PRIM, "madePrimary"},
                       {SCTP_ADDR_CONFIRMED, "confirmed"},
                       {SCTP_ADDR_POTENTIALLY_FAILED, "potentiallyFailed"}},
                      change.spc_state);
  sockaddr_storage address;  // aligned, as it is not in there
  std::memcpy(&address, &change.spc_aaddr, sizeof(address));
  out->details = "address=" + AddressOf(address);
}

void ReadSendFailed(const std::string& bytes, Notification* out) {
  auto failed = Read<sctp_send_failed_event>(bytes);
  out->association = failed.ssf_assoc_id;
  out->details = "stream=" + std::to_string(failed.ssfe_info.snd_sid) +
                 " payload=" + Rest(bytes, sizeof(failed));
}

void ReadStreamReset(const std::string& bytes, Notification* out) {
  auto reset = Read<sctp_stream_reset_event>(bytes);
  out->association = reset.strreset_assoc_id;
  auto flag = [&reset](int bit) {
    return reset.strreset_flags & bit ? "1" : "0";
  };
  out->details = std::string("incoming=") +
                 flag(SCTP_STREAM_RESET_INCOMING_SSN) +
                 " outgoing=" + flag(SCTP_STREAM_RESET_OUTGOING_SSN) +
                 " denied=" + flag(SCTP_STREAM_RESET_DENIED) +
                 " failed=" + flag(SCTP_STREAM_RESET_FAILED) + " streams=";
  for (size_t at = sizeof(reset); at + 2 <= bytes.size(); at += 2) {
    uint16_t stream;
    std::memcpy(&stream, &bytes[at], sizeof(stream));
    if (at > sizeof(reset)) out->details += ",";
    out->details += std::to_string(stream);
  }
}

}  // namespace

Notification ParseNotification(const std::string& bytes) {
  Notification out;
  int type = Read<sctp_notification>(bytes).sn_header.sn_type;
  out.type = NameOf({{SCTP_ASSOC_CHANGE, "associationChange"},
                     {SCTP_PEER_ADDR_CHANGE, "peerAddressChange"},
                     {SCTP_SEND_FAILED_EVENT, "sendFailed"},
                     {SCTP_REMOTE_ERROR, "remoteError"},
                     {SCTP_SHUTDOWN_EVENT, "peerShutdown"},
                     {SCTP_PARTIAL_DELIVERY_EVENT, "partialDeliveryAborted"},
                     {SCTP_ADAPTATION_INDICATION, "adaptationIndication"},
                     {SCTP_AUTHENTICATION_EVENT, "authentication"},
                     {SCTP_SENDER_DRY_EVENT, "senderDry"},
                     {SCTP_STREAM_RESET_EVENT, "streamReset"},
                     {SCTP_ASSOC_RESET_EVENT, "associationReset"},
                     {SCTP_STREAM_CHANGE_EVENT, "streamChange"}},
                    type);
  if (type == SCTP_ASSOC_CHANGE) ReadAssociationChange(bytes, &out);
  if (type == SCTP_PEER_ADDR_CHANGE) ReadPeerAddressChange(bytes, &out);
  if (type == SCTP_SEND_FAILED_EVENT) ReadSendFailed(bytes, &out);
  if (type == SCTP_STREAM_RESET_EVENT) ReadStreamReset(bytes, &out);
  return out;
}
