#include "userspace/udp_socket.h"

#include <linux/errqueue.h>
#include <netinet/udp.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#ifndef UDP_SEGMENT  // Linux 4.18
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO  // Linux 5.0
#define UDP_GRO 104
#endif

namespace sctp {
namespace userspace {

namespace {

// What many associations may send at once. Less costs retransmissions: with
// 128 KiB thousands of them at 100 busy associations.
constexpr int kBufferSize = 4 * 1024 * 1024;

bool Set(int fd, int level, int name, int value) {
  return setsockopt(fd, level, name, &value, sizeof(value)) == 0;
}

// Beyond the system's limit where we may, else up to it.
void SetBuffer(int fd, int forced, int plain) {
  if (!Set(fd, SOL_SOCKET, forced, kBufferSize))
    Set(fd, SOL_SOCKET, plain, kBufferSize);
}

template <typename T>
bool ReadControl(const cmsghdr& header, T* value) {
  if (header.cmsg_len < CMSG_LEN(sizeof(T))) return false;
  memcpy(value, CMSG_DATA(&header), sizeof(T));
  return true;
}

bool Is(const cmsghdr& header, int level, int type) {
  return header.cmsg_level == level && header.cmsg_type == type;
}

}  // namespace

UdpSocket::~UdpSocket() { Close(); }

void UdpSocket::Close() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

Status UdpSocket::Open(int family, uint16_t port) {
  fd_ = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd_ < 0) return Status::FromErrno("socket");
  Status status = Configure(family);
  if (status.ok()) status = Bind(family, port);
  if (!status.ok()) Close();
  return status;
}

Status UdpSocket::Configure(int family) {
  bool is_v4 = family == AF_INET;
  bool ok = is_v4 ? Set(fd_, IPPROTO_IP, IP_PKTINFO, 1) &&
                        Set(fd_, IPPROTO_IP, IP_RECVERR, 1)
                  : Set(fd_, IPPROTO_IPV6, IPV6_V6ONLY, 1) &&
                        Set(fd_, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) &&
                        Set(fd_, IPPROTO_IPV6, IPV6_RECVERR, 1);
  if (!ok) return Status::FromErrno("setsockopt");
  // The stack does not look for a path's MTU: who forwards may make fragments.
  if (is_v4) Set(fd_, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT);
  // What is missing here costs speed, or says less.
  if (is_v4)
    Set(fd_, IPPROTO_IP, IP_RECVTOS, 1);
  else
    Set(fd_, IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
  Set(fd_, SOL_UDP, UDP_GRO, 1);
  SetBuffer(fd_, SO_RCVBUFFORCE, SO_RCVBUF);
  SetBuffer(fd_, SO_SNDBUFFORCE, SO_SNDBUF);
  return Status::Ok();
}

Status UdpSocket::Bind(int family, uint16_t port) {
  sockaddr_storage address = {};
  address.ss_family = static_cast<sa_family_t>(family);
  // The port of sockaddr_in6 lies where sockaddr_in has it.
  auto* any = reinterpret_cast<sockaddr_in*>(&address);
  any->sin_port = htons(port);
  socklen_t size =
      family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  if (bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return Status::FromErrno("bind");
  port_ = ntohs(any->sin_port);
  return Status::Ok();
}

UdpReceiver::UdpReceiver() {
  for (int i = 0; i < kCapacity; i++) {
    vectors_[i] = {buffers_[i], kBufferSize};
    headers_[i] = {};
    msghdr* message = &headers_[i].msg_hdr;
    message->msg_name = &names_[i];
    message->msg_iov = &vectors_[i];
    message->msg_iovlen = 1;
    message->msg_control = &controls_[i];
  }
}

int UdpReceiver::Receive(int fd) {
  for (mmsghdr& header : headers_) {
    header.msg_hdr.msg_namelen = sizeof(names_[0]);
    header.msg_hdr.msg_controllen = sizeof(controls_[0]);
  }
  int received;
  do {
    received = recvmmsg(fd, headers_, kCapacity, MSG_DONTWAIT, nullptr);
  } while (received < 0 && errno == EINTR);
  return std::max(received, 0);
}

Datagrams UdpReceiver::Get(int index) const {
  Datagrams result = {};
  result.data = buffers_[index];
  result.size = headers_[index].msg_len;
  result.segment = result.size;
  result.from = names_[index];
  result.to.ss_family = result.from.ss_family;
  auto* to4 = reinterpret_cast<sockaddr_in*>(&result.to);
  auto* to6 = reinterpret_cast<sockaddr_in6*>(&result.to);

  auto* message = const_cast<msghdr*>(&headers_[index].msg_hdr);
  for (cmsghdr* header = CMSG_FIRSTHDR(message); header != nullptr;
       header = CMSG_NXTHDR(message, header)) {
    int number;
    in_pktinfo info4;
    in6_pktinfo info6;
    if (Is(*header, SOL_UDP, UDP_GRO) && ReadControl(*header, &number)) {
      if (number > 0) result.segment = number;
    } else if (Is(*header, IPPROTO_IP, IP_PKTINFO) &&
               ReadControl(*header, &info4)) {
      to4->sin_addr = info4.ipi_addr;
    } else if (Is(*header, IPPROTO_IPV6, IPV6_PKTINFO) &&
               ReadControl(*header, &info6)) {
      to6->sin6_addr = info6.ipi6_addr;
      if (IN6_IS_ADDR_LINKLOCAL(&info6.ipi6_addr))
        to6->sin6_scope_id = info6.ipi6_ifindex;
    } else if (Is(*header, IPPROTO_IP, IP_TOS)) {
      result.traffic_class = *CMSG_DATA(header);
    } else if (Is(*header, IPPROTO_IPV6, IPV6_TCLASS) &&
               ReadControl(*header, &number)) {
      result.traffic_class = static_cast<uint8_t>(number);
    }
  }
  return result;
}

bool TakeUndelivered(int fd, Undelivered* result) {
  alignas(cmsghdr) uint8_t control[512];
  for (;;) {
    iovec vector = {result->data, sizeof(result->data)};
    msghdr message = {};
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    ssize_t size = recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    result->size = static_cast<size_t>(size);
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
         header = CMSG_NXTHDR(&message, header)) {
      sock_extended_err error;
      bool is_error = Is(*header, IPPROTO_IP, IP_RECVERR) ||
                      Is(*header, IPPROTO_IPV6, IPV6_RECVERR);
      // Port unreachable; a full queue here and the like say nothing of that.
      if (is_error && ReadControl(*header, &error) &&
          error.ee_errno == ECONNREFUSED && error.ee_origin != 0)
        return true;
    }
  }
}

}  // namespace userspace
}  // namespace sctp
