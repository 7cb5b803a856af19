#include "endpoint.h"

#include <cstring>

namespace {

// Missing from usrsctp.h.
#ifndef SCTP_INTERLEAVING_SUPPORTED
#define SCTP_INTERLEAVING_SUPPORTED 0x1206
#endif

constexpr uint16_t kPorts[] = {0, 5000, 6000};  // by host
UdpPort udp_ports[] = {{0}, {9001}, {9002}};

int Other(int host) { return 3 - host; }

}  // namespace

Traits::Traits(Random* random, const Settings& settings) {
  ipv6 = random->OneIn(6);
  several_addresses = random->OneIn(2);
  interleaved = random->OneIn(3);
  authenticated = !random->OneIn(3);
  authenticated_data = authenticated && random->OneIn(5);
  partially_reliable = !random->OneIn(4);
  largest_fragment =
      random->OneIn(4) ? static_cast<uint32_t>(random->Between(100, 600)) : 0;
  auto chosen = static_cast<unsigned>(random->Below(16));
  extensions = settings.extensions ? chosen : 0;
}

Endpoint::Endpoint(Random* random, const Traits& traits, int host, Tally* tally)
    : random_(random), traits_(traits), host_(host), tally_(tally) {}

void Endpoint::Open() {
  associations_.clear();
  Wire::Get()->Open(&udp_ports[host_]);
  socket_ = usrsctp_socket(traits_.ipv6 ? AF_INET6 : AF_INET, SOCK_SEQPACKET,
                           IPPROTO_SCTP, nullptr, nullptr, 0, nullptr);
  LAW(socket_);
  usrsctp_set_non_blocking(socket_, 1);
  sctp_stack_set_tag(socket_, this);
  sctp_stack_set_port(socket_, &udp_ports[host_]);
  Configure();
  sockaddr_storage address = AddressOf(host_, 1);
  // In vain where an association of a former life still has the port.
  usrsctp_bind(socket_, Generic(&address), SizeOf(address));
  if (!traits_.several_addresses) return;
  address = AddressOf(host_, 2);
  usrsctp_bindx(socket_, Generic(&address), 1, SCTP_BINDX_ADD_ADDR);
}

void Endpoint::Configure() {
  int on = 1;
  Set(SCTP_RECVRCVINFO, &on, sizeof(on));
  if (random_->OneIn(2)) Set(SCTP_NODELAY, &on, sizeof(on));
  SetValue(SCTP_PR_SUPPORTED, traits_.partially_reliable);
  SetValue(SCTP_AUTH_SUPPORTED, traits_.authenticated);
  sctp_stack_enable(socket_, traits_.extensions);
  if (traits_.interleaved) {
    int interleave = 2;
    Set(SCTP_FRAGMENT_INTERLEAVE, &interleave, sizeof(interleave));
    SetValue(SCTP_INTERLEAVING_SUPPORTED, 1);
  }
  if (traits_.authenticated_data) {
    sctp_authchunk data = {};
    Set(SCTP_AUTH_CHUNK, &data, sizeof(data));
  }
  for (uint16_t type = SCTP_ASSOC_CHANGE; type <= SCTP_SEND_FAILED_EVENT;
       type++) {
    sctp_event event = {};
    event.se_assoc_id = SCTP_FUTURE_ASSOC;
    event.se_type = type;
    event.se_on = 1;
    Set(SCTP_EVENT, &event, sizeof(event));
  }
  sctp_rtoinfo timeouts = {};
  timeouts.srto_initial = 200;
  timeouts.srto_max = 1000;
  timeouts.srto_min = 50;
  Set(SCTP_RTOINFO, &timeouts, sizeof(timeouts));
  sctp_assocparams limits = {};
  limits.sasoc_asocmaxrxt = 4;
  limits.sasoc_cookie_life = 60000;
  Set(SCTP_ASSOCINFO, &limits, sizeof(limits));
  sctp_paddrparams path = {};
  path.spp_address.ss_family = traits_.ipv6 ? AF_INET6 : AF_INET;
  path.spp_hbinterval = 500;
  path.spp_flags = SPP_HB_ENABLE;
  path.spp_pathmaxrxt = 2;
  Set(SCTP_PEER_ADDR_PARAMS, &path, sizeof(path));
  sctp_initmsg init = {10, 10, 4, 500};
  Set(SCTP_INITMSG, &init, sizeof(init));
  if (random_->OneIn(3))
    SetValue(SCTP_PLUGGABLE_SS, static_cast<uint32_t>(random_->Below(6)));
  if (traits_.largest_fragment) SetValue(SCTP_MAXSEG, traits_.largest_fragment);

  int receive = random_->OneIn(3)
                    ? static_cast<int>(random_->Between(8192, 16000))
                    : 65536;
  int send = random_->OneIn(3) ? 16384 : 131072;
  usrsctp_setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive, sizeof(receive));
  usrsctp_setsockopt(socket_, SOL_SOCKET, SO_SNDBUF, &send, sizeof(send));
  sctp_udpencaps encapsulation = {};
  encapsulation.sue_address.ss_family = traits_.ipv6 ? AF_INET6 : AF_INET;
  encapsulation.sue_port = htons(udp_ports[Other(host_)].number);
  Set(SCTP_REMOTE_UDP_ENCAPS_PORT, &encapsulation, sizeof(encapsulation));
}

void Endpoint::Connect(size_t addresses) {
  std::vector<uint8_t> packed;
  for (size_t network = 1; network <= addresses; network++) {
    sockaddr_storage address = AddressOf(Other(host_), network);
    auto* bytes = reinterpret_cast<uint8_t*>(&address);
    packed.insert(packed.end(), bytes, bytes + SizeOf(address));
  }
  sctp_assoc_t id = 0;
  usrsctp_connectx(socket_, reinterpret_cast<sockaddr*>(packed.data()),
                   static_cast<int>(addresses), &id);
  if (id) associations_.push_back(id);
}

void Endpoint::Act() {
  if (!socket_) return;
  struct socket* socket = SomeSocket();
  switch (random_->Below(16)) {
    case 0:
      ResetStreams(socket);
      break;
    case 1:
      AddStreams(socket);
      break;
    case 2:
      if (random_->OneIn(3)) {
        sctp_assoc_t id = SomeAssociation();
        Set(SCTP_RESET_ASSOC, &id, sizeof(id));
      }
      break;
    case 3:
      ChangeAddress();
      break;
    case 4:
      ChangePath(socket);
      break;
    case 5:
      if (random_->OneIn(8)) usrsctp_shutdown(socket, SHUT_WR);
      break;
    case 6:
      if (random_->OneIn(4) && host_ == 2) Connect(1);
      break;
    case 7:
      if (random_->OneIn(4)) PeelOff();
      break;
    default:
      Send(socket);
  }
  sctp_stack_iterate();
}

void Endpoint::Send(struct socket* socket) {
  static const std::string contents(20000, 'x');
  sctp_sendv_spa how = {};
  how.sendv_flags = SCTP_SEND_SNDINFO_VALID;
  how.sendv_sndinfo.snd_assoc_id = SomeAssociation();
  how.sendv_sndinfo.snd_sid = static_cast<uint16_t>(random_->Below(12));
  how.sendv_sndinfo.snd_ppid = static_cast<uint32_t>(random_->Next());
  uint16_t* flags = &how.sendv_sndinfo.snd_flags;
  if (random_->OneIn(3)) *flags |= SCTP_UNORDERED;
  if (random_->OneIn(60)) *flags |= SCTP_EOF;
  if (random_->OneIn(120)) *flags |= SCTP_ABORT;
  if (random_->OneIn(60)) *flags |= SCTP_SENDALL;
  if (traits_.partially_reliable && random_->OneIn(2)) {
    constexpr uint16_t kPolicies[] = {SCTP_PR_SCTP_TTL, SCTP_PR_SCTP_RTX,
                                      SCTP_PR_SCTP_BUF};
    how.sendv_flags |= SCTP_SEND_PRINFO_VALID;
    how.sendv_prinfo.pr_policy = kPolicies[random_->Below(3)];
    how.sendv_prinfo.pr_value =
        static_cast<uint32_t>(how.sendv_prinfo.pr_policy == SCTP_PR_SCTP_TTL
                                  ? random_->Between(1, 300)
                                  : random_->Below(3));
  }
  size_t size = random_->Between(
      1, random_->OneIn(3) ? random_->OneIn(4) ? 20000 : 3000 : 200);
  if (usrsctp_sendv(socket, contents.data(), size, nullptr, 0, &how,
                    sizeof(how), SCTP_SENDV_SPA, 0) > 0)
    tally_->sent++;
}

void Endpoint::ResetStreams(struct socket* socket) {
  uint16_t room[32] = {};
  auto* reset = reinterpret_cast<sctp_reset_streams*>(room);
  reset->srs_assoc_id = SomeAssociation();
  reset->srs_flags = static_cast<uint16_t>(random_->Between(1, 3));
  reset->srs_number_streams = static_cast<uint16_t>(random_->Below(4));
  for (int i = 0; i < reset->srs_number_streams; i++)
    reset->srs_stream_list[i] = static_cast<uint16_t>(random_->Below(12));
  usrsctp_setsockopt(
      socket, IPPROTO_SCTP, SCTP_RESET_STREAMS, reset,
      static_cast<socklen_t>(sizeof(*reset) + 2u * reset->srs_number_streams));
}

void Endpoint::AddStreams(struct socket* socket) {
  sctp_add_streams add = {};
  add.sas_assoc_id = SomeAssociation();
  auto count = static_cast<uint16_t>(random_->Below(5));
  (random_->OneIn(2) ? add.sas_outstrms : add.sas_instrms) = count;
  usrsctp_setsockopt(socket, IPPROTO_SCTP, SCTP_ADD_STREAMS, &add, sizeof(add));
}

void Endpoint::ChangeAddress() {
  sockaddr_storage address = AddressOf(host_, random_->Between(2, 3));
  usrsctp_bindx(socket_, Generic(&address), 1,
                random_->OneIn(3) ? SCTP_BINDX_REM_ADDR : SCTP_BINDX_ADD_ADDR);
}

void Endpoint::ChangePath(struct socket* socket) {
  sctp_assoc_t id = SomeAssociation();
  size_t network = random_->Between(1, 3);
  sockaddr_storage theirs = AddressOf(Other(host_), network);
  sockaddr_storage ours = AddressOf(host_, network);
  switch (random_->Below(3)) {
    case 0: {
      sctp_setpeerprim primary = {};
      primary.sspp_assoc_id = id;
      memcpy(&primary.sspp_addr, &ours, SizeOf(ours));
      usrsctp_setsockopt(socket, IPPROTO_SCTP, SCTP_SET_PEER_PRIMARY_ADDR,
                         &primary, sizeof(primary));
      break;
    }
    case 1: {
      sctp_setprim primary = {};
      primary.ssp_assoc_id = id;
      memcpy(&primary.ssp_addr, &theirs, SizeOf(theirs));
      usrsctp_setsockopt(socket, IPPROTO_SCTP, SCTP_PRIMARY_ADDR, &primary,
                         sizeof(primary));
      break;
    }
    default: {
      sctp_paddrparams path = {};
      path.spp_assoc_id = id;
      memcpy(&path.spp_address, &theirs, SizeOf(theirs));
      path.spp_flags = SPP_HB_DEMAND;
      usrsctp_setsockopt(socket, IPPROTO_SCTP, SCTP_PEER_ADDR_PARAMS, &path,
                         sizeof(path));
    }
  }
}

void Endpoint::PeelOff() {
  if (associations_.empty() || peeled_off_.size() == 4) return;
  struct socket* own = usrsctp_peeloff(socket_, SomeAssociation());
  if (!own) return;
  usrsctp_set_non_blocking(own, 1);
  sctp_stack_set_tag(own, this);
  peeled_off_.push_back(own);
}

void Endpoint::Drain() {
  if (!socket_) return;
  Drain(socket_);
  for (struct socket* own : peeled_off_) Drain(own);
}

void Endpoint::Drain(struct socket* socket) {
  static std::vector<uint8_t> buffer(70000);
  for (int messages = 0; messages < 200; messages++) {
    sockaddr_storage from;
    socklen_t from_size = sizeof(from);
    sctp_rcvinfo info;
    socklen_t info_size = sizeof(info);
    unsigned info_type = 0;
    int flags = 0;
    size_t room = random_->OneIn(4) ? random_->Between(1, 3000) : buffer.size();
    ssize_t size =
        usrsctp_recvv(socket, buffer.data(), room, Generic(&from), &from_size,
                      &info, &info_size, &info_type, &flags);
    if (size <= 0) return;
    if (!(flags & MSG_NOTIFICATION)) {
      if (flags & MSG_EOR) tally_->received++;
      continue;
    }
    auto* notification = reinterpret_cast<sctp_notification*>(buffer.data());
    const sctp_assoc_change& change = notification->sn_assoc_change;
    if (change.sac_type != SCTP_ASSOC_CHANGE ||
        change.sac_state != SCTP_COMM_UP)
      continue;
    tally_->associations++;
    if (associations_.size() < 8) associations_.push_back(change.sac_assoc_id);
  }
}

void Endpoint::Close() {
  if (!socket_) return;
  bool abort = random_->OneIn(2);
  peeled_off_.push_back(socket_);
  for (struct socket* own : peeled_off_) {
    linger now = {1, 0};
    if (abort)
      usrsctp_setsockopt(own, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    sctp_stack_set_tag(own, nullptr);
    usrsctp_close(own);
  }
  peeled_off_.clear();
  socket_ = nullptr;
  sctp_stack_iterate();
}

void Endpoint::Set(int name, const void* value, size_t size) {
  usrsctp_setsockopt(socket_, IPPROTO_SCTP, name, value,
                     static_cast<socklen_t>(size));
}

void Endpoint::SetValue(int name, uint32_t value) {
  sctp_assoc_value all = {SCTP_FUTURE_ASSOC, value};
  Set(name, &all, sizeof(all));
}

sockaddr_storage Endpoint::AddressOf(int host, size_t network) const {
  std::string net = std::to_string(network);
  std::string own = std::to_string(host);
  return Address(
      traits_.ipv6 ? "fd0" + net + "::" + own : "10." + net + ".0." + own,
      kPorts[host]);
}

sctp_assoc_t Endpoint::SomeAssociation() {
  if (associations_.empty()) return 0;
  if (!random_->OneIn(5)) return associations_.back();
  return associations_[random_->Below(associations_.size())];
}

struct socket* Endpoint::SomeSocket() {
  size_t which = random_->Below(peeled_off_.size() + 1);
  return which == peeled_off_.size() ? socket_ : peeled_off_[which];
}
