#include "userspace/userspace_socket.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>
#include <vector>

#include "userspace/host_address.h"
#include "userspace/numbers.h"
#include "userspace/stack/stack.h"
#include "userspace/translate.h"

namespace sctp {
namespace userspace {

namespace {

// RFC 6951 section 5.1.
constexpr uint16_t kEncapsulationPort = 9899;

// What the environment says of it, which lib/open.ts has looked at.
std::optional<uint16_t> PortOfEnvironment() {
  const char* text = getenv("SCTP_UDP_PORT");
  if (text == nullptr) return std::nullopt;
  return static_cast<uint16_t>(strtol(text, nullptr, 10));
}

class SocketOptionCalls final : public OptionCalls {
 public:
  explicit SocketOptionCalls(struct socket* socket) : socket_(socket) {}
  int Get(int level, int name, void* value, socklen_t* size) override {
    return usrsctp_getsockopt(socket_, level, name, value, size);
  }
  int Set(int level, int name, const void* value, socklen_t size) override {
    return usrsctp_setsockopt(socket_, level, name, value, size);
  }

 private:
  struct socket* socket_;
};

template <typename T>
bool SetValue(struct socket* socket, int name, const T& value) {
  return usrsctp_setsockopt(socket, IPPROTO_SCTP, name, &value,
                            sizeof(value)) == 0;
}

// What every socket needs before anything else is done with it.
Status Prepare(struct socket* socket, const SocketOptions& options) {
  bool ok = usrsctp_set_non_blocking(socket, 1) == 0 &&
            SetValue(socket, SCTP_RECVRCVINFO, 1);
  if (ok && options.family == AF_INET6) {
    // IPv4 peers of an IPv6 socket keep their own addresses (gotcha D.48).
    ok = SetValue(socket, SCTP_I_WANT_MAPPED_V4_ADDR, 0);
    if (options.ipv6_only) sctp_stack_set_v6only(socket);
  }
  return ok ? Status::Ok() : Status::FromErrno("setsockopt");
}

// Which value of peerAddressParameters has its flags.
constexpr size_t kFlagsOfPath = 4;

// All paths are a wildcard to these options, and no address to the others.
OptionRequest WithAddress(OptionRequest request) {
  bool is_of_paths = request.id == kOption_remoteUdpEncapsulationPort ||
                     request.id == kOption_peerAddressParameters ||
                     request.id == kOption_peerAddressThresholds;
  if (is_of_paths && request.address.empty())
    Address::Parse("0.0.0.0", 0, &request.address);
  return request;
}

// usrsctp says EINVAL where it is not negotiated, as of wrong addresses.
bool HasAsconf(struct socket* socket, sctp_assoc_t id) {
  sctp_assoc_value value = {id, 0};
  socklen_t size = sizeof(value);
  return usrsctp_getsockopt(socket, IPPROTO_SCTP, SCTP_ASCONF_SUPPORTED, &value,
                            &size) == 0 &&
         value.assoc_value != 0;
}

// What keeps a reset of RFC 6525 waiting: messages, or another one.
Status AsLinux(Status status) {
  if (status.value == -EBUSY) return {-EAGAIN, status.syscall};
  if (status.value == -EALREADY) return {-EINPROGRESS, status.syscall};
  return status;
}

// As connect() says where no route leads to any of them: to the stack it would
// be one lost packet after the other. Where the endpoint has chosen its own
// addresses, routes may go by these (RFC 1122 section 3.3.4.2).
int Unreachable(struct socket* socket, const AddressList& peer) {
  if (!sctp_stack_is_at_all_addresses(socket)) return 0;
  int error = 0;
  for (const Address& address : peer) {
    sockaddr_storage source;
    error = sctp_stack_route(nullptr, address.data(), &source);
    if (error == 0) return 0;
  }
  return error;
}

int Bindx(struct socket* socket, const Address& address, int flags) {
  return WithHostAddress(address, [&] {
    return usrsctp_bindx(socket, const_cast<sockaddr*>(address.data()), 1,
                         flags);
  });
}

}  // namespace

// static
Status UserspaceSocket::Make(const SocketOptions& options, EngineThread* thread,
                             ReadyQueue* queue, SocketDelegate* delegate,
                             std::unique_ptr<Socket>* result) {
  EngineThread::Hold hold(thread);
  MessageSocket socket;
  socket.host_byte_order = options.host_byte_order;
  socket.socket = usrsctp_socket(options.family, SOCK_SEQPACKET, IPPROTO_SCTP,
                                 nullptr, nullptr, 0, nullptr);
  if (socket.socket == nullptr) return Status::FromErrno("socket");
  Status status = Prepare(socket.socket, options);
  if (status.ok()) status = queue->Add();
  if (!status.ok()) {
    usrsctp_close(socket.socket);
    return status;
  }
  result->reset(new UserspaceSocket(socket, thread, queue, delegate));
  return status;
}

UserspaceSocket::UserspaceSocket(const MessageSocket& socket,
                                 EngineThread* thread, ReadyQueue* queue,
                                 SocketDelegate* delegate)
    : ReadyTarget(queue),
      socket_(socket),
      thread_(thread),
      delegate_(delegate) {
  wanted_ = SCTP_STACK_READABLE;
  sctp_stack_set_tag(socket_.socket, static_cast<ReadyTarget*>(this));
}

UserspaceSocket::~UserspaceSocket() {
  if (was_destroyed_ != nullptr) *was_destroyed_ = true;
  Ref(false);
  EngineThread::Hold hold(thread_);
  thread_->listeners()->Remove(socket_.socket);
  sctp_stack_set_tag(socket_.socket, nullptr);
  DiscardNotifications(socket_.socket);
  usrsctp_close(socket_.socket);
  if (port_ != nullptr) thread_->LeavePort(port_);
  queue_->Remove(this);
}

Status UserspaceSocket::Bind(const AddressList& addresses) {
  EngineThread::Hold hold(thread_);
  is_at_any_port_ = addresses[0].port() == 0;
  const Address& first = addresses[0];
  const char* syscall = addresses.size() == 1 ? "bind" : "bindx";
  int bound = WithHostAddress(first, [&] {
    return usrsctp_bind(socket_.socket, const_cast<sockaddr*>(first.data()),
                        first.size());
  });
  if (bound != 0) return Status::FromErrno(syscall);
  return ChangeAddresses({addresses.begin() + 1, addresses.end()},
                         SCTP_BINDX_ADD_ADDR);
}

Status UserspaceSocket::BindAdd(const AddressList& addresses) {
  EngineThread::Hold hold(thread_);
  return ChangeAddresses(addresses, SCTP_BINDX_ADD_ADDR);
}

Status UserspaceSocket::BindRemove(const AddressList& addresses) {
  EngineThread::Hold hold(thread_);
  AddressList bound;
  if (AddressesOf(socket_.socket, 0, &bound) &&
      bound.size() <= addresses.size())
    return Status::Failed(EBUSY, "bindx");
  return ChangeAddresses(addresses, SCTP_BINDX_REM_ADDR);
}

// All of them or none.
Status UserspaceSocket::ChangeAddresses(const AddressList& addresses,
                                        int flags) {
  for (size_t i = 0; i < addresses.size(); i++) {
    if (Bindx(socket_.socket, addresses[i], flags) == 0) continue;
    Status failed = Status::FromErrno("bindx");
    int undo = flags == SCTP_BINDX_ADD_ADDR ? SCTP_BINDX_REM_ADDR
                                            : SCTP_BINDX_ADD_ADDR;
    while (i-- > 0) Bindx(socket_.socket, addresses[i], undo);
    return failed;
  }
  return Status::Ok();
}

Status UserspaceSocket::Listen(int backlog) {
  EngineThread::Hold hold(thread_);
  if (backlog > 0) {
    Status chosen = ChoosePort(true);
    if (!chosen.ok()) return {chosen.value, "listen"};
  }
  if (usrsctp_listen(socket_.socket, backlog) != 0)
    return Status::FromErrno("listen");
  if (backlog > 0)
    thread_->listeners()->Add(socket_.socket, port_);
  else
    thread_->listeners()->Remove(socket_.socket);
  return Status::Ok();
}

Status UserspaceSocket::Connect(const AddressList& addresses) {
  EngineThread::Hold hold(thread_);
  LearnInterfaces();
  for (const Address& address : addresses) LearnPeer(address);
  int unreachable = Unreachable(socket_.socket, addresses);
  if (unreachable != 0) return Status::Failed(unreachable, "connectx");
  Status chosen = ChoosePort(false);
  if (!chosen.ok()) return {chosen.value, "connectx"};
  uint16_t remote = remote_port_ ? *remote_port_ : RemotePort(addresses[0]);
  sctp_udpencaps encapsulation = {};
  encapsulation.sue_address.ss_family = AF_INET;
  encapsulation.sue_port = htons(remote);
  if (!SetValue(socket_.socket, SCTP_REMOTE_UDP_ENCAPS_PORT, encapsulation))
    return Status::FromErrno("connectx");

  std::vector<uint8_t> bytes = Pack(addresses);
  sctp_assoc_t id = 0;
  if (usrsctp_connectx(socket_.socket,
                       reinterpret_cast<const sockaddr*>(bytes.data()),
                       static_cast<int>(addresses.size()), &id) != 0 &&
      errno != EINPROGRESS)
    return Status::FromErrno("connectx");
  return Status::Ok(static_cast<int>(id));
}

Status UserspaceSocket::PeelOff(AssociationId id, SocketDelegate* delegate,
                                std::unique_ptr<Socket>* result) {
  EngineThread::Hold hold(thread_);
  MessageSocket target = socket_;
  target.socket =
      usrsctp_peeloff(socket_.socket, static_cast<sctp_assoc_t>(id));
  if (target.socket == nullptr) return Status::FromErrno("peeloff");
  Status added = queue_->Add();
  if (!added.ok()) {
    usrsctp_close(target.socket);
    return added;
  }
  auto* peeled = new UserspaceSocket(target, thread_, queue_, delegate);
  if (port_ != nullptr) peeled->SetPort(port_);
  result->reset(peeled);
  return Status::Ok();
}

// An endpoint keeps the UDP port that it has once begun with.
Status UserspaceSocket::ChoosePort(bool listens) {
  if (port_ != nullptr) return Status::Ok();
  UdpPort* port;
  Status status;
  std::optional<uint16_t> number = local_port_;
  if (!number && listens) number = PortOfEnvironment();
  // Who listens wherever there is a port free has to tell its peers anyway.
  if (!number && listens && !is_at_any_port_) number = kEncapsulationPort;
  status =
      number ? thread_->GetPort(*number, &port) : thread_->GetSharedPort(&port);
  if (status.ok())
    SetPort(port);
  else
    local_port_ = number;  // for who wants to know which it was
  return status;
}

void UserspaceSocket::SetPort(UdpPort* port) {
  port_ = port;
  thread_->UsePort(port);
  sctp_stack_set_port(socket_.socket, port);
}

uint16_t UserspaceSocket::RemotePort(const Address& peer) const {
  const UdpPort* port = thread_->listeners()->FindPort(peer);
  if (port != nullptr) return port->number();
  return PortOfEnvironment().value_or(kEncapsulationPort);
}

Status UserspaceSocket::Receive(ReceiveBatch* batch) {
  EngineThread::Hold hold(thread_);
  Status status = ReceiveMessages(socket_, batch);
  if (batch->drained) {
    noted_ &= ~SCTP_STACK_READABLE;
    is_readable_ = false;
  }
  return status;
}

size_t UserspaceSocket::Transmit(TransmitBatch* batch) {
  EngineThread::Hold hold(thread_);
  size_t accepted = TransmitMessages(socket_, batch);
  // What comes from here on is room that was not there.
  if (accepted < batch->count) {
    const TransmitDescriptor& refused = batch->descriptors[accepted];
    blocked_.push_back({static_cast<uint32_t>(refused.associationId),
                        batch->body(refused).size});
    wanted_ |= SCTP_STACK_WRITABLE;
    noted_ &= ~SCTP_STACK_WRITABLE;
    is_writable_ = false;
  }
  return accepted;
}

Status UserspaceSocket::Shutdown(AssociationId id) {
  EngineThread::Hold hold(thread_);
  return SendRequest(socket_.socket, id, SCTP_EOF, {});
}

Status UserspaceSocket::Abort(AssociationId id, Bytes reason) {
  EngineThread::Hold hold(thread_);
  Status status = SendRequest(socket_.socket, id, SCTP_ABORT, reason);
  // The only state in which that is wrong.
  if (status.value != -EINVAL) return status;
  int error = sctp_stack_abort_setup(socket_.socket, static_cast<uint32_t>(id));
  return error == 0 ? Status::Ok() : Status::Failed(error, "sendmsg");
}

Status UserspaceSocket::GetOption(const OptionRequest& request,
                                  OptionValues* values) {
  EngineThread::Hold hold(thread_);
  bool is_remote = request.id == kOption_remoteUdpEncapsulationPort &&
                   request.association_id == 0;
  if (is_remote || request.id == kOption_localUdpEncapsulationPort) {
    int number = is_remote          ? remote_port_.value_or(0)
                 : port_ == nullptr ? local_port_.value_or(0)
                                    : port_->number();
    *values = {{OptionValue::Type::kNumber, static_cast<double>(number), {}}};
    return Status::Ok();
  }
  SocketOptionCalls calls(socket_.socket);
  return userspace::GetOption(WithAddress(request), socket_.host_byte_order,
                              &calls, values);
}

Status UserspaceSocket::SetOption(const OptionRequest& request,
                                  const OptionValues& values) {
  EngineThread::Hold hold(thread_);
  if (request.id == kOption_localUdpEncapsulationPort)
    return SetLocalPort(values);
  if (request.id == kOption_remoteUdpEncapsulationPort &&
      request.association_id == 0)
    return SetRemotePort(values);
  if (request.id == kOption_defaultPartialReliability)
    socket_.has_default_policy = true;
  // The stack would overlook it.
  if (request.id == kOption_peerAddressParameters && request.address.empty() &&
      values.size() > kFlagsOfPath &&
      static_cast<int>(values[kFlagsOfPath].number) & kPath_heartbeatDemand)
    return Status::Failed(EINVAL, "setsockopt");
  SocketOptionCalls calls(socket_.socket);
  Status status = userspace::SetOption(WithAddress(request),
                                       socket_.host_byte_order, &calls, values);
  auto association = static_cast<uint32_t>(request.association_id);
  if (request.id == kOption_primaryAddress && status.ok())
    sctp_stack_tell_primary(socket_.socket, association);
  if (request.id == kOption_peerPrimaryAddress && status.value == -EINVAL &&
      !HasAsconf(socket_.socket, association))
    return {-EPERM, status.syscall};
  return AsLinux(status);
}

Status UserspaceSocket::SetLocalPort(const OptionValues& values) {
  if (values.size() != 1 || port_ != nullptr)
    return Status::Failed(EINVAL, "setsockopt");
  local_port_ = static_cast<uint16_t>(values[0].number);
  return Status::Ok();
}

// Each association gets it when it begins.
Status UserspaceSocket::SetRemotePort(const OptionValues& values) {
  if (values.size() != 1) return Status::Failed(EINVAL, "setsockopt");
  remote_port_.reset();
  if (values[0].number > 0)
    remote_port_ = static_cast<uint16_t>(values[0].number);
  return Status::Ok();
}

Status UserspaceSocket::LocalAddresses(AssociationId id, AddressList* result) {
  EngineThread::Hold hold(thread_);
  auto association = static_cast<uint32_t>(id);
  if (!AddressesOf(socket_.socket, association, result))
    return Status::FromErrno("getladdrs");
  // First the one that it uses.
  sockaddr_storage source;
  if (id == 0 || !sctp_stack_source(socket_.socket, association, &source))
    return Status::Ok();
  Address used;
  Address::FromSockaddr(&source, sizeof(source), &used);
  auto is_used = [&](const Address& one) { return one.host() == used.host(); };
  std::stable_partition(result->begin(), result->end(), is_used);
  return Status::Ok();
}

Status UserspaceSocket::PeerAddresses(AssociationId id, AddressList* result) {
  EngineThread::Hold hold(thread_);
  sockaddr* addresses;
  int count = usrsctp_getpaddrs(socket_.socket, static_cast<sctp_assoc_t>(id),
                                &addresses);
  if (count < 0) return Status::FromErrno("getpaddrs");
  auto size = static_cast<size_t>(count);
  *result = Unpack(reinterpret_cast<const uint8_t*>(addresses),
                   size * sizeof(sockaddr_in6), size);
  usrsctp_freepaddrs(addresses);
  return Status::Ok();
}

Status UserspaceSocket::AssociationAt(const Address& peer) {
  EngineThread::Hold hold(thread_);
  sctp_assoc_t id =
      usrsctp_getassocid(socket_.socket, const_cast<sockaddr*>(peer.data()));
  return id == 0 ? Status::Failed(EINVAL, "getsockopt")
                 : Status::Ok(static_cast<int>(id));
}

void UserspaceSocket::WatchReadable(bool on) {
  watches_readable_ = on;
  if (on && is_readable_) queue_->Schedule(this);
}

void UserspaceSocket::WatchWritable() {
  watches_writable_ = true;
  if (is_writable_) queue_->Schedule(this);
}

void UserspaceSocket::Ref(bool on) {
  if (std::exchange(is_referenced_, on) != on) queue_->Ref(on);
}

// Those that find no room again say so again.
void UserspaceSocket::ForgetBlocked() {
  EngineThread::Hold hold(thread_);
  blocked_.clear();
  wanted_ &= ~SCTP_STACK_WRITABLE;
}

// Half of the space, lest every acknowledgement wake JavaScript.
bool UserspaceSocket::HasRoom() const {
  size_t all = sctp_stack_send_space(socket_.socket, 0);
  for (const Blocked& one : blocked_) {
    size_t space = sctp_stack_send_space(socket_.socket, one.association_id);
    if (space >= std::min(all, std::max(all / 2, one.size))) return true;
  }
  return blocked_.empty();
}

void UserspaceSocket::OnReady(int events) {
  if (events & SCTP_STACK_READABLE) is_readable_ = true;
  if (events & SCTP_STACK_WRITABLE) is_writable_ = true;
  bool was_destroyed = false;
  was_destroyed_ = &was_destroyed;
  // Reading first: how an association ended says more than the error of a send.
  if (watches_readable_ && is_readable_) delegate_->OnReadable();
  if (was_destroyed) return;
  if (watches_writable_ && is_writable_) {
    watches_writable_ = false;
    is_writable_ = false;
    ForgetBlocked();
    delegate_->OnWritable();
  }
  if (was_destroyed) return;
  was_destroyed_ = nullptr;
  if (watches_readable_ && is_readable_) queue_->Schedule(this);
}

}  // namespace userspace
}  // namespace sctp
