// The native peer on the kernel's SCTP: one-to-many by plain system calls, in
// the batches and with the waits that net-sctp uses, so that what is between
// the two is the cost of JavaScript and of the binding.

#include <arpa/inet.h>
#include <linux/sctp.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "play.h"

namespace {

sockaddr_in AddressOf(const Settings& settings, uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  inet_pton(AF_INET, settings.host.c_str(), &address.sin_addr);
  address.sin_port = htons(port);
  return address;
}

// What all sockets of the process have in common.
struct Environment {
  struct alignas(cmsghdr) Control {
    uint8_t bytes[256];
  };

  int epoll = Require(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  std::vector<uint8_t> slab = std::vector<uint8_t>(kSlabSize);
  mmsghdr incoming[kBatchMessages] = {};
  iovec incoming_vectors[kBatchMessages];
  sockaddr_in names[kBatchMessages];
  Control incoming_controls[kBatchMessages];
  mmsghdr outgoing[kBatchMessages] = {};
  iovec outgoing_vectors[kBatchMessages];
  Control outgoing_controls[kBatchMessages] = {};
};

class KernelSocket final : public Socket {
 public:
  KernelSocket(const Settings& settings, Environment* environment);
  ~KernelSocket() override { close(fd_); }

  Ports Listen() override;
  uint32_t Connect() override;
  bool Wait(bool writable) override;
  void WaitUntil(Clock::time_point when) override { PollUntil(fd_, when); }
  void Receive(const std::function<void(const Received&)>& take) override;
  size_t Send(const Target& target, const std::vector<uint8_t>& body,
              size_t count) override;
  void Shutdown(uint32_t association) override;

 private:
  int SetOption(int level, int name, const void* value, socklen_t size) {
    return Require(setsockopt(fd_, level, name, value, size), "setsockopt");
  }
  void Watch(uint32_t events);
  size_t slots() const {
    return std::min(kBatchMessages, kSlabSize / SlotFor(settings_));
  }
  size_t ReceiveBatch();
  Received Describe(size_t index) const;

  const Settings& settings_;
  Environment* at_;
  int fd_;
  uint32_t watched_ = 0;
};

KernelSocket::KernelSocket(const Settings& settings, Environment* environment)
    : settings_(settings), at_(environment) {
  constexpr int kType = SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK;
  fd_ = Require(socket(AF_INET, kType, IPPROTO_SCTP), "socket");
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
}

Ports KernelSocket::Listen() {
  sockaddr_in local = AddressOf(settings_, settings_.port);
  socklen_t size = sizeof(local);
  auto* address = reinterpret_cast<sockaddr*>(&local);
  Require(bind(fd_, address, size), "bind");
  Require(listen(fd_, static_cast<int>(settings_.associations())), "listen");
  Require(getsockname(fd_, address, &size), "getsockname");
  return {ntohs(local.sin_port), 0};
}

uint32_t KernelSocket::Connect() {
  sockaddr_in remote = AddressOf(settings_, settings_.port);
  sctp_getaddrs_old request = {};
  request.addr_num = sizeof(remote);
  request.addrs = reinterpret_cast<sockaddr*>(&remote);
  socklen_t size = sizeof(request);
  int status =
      getsockopt(fd_, IPPROTO_SCTP, SCTP_SOCKOPT_CONNECTX3, &request, &size);
  if (status < 0 && errno != EINPROGRESS) Fail("connectx");
  return static_cast<uint32_t>(request.assoc_id);
}

// One socket is watched at a time, which is what is waited for.
void KernelSocket::Watch(uint32_t events) {
  static KernelSocket* waiting = nullptr;
  epoll_event event = {};
  event.events = events;
  if (waiting == this && events == watched_) return;
  if (waiting != nullptr && waiting != this)
    Require(epoll_ctl(at_->epoll, EPOLL_CTL_DEL, waiting->fd_, nullptr),
            "epoll_ctl");
  int change = waiting == this ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  Require(epoll_ctl(at_->epoll, change, fd_, &event), "epoll_ctl");
  waiting = this;
  watched_ = events;
}

bool KernelSocket::Wait(bool writable) {
  Watch(EPOLLIN | (writable ? EPOLLOUT : 0u));
  epoll_event event = {};
  Require(epoll_wait(at_->epoll, &event, 1, -1), "epoll_wait");
  return event.events & EPOLLOUT;
}

size_t KernelSocket::ReceiveBatch() {
  const size_t slot = SlotFor(settings_);
  for (size_t i = 0; i < slots(); i++) {
    at_->incoming_vectors[i] = {at_->slab.data() + i * slot, slot};
    msghdr* message = &at_->incoming[i].msg_hdr;
    message->msg_name = &at_->names[i];
    message->msg_namelen = sizeof(at_->names[i]);
    message->msg_iov = &at_->incoming_vectors[i];
    message->msg_iovlen = 1;
    message->msg_control = &at_->incoming_controls[i];
    message->msg_controllen = sizeof(at_->incoming_controls[i]);
    message->msg_flags = 0;
  }
  int received = recvmmsg(fd_, at_->incoming, static_cast<unsigned>(slots()),
                          MSG_DONTWAIT, nullptr);
  if (received < 0 && errno != EAGAIN) Fail("recvmmsg");
  return received < 0 ? 0 : received;
}

// What a notification tells of an association.
void Judge(Received* received) {
  sctp_assoc_change change;
  if (received->size < sizeof(change)) return;
  memcpy(&change, received->data, sizeof(change));
  if (change.sac_type != SCTP_ASSOC_CHANGE) return;
  received->is_beginning = change.sac_state == SCTP_COMM_UP;
  received->is_end =
      change.sac_state != SCTP_COMM_UP && change.sac_state != SCTP_RESTART;
}

Received KernelSocket::Describe(size_t index) const {
  msghdr* message = &at_->incoming[index].msg_hdr;
  Received received = {};
  received.data = at_->slab.data() + index * SlotFor(settings_);
  received.size = at_->incoming[index].msg_len;
  received.is_notification = message->msg_flags & MSG_NOTIFICATION;
  received.is_complete = message->msg_flags & MSG_EOR;
  if (received.is_notification) Judge(&received);
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
  for (int batch = 0; batch < kBatchesPerWakeup; batch++) {
    size_t count = ReceiveBatch();
    for (size_t i = 0; i < count; i++) take(Describe(i));
    // A partial count means that nothing was left.
    if (count < slots()) return;
  }
}

size_t KernelSocket::Send(const Target& target,
                          const std::vector<uint8_t>& body, size_t count) {
  sctp_sndinfo info = {};
  info.snd_assoc_id = static_cast<sctp_assoc_t>(target.association);
  info.snd_sid = target.stream;
  info.snd_ppid = target.ppid;
  for (size_t i = 0; i < count; i++) {
    at_->outgoing_vectors[i] = {const_cast<uint8_t*>(body.data()), body.size()};
    msghdr* message = &at_->outgoing[i].msg_hdr;
    message->msg_iov = &at_->outgoing_vectors[i];
    message->msg_iovlen = 1;
    message->msg_control = &at_->outgoing_controls[i];
    message->msg_controllen = CMSG_SPACE(sizeof(info));
    cmsghdr* header = CMSG_FIRSTHDR(message);
    header->cmsg_level = IPPROTO_SCTP;
    header->cmsg_type = SCTP_SNDINFO;
    header->cmsg_len = CMSG_LEN(sizeof(info));
    memcpy(CMSG_DATA(header), &info, sizeof(info));
  }
  int sent = sendmmsg(fd_, at_->outgoing, static_cast<unsigned>(count),
                      MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) Fail("sendmmsg");
  return sent < 0 ? 0 : sent;
}

void KernelSocket::Shutdown(uint32_t association) {
  sctp_sndinfo info = {};
  info.snd_flags = SCTP_EOF;
  info.snd_assoc_id = static_cast<sctp_assoc_t>(association);
  msghdr message = {};
  message.msg_control = &at_->outgoing_controls[0];
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
  Environment environment;
  return Play(settings, [&] {
    return std::make_unique<KernelSocket>(settings, &environment);
  });
}
