#include "userspace/output_ring.h"

#include <netinet/udp.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "userspace/udp_port.h"

#ifndef UDP_SEGMENT  // Linux 4.18
#define UDP_SEGMENT 103
#endif

namespace sctp {
namespace userspace {

namespace {

socklen_t SizeOf(const sockaddr& address) {
  return address.sa_family == AF_INET ? sizeof(sockaddr_in)
                                      : sizeof(sockaddr_in6);
}

template <typename T>
void AddControl(msghdr* message, int level, int type, const T& value) {
  auto* header = reinterpret_cast<cmsghdr*>(
      static_cast<uint8_t*>(message->msg_control) + message->msg_controllen);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(sizeof(value));
  memcpy(CMSG_DATA(header), &value, sizeof(value));
  message->msg_controllen += CMSG_SPACE(sizeof(value));
}

void AddSource(msghdr* message, const sockaddr_storage& source) {
  if (source.ss_family == AF_INET) {
    in_pktinfo info = {};
    info.ipi_spec_dst = reinterpret_cast<const sockaddr_in&>(source).sin_addr;
    AddControl(message, IPPROTO_IP, IP_PKTINFO, info);
  } else {
    in6_pktinfo info = {};
    info.ipi6_addr = reinterpret_cast<const sockaddr_in6&>(source).sin6_addr;
    AddControl(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
  }
}

void AddTrafficClass(msghdr* message, int family, int traffic_class) {
  if (traffic_class == 0) return;
  if (family == AF_INET)
    AddControl(message, IPPROTO_IP, IP_TOS, traffic_class);
  else
    AddControl(message, IPPROTO_IPV6, IPV6_TCLASS, traffic_class);
}

}  // namespace

OutputRing::OutputRing()
    : buffer_(kBufferSize),
      headers_(kMaxPackets),
      vectors_(kMaxPackets),
      controls_(kMaxPackets) {
  packets_.reserve(kMaxPackets);
  trains_.reserve(kMaxPackets);
}

int OutputRing::Add(const sctp_stack_packet& packet) {
  auto* port = static_cast<UdpPort*>(packet.port);
  if (port == nullptr) return ENOTCONN;
  if (packet.size > kMaxPacketSize) return EMSGSIZE;
  if (packets_.size() == kMaxPackets || used_ + packet.size > kBufferSize)
    Flush();

  packets_.emplace_back();
  Packet& added = packets_.back();
  added.port = port;
  added.destination = {};
  added.source = {};
  memcpy(&added.destination, packet.destination, SizeOf(*packet.destination));
  memcpy(&added.source, packet.source, SizeOf(*packet.source));
  added.offset = used_;
  added.size = packet.size;
  added.traffic_class = packet.traffic_class;
  for (int i = 0; i < packet.piece_count; i++) {
    const iovec& piece = packet.pieces[i];
    memcpy(&buffer_[used_], piece.iov_base, piece.iov_len);
    used_ += piece.iov_len;
  }
  return 0;
}

void OutputRing::Flush() {
  if (packets_.empty()) return;
  GatherTrains();
  // What leaves by one socket in one system call.
  size_t first = 0;
  for (size_t i = 0; i < trains_.size(); i++) {
    Prepare(trains_[i], i);
    const Packet& packet = packets_[trains_[i].first];
    int fd = packet.port->fd(packet.destination.ss_family);
    bool is_last = i + 1 == trains_.size();
    if (!is_last) {
      const Packet& next = packets_[trains_[i + 1].first];
      if (next.port->fd(next.destination.ss_family) == fd) continue;
    }
    Send(fd, first, i + 1);
    first = i + 1;
  }
  packets_.clear();
  trains_.clear();
  used_ = 0;
}

bool OutputRing::IsSamePath(const Packet& one, const Packet& other) const {
  return one.port == other.port && one.traffic_class == other.traffic_class &&
         memcmp(&one.destination, &other.destination, sizeof(sockaddr_in6)) ==
             0 &&
         memcmp(&one.source, &other.source, sizeof(sockaddr_in6)) == 0;
}

// All segments of one transmission have the same size, save a shorter last one.
void OutputRing::GatherTrains() {
  for (size_t first = 0; first < packets_.size();) {
    const Packet& head = packets_[first];
    size_t size = head.size;
    size_t end = first + 1;
    while (head.port->can_segment() && end < packets_.size() &&
           end - first < kMaxSegments && packets_[end - 1].size == head.size &&
           packets_[end].size <= head.size &&
           size + packets_[end].size <= kMaxPacketSize &&
           IsSamePath(head, packets_[end]))
      size += packets_[end++].size;
    trains_.push_back({first, end});
    first = end;
  }
}

void OutputRing::Prepare(const Train& train, size_t at) {
  Packet& head = packets_[train.first];
  const Packet& last = packets_[train.end - 1];
  vectors_[at] = {&buffer_[head.offset], last.offset + last.size - head.offset};
  msghdr* message = &headers_[at].msg_hdr;
  *message = {};
  message->msg_name = &head.destination;
  message->msg_namelen =
      SizeOf(reinterpret_cast<const sockaddr&>(head.destination));
  message->msg_iov = &vectors_[at];
  message->msg_iovlen = 1;
  message->msg_control = &controls_[at];
  AddSource(message, head.source);
  AddTrafficClass(message, head.destination.ss_family, head.traffic_class);
  if (train.end - train.first > 1)
    AddControl(message, SOL_UDP, UDP_SEGMENT, static_cast<uint16_t>(head.size));
}

// What cannot be sent is lost, as on any network: SCTP sends it again.
void OutputRing::Send(int fd, size_t first, size_t end) {
  while (fd >= 0 && first < end) {
    int sent = sendmmsg(fd, &headers_[first],
                        static_cast<unsigned>(end - first), MSG_DONTWAIT);
    if (sent > 0) {
      first += sent;
      continue;
    }
    if (errno == EINTR) continue;
    // An error of an earlier packet (ICMP), which the error queue has, too.
    if (errno == ECONNREFUSED) continue;
    if (errno == EIO || errno == EINVAL) SendOneByOne(fd, trains_[first]);
    first++;
  }
}

// A network card that does not compute checksums refuses segments (EIO), and
// so does a path whose packets must be smaller (EINVAL).
void OutputRing::SendOneByOne(int fd, const Train& train) {
  if (train.end - train.first == 1) return;
  bool was_sent = false;
  for (size_t i = train.first; i < train.end; i++) {
    Prepare({i, i + 1}, 0);
    was_sent |= sendmsg(fd, &headers_[0].msg_hdr, MSG_DONTWAIT) >= 0;
  }
  if (was_sent) packets_[train.first].port->StopSegmenting();
}

}  // namespace userspace
}  // namespace sctp
