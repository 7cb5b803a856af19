#include "userspace/message_io.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "address.h"
#include "userspace/numbers.h"
#include "userspace/stack/stack.h"

namespace sctp {
namespace userspace {

namespace {

// A piece of a message, as usrsctp_recvv gives it.
struct Piece {
  sockaddr_storage from;
  sctp_recvv_rn info;
  unsigned info_type;
  int flags;
};

// -1 and errno, or how many bytes.
ssize_t Receive(struct socket* socket, uint8_t* target, size_t room,
                Piece* piece, int flags) {
  piece->from.ss_family = AF_UNSPEC;
  socklen_t from_size = sizeof(piece->from);
  socklen_t info_size = sizeof(piece->info);
  piece->info_type = SCTP_RECVV_NOINFO;
  piece->flags = flags;
  return usrsctp_recvv(
      socket, target, room, reinterpret_cast<sockaddr*>(&piece->from),
      &from_size, &piece->info, &info_size, &piece->info_type, &piece->flags);
}

void DescribeNext(const sctp_nxtinfo& next, bool host_byte_order,
                  ReceiveDescriptor* record) {
  record->flags |= kReceive_hasNext;
  if (next.nxt_flags & SCTP_UNORDERED) record->flags |= kReceive_nextUnordered;
  if (next.nxt_flags & SCTP_COMPLETE) record->flags |= kReceive_nextComplete;
  if (next.nxt_flags & SCTP_NOTIFICATION)
    record->flags |= kReceive_nextNotification;
  record->nextStream = next.nxt_sid;
  record->nextFlags = next.nxt_flags;
  record->nextPpid = static_cast<int32_t>(
      host_byte_order ? next.nxt_ppid : ntohl(next.nxt_ppid));
  record->nextLength = static_cast<int32_t>(next.nxt_length);
  record->nextAssociationId = static_cast<int32_t>(next.nxt_assoc_id);
}

void DescribeMessage(const sctp_rcvinfo& info, bool host_byte_order,
                     ReceiveDescriptor* record) {
  if (info.rcv_flags & SCTP_UNORDERED) record->flags |= kReceive_unordered;
  record->associationId = static_cast<int32_t>(info.rcv_assoc_id);
  record->stream = info.rcv_sid;
  record->ppid = static_cast<int32_t>(host_byte_order ? info.rcv_ppid
                                                      : ntohl(info.rcv_ppid));
  record->context = static_cast<int32_t>(info.rcv_context);
  record->ssn = info.rcv_ssn;
  record->tsn = static_cast<int32_t>(info.rcv_tsn);
  record->cumulativeTsn = static_cast<int32_t>(info.rcv_cumtsn);
}

void DescribeReceived(const Piece& piece, bool host_byte_order,
                      ReceiveDescriptor* record) {
  if (piece.flags & MSG_EOR) record->flags |= kReceive_endOfRecord;
  Address path;
  Address::FromSockaddr(&piece.from, sizeof(piece.from), &path);
  path.ToWords(record->path());
  if (piece.flags & MSG_NOTIFICATION) {
    record->flags |= kReceive_notification;
    return;
  }
  if (piece.info_type != SCTP_RECVV_NOINFO)
    DescribeMessage(piece.info.recvv_rcvinfo, host_byte_order, record);
  if (piece.info_type == SCTP_RECVV_RN)
    DescribeNext(piece.info.recvv_nxtinfo, host_byte_order, record);
}

// What says how an association of a peeled-off socket ended. A notification
// has told it with more detail.
bool IsEndOfAssociation(int error) {
  return error == ECONNRESET || error == ENOTCONN || error == ETIMEDOUT ||
         error == ECONNREFUSED || error == ECONNABORTED || error == EPIPE;
}

// usrsctp applies the default policy to messages without any information
// only, which ours all have.
class DefaultPolicies {
 public:
  explicit DefaultPolicies(struct socket* socket) : socket_(socket) {}

  const sctp_default_prinfo& Of(sctp_assoc_t association_id) {
    if (is_known_ && association_id == known_.pr_assoc_id) return known_;
    is_known_ = true;
    known_ = {};
    known_.pr_assoc_id = association_id;
    socklen_t size = sizeof(known_);
    // Where the id is not known, the send will say so.
    usrsctp_getsockopt(socket_, IPPROTO_SCTP, SCTP_DEFAULT_PRINFO, &known_,
                       &size);
    known_.pr_assoc_id = association_id;
    return known_;
  }

 private:
  struct socket* socket_;
  bool is_known_ = false;
  sctp_default_prinfo known_ = {};
};

sctp_sendv_spa DescribeSent(const TransmitDescriptor& descriptor,
                            bool host_byte_order, DefaultPolicies* defaults) {
  int32_t flags = 0;
  kSendFlags.FlagsToEngine(descriptor.flags, &flags);
  auto ppid = static_cast<uint32_t>(descriptor.ppid);
  sctp_sendv_spa info = {};
  info.sendv_flags = SCTP_SEND_SNDINFO_VALID;
  info.sendv_sndinfo.snd_sid = static_cast<uint16_t>(descriptor.stream);
  info.sendv_sndinfo.snd_flags = static_cast<uint16_t>(flags);
  info.sendv_sndinfo.snd_ppid = host_byte_order ? ppid : htonl(ppid);
  info.sendv_sndinfo.snd_context = static_cast<uint32_t>(descriptor.context);
  info.sendv_sndinfo.snd_assoc_id =
      static_cast<sctp_assoc_t>(descriptor.associationId);

  int32_t policy = SCTP_PR_SCTP_NONE;
  if (descriptor.policy > 0) {
    kPartialReliabilityPolicies.ToEngine(descriptor.policy, &policy);
    info.sendv_prinfo.pr_policy = static_cast<uint16_t>(policy);
    info.sendv_prinfo.pr_value = static_cast<uint32_t>(descriptor.policyValue);
  } else if (defaults != nullptr) {
    const sctp_default_prinfo& of_all =
        defaults->Of(info.sendv_sndinfo.snd_assoc_id);
    info.sendv_prinfo.pr_policy = of_all.pr_policy;
    info.sendv_prinfo.pr_value = of_all.pr_value;
  }
  if (info.sendv_prinfo.pr_policy != SCTP_PR_SCTP_NONE)
    info.sendv_flags |= SCTP_SEND_PRINFO_VALID;
  return info;
}

int Transmit(struct socket* socket, const TransmitDescriptor& descriptor,
             Bytes body, sctp_sendv_spa* info) {
  Address path;
  bool has_path = descriptor.flags & kTransmit_addressOverride;
  if (has_path && !Address::FromWords(descriptor.path(), &path))
    return EADDRNOTAVAIL;
  bool has_key = descriptor.authKeyId >= 0;
  if (has_key) {
    int wrong = sctp_stack_choose_key(socket, info->sendv_sndinfo.snd_assoc_id,
                                      descriptor.authKeyId);
    // As of any message of an association that has ended.
    if (wrong != 0) return wrong == ENOENT ? EAGAIN : wrong;
  }
  ssize_t sent =
      usrsctp_sendv(socket, body.data, body.size,
                    has_path ? const_cast<sockaddr*>(path.data()) : nullptr,
                    has_path ? 1 : 0, info, sizeof(*info), SCTP_SENDV_SPA, 0);
  int error = sent < 0 ? errno : 0;
  if (has_key) sctp_stack_choose_key(socket, 0, -1);
  if (error == 0) return 0;
  // The address is none of the peer's.
  if (has_path && error == EINVAL) return EADDRNOTAVAIL;
  // The association has ended, or is about to: a notification that comes tells
  // how, and until then the message waits.
  if (error == ENOENT || error == ECONNRESET) return EAGAIN;
  return error;
}

}  // namespace

Status ReceiveMessages(const MessageSocket& socket, ReceiveBatch* batch) {
  size_t capacity = std::min(batch->capacity, kMaxBatchMessages);
  size_t used = 0;
  Piece piece;
  while (batch->count < capacity && batch->slab_size - used >= batch->slot) {
    size_t room = batch->slab_size - used;
    bool is_cut = sctp_stack_next_is_cut(socket.socket);
    ssize_t size = Receive(socket.socket, batch->slab + used, room, &piece, 0);
    bool was_end = size < 0 && IsEndOfAssociation(errno);
    // The error has been taken: what arrived before it comes next.
    if (was_end)
      size = Receive(socket.socket, batch->slab + used, room, &piece, 0);
    if (size < 0 && errno != EWOULDBLOCK && !IsEndOfAssociation(errno))
      return Status::FromErrno("recvmmsg");
    if (size <= 0) {
      batch->drained = true;
      break;
    }
    ReceiveDescriptor* record = &batch->descriptors[batch->count++];
    *record = {};
    record->offset = static_cast<int32_t>(used);
    record->length = static_cast<int32_t>(size);
    if (is_cut) piece.flags &= ~MSG_EOR;
    DescribeReceived(piece, socket.host_byte_order, record);
    bool is_complete = record->flags & kReceive_endOfRecord;
    if (!is_complete && static_cast<size_t>(size) < room)
      record->flags |= kReceive_partial;
    used += static_cast<size_t>(size);
  }
  return Status::Ok();
}

size_t TransmitMessages(const MessageSocket& socket, TransmitBatch* batch) {
  DefaultPolicies defaults(socket.socket);
  for (size_t i = 0; i < batch->count; i++) {
    TransmitDescriptor* descriptor = &batch->descriptors[i];
    sctp_sendv_spa info =
        DescribeSent(*descriptor, socket.host_byte_order,
                     socket.has_default_policy ? &defaults : nullptr);
    int error =
        Transmit(socket.socket, *descriptor, batch->body(*descriptor), &info);
    if (error == 0) continue;
    descriptor->status = -error;
    return i;
  }
  return batch->count;
}

Status SendRequest(struct socket* socket, int32_t association_id,
                   uint16_t flags, Bytes reason) {
  int error = sctp_stack_request(socket, static_cast<uint32_t>(association_id),
                                 flags, reason.data, reason.size);
  return error == 0 ? Status::Ok() : Status::Failed(error, "sendmsg");
}

void DiscardNotifications(struct socket* socket) {
  uint8_t bytes[2048];
  Piece piece;
  while (Receive(socket, bytes, 1, &piece, MSG_PEEK) > 0 &&
         (piece.flags & MSG_NOTIFICATION))
    if (Receive(socket, bytes, sizeof(bytes), &piece, 0) <= 0) break;
}

}  // namespace userspace
}  // namespace sctp
