#include "kernel/message_io.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "address.h"
#include "kernel/linux_sctp.h"

namespace sctp {
namespace kernel {

namespace {

// The message and all that comes with it: control messages one after another.
class ControlWriter {
 public:
  explicit ControlWriter(msghdr* message) : message_(message) {
    message_->msg_controllen = 0;
  }

  template <typename T>
  void Add(int type, const T& value) {
    auto* header = reinterpret_cast<cmsghdr*>(
        static_cast<uint8_t*>(message_->msg_control) +
        message_->msg_controllen);
    header->cmsg_level = IPPROTO_SCTP;
    header->cmsg_type = type;
    header->cmsg_len = CMSG_LEN(sizeof(value));
    memcpy(CMSG_DATA(header), &value, sizeof(value));
    message_->msg_controllen += CMSG_SPACE(sizeof(value));
  }

 private:
  msghdr* message_;
};

// Beside SCTP_SNDINFO the kernel keeps to the value of an association's default
// policy, but not to the policy: "3 retransmissions" would be a lifetime of
// 3 ms. So where there is a default, each message names it.
class DefaultPolicies {
 public:
  explicit DefaultPolicies(int fd) : fd_(fd) { known_.pr_assoc_id = -1; }

  const sctp_default_prinfo& Of(int32_t association_id) {
    if (association_id == known_.pr_assoc_id) return known_;
    known_ = {};
    known_.pr_assoc_id = association_id;
    socklen_t size = sizeof(known_);
    // Where the id is not known, the send will say so.
    getsockopt(fd_, IPPROTO_SCTP, SCTP_DEFAULT_PRINFO, &known_, &size);
    return known_;
  }

 private:
  int fd_;
  sctp_default_prinfo known_ = {};
};

void WriteControls(const TransmitDescriptor& descriptor, bool host_byte_order,
                   DefaultPolicies* defaults, msghdr* message) {
  int32_t flags = 0;
  kSendFlags.FlagsToEngine(descriptor.flags, &flags);
  auto ppid = static_cast<uint32_t>(descriptor.ppid);
  sctp_sndinfo info = {};
  info.snd_sid = static_cast<uint16_t>(descriptor.stream);
  info.snd_flags = static_cast<uint16_t>(flags);
  info.snd_ppid = host_byte_order ? ppid : htonl(ppid);
  info.snd_context = static_cast<uint32_t>(descriptor.context);
  info.snd_assoc_id = descriptor.associationId;
  ControlWriter control(message);
  control.Add(SCTP_SNDINFO, info);

  sctp_prinfo partial = {};
  int32_t policy = SCTP_PR_SCTP_NONE;
  if (descriptor.policy > 0) {
    kPartialReliabilityPolicies.ToEngine(descriptor.policy, &policy);
    partial.pr_policy = static_cast<uint16_t>(policy);
    partial.pr_value = static_cast<uint32_t>(descriptor.policyValue);
  } else if (defaults != nullptr) {
    const sctp_default_prinfo& of_all = defaults->Of(descriptor.associationId);
    partial.pr_policy = of_all.pr_policy;
    partial.pr_value = of_all.pr_value;
  }
  if (partial.pr_policy != SCTP_PR_SCTP_NONE) control.Add(SCTP_PRINFO, partial);
  if (descriptor.authKeyId >= 0) {
    sctp_authinfo key = {static_cast<uint16_t>(descriptor.authKeyId)};
    control.Add(SCTP_AUTHINFO, key);
  }
}

template <typename T>
bool ReadControl(const cmsghdr& header, T* value) {
  if (header.cmsg_len < CMSG_LEN(sizeof(T))) return false;
  memcpy(value, CMSG_DATA(&header), sizeof(T));
  return true;
}

void DescribeNext(const sctp_nxtinfo& next, bool host_byte_order,
                  ReceiveDescriptor* record) {
  record->flags |= kReceive_hasNext;
  if (next.nxt_flags & SCTP_UNORDERED) record->flags |= kReceive_nextUnordered;
  if (next.nxt_flags & SCTP_NOTIFICATION)
    record->flags |= kReceive_nextNotification;
  record->nextStream = next.nxt_sid;
  record->nextFlags = next.nxt_flags;
  record->nextPpid = static_cast<int32_t>(
      host_byte_order ? next.nxt_ppid : ntohl(next.nxt_ppid));
  record->nextLength = static_cast<int32_t>(next.nxt_length);
  record->nextAssociationId = next.nxt_assoc_id;
}

void DescribeMessage(const sctp_rcvinfo& info, bool host_byte_order,
                     ReceiveDescriptor* record) {
  if (info.rcv_flags & SCTP_UNORDERED) record->flags |= kReceive_unordered;
  record->associationId = info.rcv_assoc_id;
  record->stream = info.rcv_sid;
  record->ppid = static_cast<int32_t>(host_byte_order ? info.rcv_ppid
                                                      : ntohl(info.rcv_ppid));
  record->context = static_cast<int32_t>(info.rcv_context);
  record->ssn = info.rcv_ssn;
  record->tsn = static_cast<int32_t>(info.rcv_tsn);
  record->cumulativeTsn = static_cast<int32_t>(info.rcv_cumtsn);
}

// With a name the kernel looks for the association by it instead of the id, and
// begins a new one where there is none (gotcha D.6): it must be a path of the
// association.
bool IsPath(int fd, int32_t association_id, const Address& address) {
  sctp_paddrinfo info = {};
  info.spinfo_assoc_id = association_id;
  memcpy(&info.spinfo_address, address.data(), address.size());
  socklen_t size = sizeof(info);
  if (getsockopt(fd, IPPROTO_SCTP, SCTP_GET_PEER_ADDR_INFO, &info, &size) == 0)
    return info.spinfo_assoc_id == association_id;
  // The kernel may hide the state of a path that failed (gotcha D.45).
  return errno == EACCES;
}

int ReceiveMessages(int fd, mmsghdr* messages, size_t count) {
  int received;
  do {
    received = recvmmsg(fd, messages, static_cast<unsigned>(count),
                        MSG_DONTWAIT, nullptr);
  } while (received < 0 && errno == EINTR);
  return received;
}

int SendMessages(int fd, mmsghdr* messages, size_t count) {
  int sent;
  do {
    sent = sendmmsg(fd, messages, static_cast<unsigned>(count),
                    MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent;
}

}  // namespace

Status MessageIo::Receive(const MessageSocket& socket, ReceiveBatch* batch) {
  size_t slots = std::min(
      {batch->capacity, batch->slab_size / batch->slot, kMaxBatchMessages});
  PrepareReceive(*batch, slots);
  int received = ReceiveMessages(socket.fd, received_.headers, slots);
  if (received < 0 && errno != EAGAIN) {
    // recvmmsg gives, and clears, a pending error before it looks at what has
    // arrived. On a peeled-off socket that is how its association ended, which
    // a notification tells with more detail. An error of the socket stays.
    received = ReceiveMessages(socket.fd, received_.headers, slots);
  }
  if (received < 0 && errno != EAGAIN) return Status::FromErrno("recvmmsg");
  used_ = std::max(received, 0);

  // A partial count means that nothing was left: no call is needed to see it.
  batch->drained = received < static_cast<int>(slots);
  for (int i = 0; i < received; i++) {
    ReceiveDescriptor* record = &batch->descriptors[i];
    *record = {};
    record->offset = static_cast<int32_t>(i * batch->slot);
    record->length = static_cast<int32_t>(received_.headers[i].msg_len);
    if (!DescribeReceived(received_.headers[i].msg_hdr, socket.host_byte_order,
                          record))
      return Status::Failed(EPROTO, "recvmmsg");
    // A record that is longer than its slot fills it.
    bool is_complete = record->flags & kReceive_endOfRecord;
    if (!is_complete && received_.headers[i].msg_len < batch->slot)
      record->flags |= kReceive_partial;
    batch->count++;
  }
  return Status::Ok();
}

bool DescribeReceived(const msghdr& message, bool host_byte_order,
                      ReceiveDescriptor* record) {
  if (message.msg_flags & MSG_CTRUNC) return false;
  if (message.msg_flags & MSG_EOR) record->flags |= kReceive_endOfRecord;
  Address path;
  Address::FromSockaddr(message.msg_name, message.msg_namelen, &path);
  path.ToWords(record->path());

  bool has_info = false;
  auto* headers = const_cast<msghdr*>(&message);
  for (cmsghdr* header = CMSG_FIRSTHDR(headers); header != nullptr;
       header = CMSG_NXTHDR(headers, header)) {
    if (header->cmsg_level != IPPROTO_SCTP) continue;
    sctp_rcvinfo info;
    sctp_nxtinfo next;
    if (header->cmsg_type == SCTP_RCVINFO && ReadControl(*header, &info)) {
      DescribeMessage(info, host_byte_order, record);
      has_info = true;
    } else if (header->cmsg_type == SCTP_NXTINFO &&
               ReadControl(*header, &next)) {
      DescribeNext(next, host_byte_order, record);
    }
  }
  if (!(message.msg_flags & MSG_NOTIFICATION)) return has_info;
  record->flags |= kReceive_notification;
  return true;
}

size_t MessageIo::Transmit(const MessageSocket& socket, TransmitBatch* batch) {
  size_t accepted = 0;
  while (accepted < batch->count) {
    size_t count = std::min(batch->count - accepted, kMaxBatchMessages);
    count = PrepareTransmit(socket, *batch, accepted, count);
    // Where it stopped early, the next round finds out why.
    int sent = count == 0 ? -1 : SendMessages(socket.fd, sent_.headers, count);
    if (sent < 0) {
      batch->descriptors[accepted].status = -errno;
      break;
    }
    accepted += sent;
  }
  return accepted;
}

Status SendRequest(int fd, int32_t association_id, uint16_t flags,
                   Bytes reason) {
  alignas(cmsghdr) uint8_t control[CMSG_SPACE(sizeof(sctp_sndinfo))] = {};
  iovec vector = {const_cast<uint8_t*>(reason.data), reason.size};
  msghdr message = {};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control;
  sctp_sndinfo info = {};
  info.snd_flags = flags;
  info.snd_assoc_id = association_id;
  ControlWriter(&message).Add(SCTP_SNDINFO, info);
  ssize_t sent;
  do {
    sent = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? Status::FromErrno("sendmsg") : Status::Ok();
}

// Only those that the last call has changed, as long as the slab is the same:
// all of them cost 0.8 us, which one small message's round trip would notice.
void MessageIo::PrepareReceive(const ReceiveBatch& batch, size_t slots) {
  bool is_prepared =
      batch.slab == slab_ && batch.slot == slot_ && slots <= prepared_;
  size_t count = is_prepared ? used_ : slots;
  for (size_t i = 0; i < count; i++) {
    received_.vectors[i] = {batch.slab + i * batch.slot, batch.slot};
    msghdr* message = &received_.headers[i].msg_hdr;
    message->msg_name = &received_.names[i];
    message->msg_namelen = sizeof(received_.names[i]);
    message->msg_iov = &received_.vectors[i];
    message->msg_iovlen = 1;
    message->msg_control = &received_.controls[i];
    message->msg_controllen = sizeof(received_.controls[i]);
    message->msg_flags = 0;
  }
  if (is_prepared) return;
  slab_ = batch.slab;
  slot_ = batch.slot;
  prepared_ = slots;
}

size_t MessageIo::PrepareTransmit(const MessageSocket& socket,
                                  const TransmitBatch& batch, size_t first,
                                  size_t count) {
  DefaultPolicies defaults(socket.fd);
  for (size_t i = 0; i < count; i++) {
    const TransmitDescriptor& descriptor = batch.descriptors[first + i];
    Bytes body = batch.body(descriptor);
    sent_.vectors[i] = {const_cast<uint8_t*>(body.data), body.size};
    msghdr* message = &sent_.headers[i].msg_hdr;
    *message = {};
    message->msg_iov = &sent_.vectors[i];
    message->msg_iovlen = 1;
    message->msg_control = &sent_.controls[i];
    WriteControls(descriptor, socket.host_byte_order,
                  socket.has_default_policy ? &defaults : nullptr, message);

    if (!(descriptor.flags & kTransmit_addressOverride)) continue;
    // The kernel takes no notice of a name on such a socket.
    if (socket.is_peeled_off) {
      errno = EOPNOTSUPP;
      return i;
    }
    Address path;
    if (!Address::FromWords(descriptor.path(), &path) ||
        !IsPath(socket.fd, descriptor.associationId, path)) {
      errno = EADDRNOTAVAIL;
      return i;
    }
    memcpy(&sent_.names[i], path.data(), path.size());
    message->msg_name = &sent_.names[i];
    message->msg_namelen = path.size();
  }
  return count;
}

}  // namespace kernel
}  // namespace sctp
