#include "socket.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace {

constexpr uint16_t kStreams = 8;
constexpr int kBufferSize = 4 * 1024 * 1024;  // a large message fits twice
constexpr size_t kReadSize = 256 * 1024;
constexpr uint32_t kRtoMs = 300;  // above the delay of a SACK
constexpr uint16_t kKeyId = 7;
constexpr char kSecret[] = "interop secret";

bool IsIpv6(const std::string& host) {
  return host.find(':') != std::string::npos;
}

int FamilyOf(const std::vector<std::string>& hosts) {
  for (const std::string& host : hosts)
    if (IsIpv6(host)) return AF_INET6;
  return AF_INET;
}

// Side by side, as sctp_bindx() and sctp_connectx() take them.
std::string PackAddresses(const std::vector<std::string>& hosts,
                          uint16_t port) {
  std::string packed;
  for (const std::string& host : hosts) {
    sockaddr_in v4 = {};
    sockaddr_in6 v6 = {};
    v4.sin_family = AF_INET;
    v6.sin6_family = AF_INET6;
    v4.sin_port = v6.sin6_port = htons(port);
    if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
      packed.append(reinterpret_cast<char*>(&v4), sizeof(v4));
    } else if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
      packed.append(reinterpret_cast<char*>(&v6), sizeof(v6));
    } else {
      errno = EINVAL;
      Fail(host.c_str());
    }
  }
  return packed;
}

}  // namespace

Socket::Socket(const Settings& settings) : settings_(settings) {
  fd_ = Require(socket(FamilyOf(settings.hosts), SOCK_SEQPACKET, IPPROTO_SCTP),
                "socket");
  SetOption(SOL_SOCKET, SO_SNDBUF, kBufferSize);
  SetOption(SOL_SOCKET, SO_RCVBUF, kBufferSize);
  SetOption(IPPROTO_SCTP, SCTP_NODELAY, int{1});
  SetOption(IPPROTO_SCTP, SCTP_RECVRCVINFO, int{1});
  sctp_initmsg streams = {};
  streams.sinit_num_ostreams = streams.sinit_max_instreams = kStreams;
  SetOption(IPPROTO_SCTP, SCTP_INITMSG, streams);
  sctp_rtoinfo timeouts = {SCTP_FUTURE_ASSOC, kRtoMs, kRtoMs, kRtoMs};
  SetOption(IPPROTO_SCTP, SCTP_RTOINFO, timeouts);
  Subscribe();
  if (settings.name == "auth") Authenticate();
  if (settings.name == "stream-reset") AllowReset();
  if (settings.remote_udp_port == 0) return;
  sctp_udpencaps encapsulation = {};
  encapsulation.sue_port = htons(settings.remote_udp_port);
  SetOption(IPPROTO_SCTP, SCTP_REMOTE_UDP_ENCAPS_PORT, encapsulation);
}

Socket::Socket(Socket&& other)
    : settings_(other.settings_), fd_(std::exchange(other.fd_, -1)) {}

Socket& Socket::operator=(Socket&& other) {
  std::swap(fd_, other.fd_);
  std::swap(partial_, other.partial_);
  return *this;
}

Socket::~Socket() {
  if (fd_ >= 0) close(fd_);
}

uint16_t Socket::Listen() {
  Bind(settings_.hosts, settings_.port);
  Require(listen(fd_, 1), "listen");
  sockaddr_in6 local;  // its port is where an IPv4 address has it
  socklen_t size = sizeof(local);
  Require(getsockname(fd_, reinterpret_cast<sockaddr*>(&local), &size),
          "getsockname");
  return ntohs(local.sin6_port);
}

sctp_assoc_t Socket::Connect() {
  if (!settings_.local_hosts.empty()) Bind(settings_.local_hosts, 0);
  std::string packed = PackAddresses(settings_.hosts, settings_.port);
  auto addresses = reinterpret_cast<sockaddr*>(packed.data());
  sctp_assoc_t association = 0;
  int count = static_cast<int>(settings_.hosts.size());
  Require(sctp_connectx(fd_, addresses, count, &association), "connectx");
  return association;
}

void Socket::Bind(const std::vector<std::string>& hosts, uint16_t port) {
  std::string packed = PackAddresses(hosts, port);
  auto addresses = reinterpret_cast<sockaddr*>(packed.data());
  int count = static_cast<int>(hosts.size());
  Require(sctp_bindx(fd_, addresses, count, SCTP_BINDX_ADD_ADDR), "bindx");
}

Event Socket::Receive() {
  std::vector<char> buffer(kReadSize);
  for (;;) {
    iovec part = {buffer.data(), buffer.size()};
    sctp_rcvinfo info = {};
    socklen_t info_size = sizeof(info);
    unsigned info_type = 0;
    int flags = 0;
    int size = Require(sctp_recvv(fd_, &part, 1, nullptr, nullptr, &info,
                                  &info_size, &info_type, &flags),
                       "recvv");
    std::string data(buffer.data(), static_cast<size_t>(size));
    if (flags & MSG_NOTIFICATION) return ParseNotification(data);
    partial_ += data;
    if (!(flags & MSG_EOR)) continue;
    Message message;
    message.data = std::exchange(partial_, "");
    message.stream = info.rcv_sid;
    message.ppid = SwapPpid(info.rcv_ppid);
    message.unordered = info.rcv_flags & SCTP_UNORDERED;
    message.ssn = info.rcv_ssn;
    message.association = info.rcv_assoc_id;
    return message;
  }
}

void Socket::Send(const Message& message) {
  sctp_sendv_spa parameters = {};
  Send(message, &parameters);
}

void Socket::SendForAWhile(const Message& message, uint32_t lifetime_ms) {
  sctp_sendv_spa parameters = {};
  parameters.sendv_flags = SCTP_SEND_PRINFO_VALID;
  parameters.sendv_prinfo.pr_policy = SCTP_PR_SCTP_TTL;
  parameters.sendv_prinfo.pr_value = lifetime_ms;
  Send(message, &parameters);
}

void Socket::Send(const Message& message, sctp_sendv_spa* parameters) {
  parameters->sendv_flags |= SCTP_SEND_SNDINFO_VALID;
  sctp_sndinfo& info = parameters->sendv_sndinfo;
  info.snd_sid = message.stream;
  info.snd_ppid = SwapPpid(message.ppid);
  info.snd_flags = message.unordered ? SCTP_UNORDERED : 0;
  info.snd_assoc_id = message.association;
  iovec part = {const_cast<char*>(message.data.data()), message.data.size()};
  Require(sctp_sendv(fd_, &part, 1, nullptr, 0, parameters, sizeof(*parameters),
                     SCTP_SENDV_SPA, 0),
          "sendv");
}

void Socket::ResetOutgoing(sctp_assoc_t association, uint16_t stream) {
  std::vector<uint8_t> bytes(sizeof(sctp_reset_streams) + sizeof(stream));
  auto reset = reinterpret_cast<sctp_reset_streams*>(bytes.data());
  reset->srs_assoc_id = association;
  reset->srs_flags = SCTP_STREAM_RESET_OUTGOING;
  reset->srs_number_streams = 1;
  reset->srs_stream_list[0] = stream;
  Require(setsockopt(fd_, IPPROTO_SCTP, SCTP_RESET_STREAMS, bytes.data(),
                     static_cast<socklen_t>(bytes.size())),
          "resetStreams");
}

void Socket::Shutdown(sctp_assoc_t association) {
  SendControl(association, SCTP_EOF, "");
}

void Socket::Abort(sctp_assoc_t association, const std::string& reason) {
  SendControl(association, SCTP_ABORT, reason);
}

Socket Socket::PeelOff(sctp_assoc_t association) {
  return Socket(settings_, Require(sctp_peeloff(fd_, association), "peeloff"));
}

int Socket::CountPaths(sctp_assoc_t association) {
  sockaddr* addresses = nullptr;
  int count = sctp_getpaddrs(fd_, association, &addresses);
  if (count > 0) sctp_freepaddrs(addresses);
  return std::max(count, 0);
}

template <typename T>
void Socket::SetOption(int level, int name, const T& value) {
  Require(setsockopt(fd_, level, name, &value, sizeof(value)), "setsockopt");
}

void Socket::Subscribe() {
  for (uint16_t type :
       {SCTP_ASSOC_CHANGE, SCTP_PEER_ADDR_CHANGE, SCTP_SEND_FAILED_EVENT,
        SCTP_REMOTE_ERROR, SCTP_SHUTDOWN_EVENT, SCTP_PARTIAL_DELIVERY_EVENT,
        SCTP_AUTHENTICATION_EVENT, SCTP_STREAM_RESET_EVENT}) {
    sctp_event event = {};
    event.se_assoc_id = SCTP_FUTURE_ASSOC;
    event.se_type = type;
    event.se_on = 1;
    SetOption(IPPROTO_SCTP, SCTP_EVENT, event);
  }
}

// Every DATA chunk, by a key of both sides.
void Socket::Authenticate() {
  sctp_assoc_value supported = {SCTP_FUTURE_ASSOC, 1};
  SetOption(IPPROTO_SCTP, SCTP_AUTH_SUPPORTED, supported);
  sctp_authchunk chunk = {0};  // DATA
  SetOption(IPPROTO_SCTP, SCTP_AUTH_CHUNK, chunk);
  std::vector<uint8_t> bytes(sizeof(sctp_authkey) + strlen(kSecret));
  auto key = reinterpret_cast<sctp_authkey*>(bytes.data());
  key->sca_keynumber = kKeyId;
  key->sca_keylength = static_cast<uint16_t>(strlen(kSecret));
  memcpy(key->sca_key, kSecret, strlen(kSecret));
  Require(setsockopt(fd_, IPPROTO_SCTP, SCTP_AUTH_KEY, bytes.data(),
                     static_cast<socklen_t>(bytes.size())),
          "authKey");
  sctp_authkeyid active = {};
  active.scact_keynumber = kKeyId;
  SetOption(IPPROTO_SCTP, SCTP_AUTH_ACTIVE_KEY, active);
}

void Socket::AllowReset() {
  sctp_assoc_value supported = {SCTP_FUTURE_ASSOC, 1};
  SetOption(IPPROTO_SCTP, SCTP_RECONFIG_SUPPORTED, supported);
  sctp_assoc_value allowed = {SCTP_FUTURE_ASSOC, SCTP_ENABLE_RESET_STREAM_REQ};
  SetOption(IPPROTO_SCTP, SCTP_ENABLE_STREAM_RESET, allowed);
}

void Socket::SendControl(sctp_assoc_t association, uint16_t flag,
                         const std::string& data) {
  sctp_sndinfo info = {};
  info.snd_assoc_id = association;
  info.snd_flags = flag;
  iovec part = {const_cast<char*>(data.data()), data.size()};
  Require(sctp_sendv(fd_, &part, data.empty() ? 0 : 1, nullptr, 0, &info,
                     sizeof(info), SCTP_SENDV_SNDINFO, 0),
          "sendv");
}

// The kernel passes it on as it is; RFC 9260 has it in network byte order.
uint32_t Socket::SwapPpid(uint32_t ppid) const {
  return settings_.ppid_in_host_order ? ppid : htonl(ppid);
}
