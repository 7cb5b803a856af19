// The native peer on the kernel's SCTP: one-to-many by plain system calls, in
// the batches and with the waits that net-sctp uses, so that what is between
// the two is the cost of JavaScript and of the binding.

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sctp.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "roles.h"

namespace {

class KernelSocket final : public Socket {
 public:
  explicit KernelSocket(const Settings& settings);

  Ports Listen() override;
  uint32_t Connect(const Settings& settings) override;
  bool Wait(bool writable) override;
  void Receive(const std::function<void(const Received&)>& take) override;
  size_t Send(const Target& target, const std::vector<uint8_t>& body,
              size_t count) override;
  void Shutdown(uint32_t association) override;

 private:
  struct alignas(cmsghdr) Control {
    uint8_t bytes[256];
  };

  int SetOption(int level, int name, const void* value, socklen_t size) {
    return Require(setsockopt(fd_, level, name, value, size), "setsockopt");
  }
  size_t ReceiveBatch();
  Received Describe(size_t index) const;

  int fd_;
  int epoll_;
  bool watches_writable_ = false;
  size_t slot_;
  std::vector<uint8_t> slab_ = std::vector<uint8_t>(kSlabSize);
  mmsghdr incoming_[kBatchMessages] = {};
  iovec incoming_vectors_[kBatchMessages];
  sockaddr_in names_[kBatchMessages];
  Control incoming_controls_[kBatchMessages];
  mmsghdr outgoing_[kBatchMessages] = {};
  iovec outgoing_vectors_[kBatchMessages];
  Control outgoing_controls_[kBatchMessages] = {};
};

KernelSocket::KernelSocket(const Settings& settings)
    : slot_(settings.size > kSmallSlot ? kLargeSlot : kSmallSlot) {
  fd_ = Require(socket(AF_INET, SOCK_SEQPACKET | SOCK_CLOEXEC, IPPROTO_SCTP),
                "socket");
  int on = 1;
  int nodelay = settings.nodelay;
  SetOption(IPPROTO_SCTP, SCTP_RECVRCVINFO, &on, sizeof(on));
  SetOption(IPPROTO_SCTP, SCTP_NODELAY, &nodelay, sizeof(nodelay));
  sctp_event event = {SCTP_FUTURE_ASSOC, SCTP_ASSOC_CHANGE, 1};
  SetOption(IPPROTO_SCTP, SCTP_EVENT, &event, sizeof(event));
  if (settings.sndbuf > 0)
    SetOption(SOL_SOCKET, SO_SNDBUF, &settings.sndbuf, sizeof(int));
  if (settings.rcvbuf > 0)
    SetOption(SOL_SOCKET, SO_RCVBUF, &settings.rcvbuf, sizeof(int));
  epoll_ = Require(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  epoll_event readable = {.events = EPOLLIN, .data = {}};
  Require(epoll_ctl(epoll_, EPOLL_CTL_ADD, fd_, &readable), "epoll_ctl");
}

Ports KernelSocket::Listen() {
  sockaddr_in local = {};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(local);
  auto* address = reinterpret_cast<sockaddr*>(&local);
  Require(bind(fd_, address, size), "bind");
  Require(listen(fd_, 1), "listen");
  Require(getsockname(fd_, address, &size), "getsockname");
  Require(fcntl(fd_, F_SETFL, O_NONBLOCK), "fcntl");
  return {ntohs(local.sin_port), 0};
}

uint32_t KernelSocket::Connect(const Settings& settings) {
  sockaddr_in remote = {};
  remote.sin_family = AF_INET;
  remote.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  remote.sin_port = htons(settings.port);
  sctp_getaddrs_old request = {};
  request.addr_num = sizeof(remote);
  request.addrs = reinterpret_cast<sockaddr*>(&remote);
  socklen_t size = sizeof(request);
  Require(
      getsockopt(fd_, IPPROTO_SCTP, SCTP_SOCKOPT_CONNECTX3, &request, &size),
      "connectx");
  Require(fcntl(fd_, F_SETFL, O_NONBLOCK), "fcntl");
  return static_cast<uint32_t>(request.assoc_id);
}

bool KernelSocket::Wait(bool writable) {
  if (writable != watches_writable_) {
    watches_writable_ = writable;
    epoll_event event = {};
    event.events = EPOLLIN | (writable ? EPOLLOUT : 0u);
    Require(epoll_ctl(epoll_, EPOLL_CTL_MOD, fd_, &event), "epoll_ctl");
  }
  epoll_event event = {};
  Require(epoll_wait(epoll_, &event, 1, -1), "epoll_wait");
  return event.events & EPOLLOUT;
}

size_t KernelSocket::ReceiveBatch() {
  size_t slots = std::min(kBatchMessages, kSlabSize / slot_);
  for (size_t i = 0; i < slots; i++) {
    incoming_vectors_[i] = {slab_.data() + i * slot_, slot_};
    msghdr* message = &incoming_[i].msg_hdr;
    message->msg_name = &names_[i];
    message->msg_namelen = sizeof(names_[i]);
    message->msg_iov = &incoming_vectors_[i];
    message->msg_iovlen = 1;
    message->msg_control = &incoming_controls_[i];
    message->msg_controllen = sizeof(incoming_controls_[i]);
    message->msg_flags = 0;
  }
  int received = recvmmsg(fd_, incoming_, static_cast<unsigned>(slots),
                          MSG_DONTWAIT, nullptr);
  if (received < 0 && errno != EAGAIN) Fail("recvmmsg");
  return received < 0 ? 0 : received;
}

// Whether this notification tells of an association's end.
bool IsEnd(const uint8_t* bytes, size_t size) {
  sctp_assoc_change change;
  if (size < sizeof(change)) return false;
  memcpy(&change, bytes, sizeof(change));
  return change.sac_type == SCTP_ASSOC_CHANGE &&
         change.sac_state != SCTP_COMM_UP && change.sac_state != SCTP_RESTART;
}

Received KernelSocket::Describe(size_t index) const {
  auto* message = const_cast<msghdr*>(&incoming_[index].msg_hdr);
  Received received = {};
  received.data = slab_.data() + index * slot_;
  received.size = incoming_[index].msg_len;
  received.is_message = !(message->msg_flags & MSG_NOTIFICATION);
  received.is_end = !received.is_message && IsEnd(received.data, received.size);
  for (cmsghdr* header = CMSG_FIRSTHDR(message); header != nullptr;
       header = CMSG_NXTHDR(message, header)) {
    if (header->cmsg_level != IPPROTO_SCTP || header->cmsg_type != SCTP_RCVINFO)
      continue;
    sctp_rcvinfo info;
    memcpy(&info, CMSG_DATA(header), sizeof(info));
    received.association = static_cast<uint32_t>(info.rcv_assoc_id);
    received.stream = info.rcv_sid;
    received.ppid = info.rcv_ppid;
  }
  return received;
}

void KernelSocket::Receive(const std::function<void(const Received&)>& take) {
  size_t slots = std::min(kBatchMessages, kSlabSize / slot_);
  for (int batch = 0; batch < kBatchesPerWakeup; batch++) {
    size_t count = ReceiveBatch();
    for (size_t i = 0; i < count; i++) take(Describe(i));
    // A partial count means that nothing was left.
    if (count < slots) return;
  }
}

size_t KernelSocket::Send(const Target& target,
                          const std::vector<uint8_t>& body, size_t count) {
  sctp_sndinfo info = {};
  info.snd_assoc_id = static_cast<sctp_assoc_t>(target.association);
  info.snd_sid = target.stream;
  info.snd_ppid = target.ppid;
  for (size_t i = 0; i < count; i++) {
    outgoing_vectors_[i] = {const_cast<uint8_t*>(body.data()), body.size()};
    msghdr* message = &outgoing_[i].msg_hdr;
    message->msg_iov = &outgoing_vectors_[i];
    message->msg_iovlen = 1;
    message->msg_control = &outgoing_controls_[i];
    message->msg_controllen = CMSG_SPACE(sizeof(info));
    cmsghdr* header = CMSG_FIRSTHDR(message);
    header->cmsg_level = IPPROTO_SCTP;
    header->cmsg_type = SCTP_SNDINFO;
    header->cmsg_len = CMSG_LEN(sizeof(info));
    memcpy(CMSG_DATA(header), &info, sizeof(info));
  }
  int sent = sendmmsg(fd_, outgoing_, static_cast<unsigned>(count),
                      MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) Fail("sendmmsg");
  return sent < 0 ? 0 : sent;
}

void KernelSocket::Shutdown(uint32_t association) {
  sctp_sndinfo info = {};
  info.snd_flags = SCTP_EOF;
  info.snd_assoc_id = static_cast<sctp_assoc_t>(association);
  msghdr message = {};
  message.msg_control = &outgoing_controls_[0];
  message.msg_controllen = CMSG_SPACE(sizeof(info));
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = IPPROTO_SCTP;
  header->cmsg_type = SCTP_SNDINFO;
  header->cmsg_len = CMSG_LEN(sizeof(info));
  memcpy(CMSG_DATA(header), &info, sizeof(info));
  Require(static_cast<int>(sendmsg(fd_, &message, MSG_NOSIGNAL)), "sendmsg");
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings = ParseSettings(argc, argv);
  KernelSocket socket(settings);
  return Play(settings, &socket);
}
