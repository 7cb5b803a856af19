// The native peer of the performance runs: one-to-many SCTP by plain system
// calls, in the batches and with the waits that net-sctp uses, so that what is
// between the two is the cost of JavaScript and of the binding.
//
//   sctp_perf ROLE size=BYTES count=MESSAGES warmup=MESSAGES port=PORT
//             sndbuf=BYTES rcvbuf=BYTES nodelay=0|1
//
//   sink    receives warmup+count messages, and tells the rate of the last
//   flood   sends them, as fast as the stack takes them
//   echo    sends every message back on its stream
//   ping    sends one message at a time, and tells the round trips per second
//
// The clock is read twice a run: it is a costly system call in some places.

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
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace {

// What net-sctp does in one wake-up.
constexpr size_t kBatchMessages = 128;
constexpr int kBatchesPerWakeup = 4;
constexpr size_t kSlabSize = 1024 * 1024;
constexpr size_t kSmallSlot = 2048;
constexpr size_t kLargeSlot = 65536;

// What net-sctp's default highWaterMark lets a sender queue in one tick.
constexpr size_t kBytesPerTick = 65536;

[[noreturn]] void Fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

int Require(int result, const char* what) {
  if (result < 0) Fail(what);
  return result;
}

struct Settings {
  std::string role;
  size_t size = 64;
  size_t count = 100000;
  size_t warmup = 0;
  uint16_t port = 0;
  int sndbuf = 0;
  int rcvbuf = 0;
  bool nodelay = true;
};

Settings ParseSettings(int argc, char** argv) {
  Settings settings;
  if (argc > 1) settings.role = argv[1];
  std::map<std::string, long> values;
  for (int i = 2; i < argc; i++) {
    std::string argument = argv[i];
    size_t equals = argument.find('=');
    if (equals == std::string::npos) continue;
    values[argument.substr(0, equals)] = std::stol(argument.substr(equals + 1));
  }
  for (const auto& [name, value] : values) {
    if (name == "size") settings.size = value;
    if (name == "count") settings.count = value;
    if (name == "warmup") settings.warmup = value;
    if (name == "port") settings.port = static_cast<uint16_t>(value);
    if (name == "sndbuf") settings.sndbuf = static_cast<int>(value);
    if (name == "rcvbuf") settings.rcvbuf = static_cast<int>(value);
    if (name == "nodelay") settings.nodelay = value != 0;
  }
  return settings;
}

// The time that the messages after the warm-up take.
class Meter {
 public:
  explicit Meter(const Settings& settings) : settings_(settings) {
    if (settings.warmup == 0) began_ = Clock::now();
  }

  size_t total() const { return settings_.warmup + settings_.count; }
  size_t seen() const { return seen_; }

  void Count() {
    seen_++;
    if (seen_ == settings_.warmup) began_ = Clock::now();
    if (seen_ == total()) ended_ = Clock::now();
  }

  void Report() const {
    std::chrono::duration<double> elapsed = ended_ - began_;
    std::printf("{\"count\":%zu,\"seconds\":%.6f}\n", settings_.count,
                elapsed.count());
  }

 private:
  using Clock = std::chrono::steady_clock;
  const Settings& settings_;
  size_t seen_ = 0;
  Clock::time_point began_;
  Clock::time_point ended_;
};

// One message as it was received; the bytes are in the batch's slab.
struct Received {
  const uint8_t* data;
  size_t size;
  bool notification;
  sctp_rcvinfo info;
};

class Socket {
 public:
  explicit Socket(const Settings& settings);

  uint16_t Listen();
  // Returns the association's id.
  sctp_assoc_t Connect(uint16_t port);

  // Waits until the socket can be read or, if `writable`, written. Returns
  // what of the two holds.
  uint32_t Wait(bool writable);

  // Drains the socket within the budget of one wake-up.
  template <typename Callback>
  void Receive(Callback on_message);

  // Returns how many of `count` copies of `body` the stack took.
  size_t Send(const sctp_sndinfo& info, const std::vector<uint8_t>& body,
              size_t count);
  void Shutdown(sctp_assoc_t id);

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

Socket::Socket(const Settings& settings)
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

uint16_t Socket::Listen() {
  sockaddr_in local = {};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(local);
  auto* address = reinterpret_cast<sockaddr*>(&local);
  Require(bind(fd_, address, size), "bind");
  Require(listen(fd_, 1), "listen");
  Require(getsockname(fd_, address, &size), "getsockname");
  Require(fcntl(fd_, F_SETFL, O_NONBLOCK), "fcntl");
  return ntohs(local.sin_port);
}

sctp_assoc_t Socket::Connect(uint16_t port) {
  sockaddr_in remote = {};
  remote.sin_family = AF_INET;
  remote.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  remote.sin_port = htons(port);
  sctp_getaddrs_old request = {};
  request.addr_num = sizeof(remote);
  request.addrs = reinterpret_cast<sockaddr*>(&remote);
  socklen_t size = sizeof(request);
  Require(
      getsockopt(fd_, IPPROTO_SCTP, SCTP_SOCKOPT_CONNECTX3, &request, &size),
      "connectx");
  Require(fcntl(fd_, F_SETFL, O_NONBLOCK), "fcntl");
  return request.assoc_id;
}

uint32_t Socket::Wait(bool writable) {
  if (writable != watches_writable_) {
    watches_writable_ = writable;
    epoll_event event = {};
    event.events = EPOLLIN | (writable ? EPOLLOUT : 0u);
    Require(epoll_ctl(epoll_, EPOLL_CTL_MOD, fd_, &event), "epoll_ctl");
  }
  epoll_event event = {};
  Require(epoll_wait(epoll_, &event, 1, -1), "epoll_wait");
  return event.events;
}

size_t Socket::ReceiveBatch() {
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

Received Socket::Describe(size_t index) const {
  auto* message = const_cast<msghdr*>(&incoming_[index].msg_hdr);
  Received received = {};
  received.data = slab_.data() + index * slot_;
  received.size = incoming_[index].msg_len;
  received.notification = message->msg_flags & MSG_NOTIFICATION;
  for (cmsghdr* header = CMSG_FIRSTHDR(message); header != nullptr;
       header = CMSG_NXTHDR(message, header)) {
    if (header->cmsg_level == IPPROTO_SCTP && header->cmsg_type == SCTP_RCVINFO)
      memcpy(&received.info, CMSG_DATA(header), sizeof(received.info));
  }
  return received;
}

template <typename Callback>
void Socket::Receive(Callback on_message) {
  size_t slots = std::min(kBatchMessages, kSlabSize / slot_);
  for (int batch = 0; batch < kBatchesPerWakeup; batch++) {
    size_t count = ReceiveBatch();
    for (size_t i = 0; i < count; i++) on_message(Describe(i));
    // A partial count means that nothing was left.
    if (count < slots) return;
  }
}

size_t Socket::Send(const sctp_sndinfo& info, const std::vector<uint8_t>& body,
                    size_t count) {
  count = std::min(count, kBatchMessages);
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

void Socket::Shutdown(sctp_assoc_t id) {
  sctp_sndinfo info = {};
  info.snd_flags = SCTP_EOF;
  info.snd_assoc_id = id;
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

// Whether this notification tells of an association's end.
bool IsEnd(const Received& received) {
  sctp_assoc_change change;
  if (!received.notification || received.size < sizeof(change)) return false;
  memcpy(&change, received.data, sizeof(change));
  return change.sac_type == SCTP_ASSOC_CHANGE &&
         change.sac_state != SCTP_COMM_UP && change.sac_state != SCTP_RESTART;
}

void AwaitEnd(Socket* socket) {
  for (bool ended = false; !ended;) {
    socket->Wait(false);
    socket->Receive([&](const Received& received) {
      if (IsEnd(received)) ended = true;
    });
  }
}

void AnnouncePort(Socket* socket) {
  std::printf("port %u\n", socket->Listen());
  std::fflush(stdout);
}

void Sink(const Settings& settings, Socket* socket) {
  Meter meter(settings);
  AnnouncePort(socket);
  for (bool ended = false; !ended;) {
    socket->Wait(false);
    socket->Receive([&](const Received& received) {
      if (!received.notification) meter.Count();
      if (IsEnd(received)) ended = true;
    });
  }
  if (meter.seen() != meter.total()) {
    std::fprintf(stderr, "%zu of %zu messages\n", meter.seen(), meter.total());
    std::exit(1);
  }
  meter.Report();
}

void Flood(const Settings& settings, Socket* socket) {
  std::vector<uint8_t> body(settings.size, 'x');
  sctp_sndinfo info = {};
  info.snd_assoc_id = socket->Connect(settings.port);
  size_t per_tick = std::max<size_t>(1, kBytesPerTick / settings.size);
  size_t left = settings.warmup + settings.count;
  while (left > 0) {
    // All that one tick queues, in whole batches but for the last.
    size_t tick = std::min(left, per_tick);
    while (tick > 0) {
      size_t sent = socket->Send(info, body, tick);
      left -= sent;
      tick -= sent;
      if (sent > 0) continue;
      while (!(socket->Wait(true) & EPOLLOUT))
        socket->Receive([](const Received&) {});
    }
  }
  socket->Shutdown(info.snd_assoc_id);
  AwaitEnd(socket);
}

void Echo(const Settings& settings, Socket* socket) {
  std::vector<uint8_t> body(settings.size);
  AnnouncePort(socket);
  for (bool ended = false; !ended;) {
    socket->Wait(false);
    socket->Receive([&](const Received& received) {
      if (IsEnd(received)) ended = true;
      if (received.notification) return;
      body.assign(received.data, received.data + received.size);
      sctp_sndinfo info = {};
      info.snd_sid = received.info.rcv_sid;
      info.snd_ppid = received.info.rcv_ppid;
      info.snd_assoc_id = received.info.rcv_assoc_id;
      if (socket->Send(info, body, 1) != 1) Fail("echo");
    });
  }
}

void Ping(const Settings& settings, Socket* socket) {
  Meter meter(settings);
  std::vector<uint8_t> body(settings.size, 'x');
  sctp_sndinfo info = {};
  info.snd_assoc_id = socket->Connect(settings.port);
  auto send = [&] {
    if (socket->Send(info, body, 1) != 1) Fail("ping");
  };
  send();
  while (meter.seen() < meter.total()) {
    socket->Wait(false);
    socket->Receive([&](const Received& received) {
      if (received.notification) return;
      meter.Count();
      if (meter.seen() < meter.total()) send();
    });
  }
  meter.Report();
  socket->Shutdown(info.snd_assoc_id);
  AwaitEnd(socket);
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings = ParseSettings(argc, argv);
  const std::map<std::string, void (*)(const Settings&, Socket*)> roles = {
      {"sink", Sink}, {"flood", Flood}, {"echo", Echo}, {"ping", Ping}};
  auto role = roles.find(settings.role);
  if (role == roles.end()) {
    std::fprintf(stderr,
                 "usage: sctp_perf sink|flood|echo|ping [NAME=VALUE...]\n");
    return 2;
  }
  Socket socket(settings);
  role->second(settings, &socket);
  return 0;
}
