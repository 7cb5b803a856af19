// usrsctp as the distribution packages it, driven as its manual says: its own
// threads, blocking calls.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <usrsctp.h>

#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <vector>

#include "play.h"

namespace {

constexpr int kBufferSize = 512 * 1024;  // what net-sctp's engine has

sockaddr_in AddressOf(const Settings& settings, uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  inet_pton(AF_INET, settings.host.c_str(), &address.sin_addr);
  address.sin_port = htons(port);
  return address;
}

// usrsctp neither takes 0 for any port nor tells of one that is taken.
uint16_t FindFreeUdpPort() {
  int fd = Require(socket(AF_INET, SOCK_DGRAM, 0), "socket");
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  socklen_t size = sizeof(address);
  Require(bind(fd, reinterpret_cast<sockaddr*>(&address), size), "bind");
  Require(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size),
          "getsockname");
  close(fd);
  return ntohs(address.sin_port);
}

class StockSocket final : public Socket {
 public:
  StockSocket(const Settings& settings, uint16_t udp_port);

  Ports Listen() override;
  uint32_t Connect() override;
  // Its calls block until they can be done, but for a client that keeps a rate.
  bool Wait(bool) override;
  void WaitUntil(Clock::time_point when) override;
  void Receive(const std::function<void(const Received&)>& take) override;
  size_t Send(const Target& target, const std::vector<uint8_t>& body,
              size_t count) override;
  void Shutdown(uint32_t association) override;

 private:
  void SetOption(int level, int name, const void* value, socklen_t size) {
    Require(usrsctp_setsockopt(socket_, level, name, value, size),
            "setsockopt");
  }

  bool ReceiveOne(const std::function<void(const Received&)>& take);
  static void OnUpcall(struct socket*, void* self, int);

  const Settings& settings_;
  const uint16_t udp_port_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool has_changed_ = false;
  bool is_non_blocking_ = false;
  struct socket* socket_ = nullptr;
};

StockSocket::StockSocket(const Settings& settings, uint16_t udp_port)
    : settings_(settings), udp_port_(udp_port) {
  socket_ = usrsctp_socket(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP, nullptr,
                           nullptr, 0, nullptr);
  if (socket_ == nullptr) Fail("socket");
  int on = 1;
  int nodelay = settings.nodelay;
  SetOption(IPPROTO_SCTP, SCTP_RECVRCVINFO, &on, sizeof(on));
  SetOption(IPPROTO_SCTP, SCTP_NODELAY, &nodelay, sizeof(nodelay));
  SetOption(SOL_SOCKET, SO_SNDBUF, &kBufferSize, sizeof(kBufferSize));
  SetOption(SOL_SOCKET, SO_RCVBUF, &kBufferSize, sizeof(kBufferSize));
  sctp_event event = {};
  event.se_type = SCTP_ASSOC_CHANGE;
  event.se_on = 1;
  SetOption(IPPROTO_SCTP, SCTP_EVENT, &event, sizeof(event));
  sockaddr_in local =
      AddressOf(settings, settings.is_client() ? 0 : settings.port);
  Require(
      usrsctp_bind(socket_, reinterpret_cast<sockaddr*>(&local), sizeof(local)),
      "bind");
}

Ports StockSocket::Listen() {
  Require(usrsctp_listen(socket_, static_cast<int>(settings_.associations())),
          "listen");
  sockaddr* addresses;
  Require(usrsctp_getladdrs(socket_, 0, &addresses), "getladdrs");
  uint16_t port = reinterpret_cast<sockaddr_in*>(addresses)->sin_port;
  usrsctp_freeladdrs(addresses);
  return {ntohs(port), udp_port_};
}

uint32_t StockSocket::Connect() {
  sctp_udpencaps encapsulation = {};
  encapsulation.sue_address.ss_family = AF_INET;
  encapsulation.sue_port = htons(settings_.udp);
  SetOption(IPPROTO_SCTP, SCTP_REMOTE_UDP_ENCAPS_PORT, &encapsulation,
            sizeof(encapsulation));
  sockaddr_in remote = AddressOf(settings_, settings_.port);
  sctp_assoc_t id = 0;
  Require(
      usrsctp_connectx(socket_, reinterpret_cast<sockaddr*>(&remote), 1, &id),
      "connectx");
  is_non_blocking_ = settings_.mode == "latency";
  if (is_non_blocking_) {
    Require(usrsctp_set_non_blocking(socket_, 1), "set_non_blocking");
    Require(usrsctp_set_upcall(socket_, OnUpcall, this), "set_upcall");
  }
  return id;
}

void StockSocket::OnUpcall(struct socket*, void* self, int) {
  auto* socket = static_cast<StockSocket*>(self);
  std::lock_guard<std::mutex> lock(socket->mutex_);
  socket->has_changed_ = true;
  socket->changed_.notify_one();
}

// A call that blocks waits by itself.
bool StockSocket::Wait(bool) {
  if (is_non_blocking_) WaitUntil(Clock::now() + std::chrono::seconds(1));
  return true;
}

void StockSocket::WaitUntil(Clock::time_point when) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_until(lock, when, [this] { return has_changed_; });
  has_changed_ = false;
}

// Where calls block, one message is as much as may be asked for.
void StockSocket::Receive(const std::function<void(const Received&)>& take) {
  while (ReceiveOne(take) && is_non_blocking_) continue;
}

bool StockSocket::ReceiveOne(const std::function<void(const Received&)>& take) {
  static std::vector<uint8_t> buffer(kSlabSize);
  sockaddr_storage from;
  socklen_t from_size = sizeof(from);
  sctp_rcvinfo info = {};
  socklen_t info_size = sizeof(info);
  unsigned type = 0;
  int flags = 0;
  ssize_t size = usrsctp_recvv(socket_, buffer.data(), buffer.size(),
                               reinterpret_cast<sockaddr*>(&from), &from_size,
                               &info, &info_size, &type, &flags);
  if (size < 0 && errno == EWOULDBLOCK) return false;
  if (size < 0) Fail("recvv");
  Received received;
  received.data = buffer.data();
  received.size = static_cast<size_t>(size);
  if (flags & MSG_NOTIFICATION) {
    sctp_assoc_change change = {};
    if (received.size >= sizeof(change))
      memcpy(&change, received.data, sizeof(change));
    const bool is_change = change.sac_type == SCTP_ASSOC_CHANGE;
    received.is_notification = true;
    received.is_beginning = is_change && change.sac_state == SCTP_COMM_UP;
    received.is_end = is_change && change.sac_state != SCTP_COMM_UP;
  } else {
    received.is_complete = flags & MSG_EOR;
    received.association = info.rcv_assoc_id;
    received.stream = info.rcv_sid;
    received.ppid = info.rcv_ppid;
  }
  take(received);
  return true;
}

size_t StockSocket::Send(const Target& target, const std::vector<uint8_t>& body,
                         size_t count) {
  sctp_sndinfo info = {};
  info.snd_assoc_id = target.association;
  info.snd_sid = target.stream;
  info.snd_ppid = target.ppid;
  for (size_t i = 0; i < count; i++) {
    if (usrsctp_sendv(socket_, body.data(), body.size(), nullptr, 0, &info,
                      sizeof(info), SCTP_SENDV_SNDINFO, 0) >= 0)
      continue;
    if (errno == EWOULDBLOCK) return i;
    Fail("sendv");
  }
  return count;
}

void StockSocket::Shutdown(uint32_t association) {
  sctp_sndinfo info = {};
  info.snd_assoc_id = association;
  info.snd_flags = SCTP_EOF;
  if (usrsctp_sendv(socket_, "", 0, nullptr, 0, &info, sizeof(info),
                    SCTP_SENDV_SNDINFO, 0) < 0)
    Fail("sendv");
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings = ParseSettings(argc, argv);
  const uint16_t udp_port = FindFreeUdpPort();
  usrsctp_init(udp_port, nullptr, nullptr);
  usrsctp_sysctl_set_sctp_blackhole(2);
  int status = Play(settings, [&] {
    return std::make_unique<StockSocket>(settings, udp_port);
  });
  // Closing it races with its threads.
  _exit(status);
}
