#include "peer.h"

#include <cerrno>
#include <cstring>

#include "../laws.h"

namespace {

std::vector<uint8_t> Pack(const std::vector<std::string>& addresses,
                          uint16_t port) {
  std::vector<uint8_t> packed;
  for (const std::string& text : addresses) {
    sockaddr_storage address = Address(text, port);
    auto* bytes = reinterpret_cast<uint8_t*>(&address);
    packed.insert(packed.end(), bytes, bytes + SizeOf(address));
  }
  return packed;
}

}  // namespace

Peer::Peer(std::vector<std::string> addresses, uint16_t port, UdpPort* udp,
           unsigned extensions) {
  sockaddr_storage first = Address(addresses[0]);
  socket = usrsctp_socket(first.ss_family, SOCK_SEQPACKET, IPPROTO_SCTP,
                          nullptr, nullptr, 0, nullptr);
  LAW(socket);
  usrsctp_set_non_blocking(socket, 1);
  sctp_stack_set_tag(socket, this);
  sctp_stack_set_port(socket, udp);
  LAW(sctp_stack_enable(socket, extensions) == 0);

  int on = 1;
  Option(SCTP_RECVRCVINFO, &on, sizeof(on));
  Option(SCTP_NODELAY, &on, sizeof(on));
  Subscribe(SCTP_ASSOC_CHANGE);
  Subscribe(SCTP_SEND_FAILED_EVENT);

  std::vector<uint8_t> packed = Pack(addresses, port);
  LAW(usrsctp_bindx(socket, reinterpret_cast<sockaddr*>(packed.data()),
                    static_cast<int>(addresses.size()),
                    SCTP_BINDX_ADD_ADDR) == 0);
}

Peer::~Peer() { Close(); }

void Peer::Listen() { LAW(usrsctp_listen(socket, 1) == 0); }

void Peer::Encapsulate(uint16_t port) {
  sctp_udpencaps encapsulation = {};
  encapsulation.sue_address.ss_family = AF_INET;
  encapsulation.sue_port = htons(port);
  Option(SCTP_REMOTE_UDP_ENCAPS_PORT, &encapsulation, sizeof(encapsulation));
}

sctp_assoc_t Peer::Connect(std::vector<std::string> addresses, uint16_t port) {
  std::vector<uint8_t> packed = Pack(addresses, port);
  sctp_assoc_t id = 0;
  int status =
      usrsctp_connectx(socket, reinterpret_cast<sockaddr*>(packed.data()),
                       static_cast<int>(addresses.size()), &id);
  LAW(status == 0 || errno == EINPROGRESS);
  return id;
}

int Peer::Send(sctp_assoc_t id, const std::string& text, uint16_t flags,
               uint32_t context) {
  sctp_sndinfo info = {};
  info.snd_assoc_id = id;
  info.snd_flags = flags;
  info.snd_context = context;
  ssize_t sent = usrsctp_sendv(socket, text.data(), text.size(), nullptr, 0,
                               &info, sizeof(info), SCTP_SENDV_SNDINFO, 0);
  sctp_stack_iterate();
  return sent < 0 ? -errno : static_cast<int>(sent);
}

void Peer::Drain() {
  for (;;) {
    std::vector<char> buffer(70000);
    sockaddr_storage from;
    socklen_t from_size = sizeof(from);
    Message message;
    socklen_t info_size = sizeof(message.info);
    unsigned info_type = 0;
    int flags = 0;
    ssize_t size = usrsctp_recvv(socket, buffer.data(), buffer.size(),
                                 Generic(&from), &from_size, &message.info,
                                 &info_size, &info_type, &flags);
    if (size <= 0) return;
    if (!(flags & MSG_NOTIFICATION)) {
      message.text.assign(buffer.data(), static_cast<size_t>(size));
      messages.push_back(message);
      continue;
    }
    sctp_notification notification;
    memcpy(&notification, buffer.data(),
           std::min(sizeof(notification), static_cast<size_t>(size)));
    if (notification.sn_header.sn_type == SCTP_SEND_FAILED_EVENT)
      failed.insert(notification.sn_send_failed_event.ssfe_info.snd_context);
    if (notification.sn_header.sn_type != SCTP_ASSOC_CHANGE) continue;
    const sctp_assoc_change& change = notification.sn_assoc_change;
    changes.push_back(change.sac_state);
    if (change.sac_state == SCTP_COMM_UP) association = change.sac_assoc_id;
    if (change.sac_state == SCTP_COMM_LOST ||
        change.sac_state == SCTP_CANT_STR_ASSOC)
      abort_reason.assign(buffer.data() + sizeof(change),
                          static_cast<size_t>(size) - sizeof(change));
  }
}

void Peer::Close() {
  if (!socket) return;
  sctp_stack_set_tag(socket, nullptr);
  usrsctp_close(socket);
  socket = nullptr;
  sctp_stack_iterate();
}

void Peer::Option(int name, const void* value, size_t size) {
  LAW(usrsctp_setsockopt(socket, IPPROTO_SCTP, name, value,
                         static_cast<socklen_t>(size)) == 0);
}

void Peer::Subscribe(uint16_t type) {
  sctp_event event = {};
  event.se_assoc_id = SCTP_FUTURE_ASSOC;
  event.se_type = type;
  event.se_on = 1;
  Option(SCTP_EVENT, &event, sizeof(event));
}

bool Peer::WasTold(int events) const {
  for (const Wire::Readiness& ready : Wire::Get()->readiness)
    if (ready.tag == this && ready.events & events) return true;
  return false;
}
