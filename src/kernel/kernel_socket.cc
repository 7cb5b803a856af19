#include "kernel/kernel_socket.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "kernel/linux_sctp.h"
#include "kernel/translate.h"

namespace sctp {
namespace kernel {

namespace {

// How soon a send is tried again where EPOLLOUT cannot tell: long enough for a
// round trip in a data centre, short enough to keep 200 KB of buffer busy at
// 100 MB/s.
constexpr uint64_t kRetryMilliseconds = 2;

// Addresses of one association or endpoint; more are asked for again.
constexpr size_t kFirstAddressBytes = 4096;
constexpr size_t kMaxAddressBytes = 1024 * 1024;

class SocketOptionCalls final : public OptionCalls {
 public:
  explicit SocketOptionCalls(int fd) : fd_(fd) {}
  int Get(int level, int name, void* value, socklen_t* size) override {
    return getsockopt(fd_, level, name, value, size);
  }
  int Set(int level, int name, const void* value, socklen_t size) override {
    return setsockopt(fd_, level, name, value, size);
  }

 private:
  int fd_;
};

Status Bindx(int fd, int option, const AddressList& addresses) {
  std::vector<uint8_t> bytes = Pack(addresses);
  if (setsockopt(fd, IPPROTO_SCTP, option, bytes.data(),
                 static_cast<socklen_t>(bytes.size())) != 0)
    return Status::FromErrno("bindx");
  return Status::Ok();
}

// Returns a descriptor. So do the system calls, where others return 0.
Status PeelOffDescriptor(int fd, AssociationId id) {
  sctp_peeloff_flags_arg_t with_flags = {};
  with_flags.p_arg.associd = id;
  with_flags.flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
  socklen_t size = sizeof(with_flags);
  if (getsockopt(fd, IPPROTO_SCTP, SCTP_SOCKOPT_PEELOFF_FLAGS, &with_flags,
                 &size) >= 0)
    return Status::Ok(with_flags.p_arg.sd);
  // Linux before 4.13.
  if (errno != ENOPROTOOPT) return Status::FromErrno("peeloff");

  sctp_peeloff_arg_t plain = {};
  plain.associd = id;
  size = sizeof(plain);
  if (getsockopt(fd, IPPROTO_SCTP, SCTP_SOCKOPT_PEELOFF, &plain, &size) < 0)
    return Status::FromErrno("peeloff");
  Descriptor descriptor(plain.sd);
  if (fcntl(plain.sd, F_SETFD, FD_CLOEXEC) != 0 ||
      fcntl(plain.sd, F_SETFL, O_NONBLOCK) != 0)
    return Status::FromErrno("fcntl");
  return Status::Ok(descriptor.Release());
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

// static
Status KernelSocket::Make(const MessageSocket& message_socket,
                          UvHandles* handles, MessageIo* message_io,
                          SocketDelegate* delegate,
                          std::unique_ptr<Socket>* result) {
  int fd = message_socket.fd;
  std::unique_ptr<KernelSocket> socket(
      new KernelSocket(message_socket, handles, message_io, delegate));
  int status = socket->poll_.Open(socket.get(),
                                  [fd](uv_loop_t* loop, uv_poll_t* handle) {
                                    return uv_poll_init(loop, handle, fd);
                                  });
  if (status != 0) return Status::Failed(-status, "epoll_ctl");
  *result = std::move(socket);
  return Status::Ok();
}

KernelSocket::KernelSocket(const MessageSocket& socket, UvHandles* handles,
                           MessageIo* message_io, SocketDelegate* delegate)
    : descriptor_(socket.fd),
      socket_(socket),
      handles_(handles),
      message_io_(message_io),
      delegate_(delegate),
      poll_(handles),
      retry_(handles) {}

Status KernelSocket::Bind(const AddressList& addresses) {
  if (addresses.size() != 1) return BindAdd(addresses);
  if (bind(fd(), addresses[0].data(), addresses[0].size()) != 0)
    return Status::FromErrno("bind");
  return Status::Ok();
}

Status KernelSocket::BindAdd(const AddressList& addresses) {
  return Bindx(fd(), SCTP_SOCKOPT_BINDX_ADD, addresses);
}

Status KernelSocket::BindRemove(const AddressList& addresses) {
  return Bindx(fd(), SCTP_SOCKOPT_BINDX_REM, addresses);
}

Status KernelSocket::Listen(int backlog) {
  if (listen(fd(), backlog) != 0) return Status::FromErrno("listen");
  return Status::Ok();
}

// Of the three ways to connect only this one tells the id while the set-up is
// still going on (gotcha D.24).
Status KernelSocket::Connect(const AddressList& addresses) {
  std::vector<uint8_t> bytes = Pack(addresses);
  sctp_getaddrs_old request = {};
  request.addr_num = static_cast<int>(bytes.size());
  request.addrs = reinterpret_cast<sockaddr*>(bytes.data());
  socklen_t size = sizeof(request);
  if (getsockopt(fd(), IPPROTO_SCTP, SCTP_SOCKOPT_CONNECTX3, &request, &size) !=
          0 &&
      errno != EINPROGRESS)
    return Status::FromErrno("connectx");
  return Status::Ok(request.assoc_id);
}

Status KernelSocket::PeelOff(AssociationId id, SocketDelegate* delegate,
                             std::unique_ptr<Socket>* result) {
  Status peeled = PeelOffDescriptor(fd(), id);
  if (!peeled.ok()) return peeled;
  MessageSocket target = socket_;
  target.fd = peeled.value;
  target.is_peeled_off = true;
  return Make(target, handles_, message_io_, delegate, result);
}

Status KernelSocket::Receive(ReceiveBatch* batch) {
  return message_io_->Receive(socket_, batch);
}

size_t KernelSocket::Transmit(TransmitBatch* batch) {
  size_t accepted = message_io_->Transmit(socket_, batch);
  if (accepted > 0) room_was_false_ = false;
  return accepted;
}

Status KernelSocket::Shutdown(AssociationId id) {
  return SendRequest(fd(), id, SCTP_EOF, {});
}

Status KernelSocket::Abort(AssociationId id, Bytes reason) {
  return SendRequest(fd(), id, SCTP_ABORT, reason);
}

Status KernelSocket::GetOption(const OptionRequest& request,
                               OptionValues* values) {
  SocketOptionCalls calls(fd());
  return kernel::GetOption(request, socket_.host_byte_order, &calls, values);
}

Status KernelSocket::SetOption(const OptionRequest& request,
                               const OptionValues& values) {
  if (request.id == kOption_defaultPartialReliability)
    socket_.has_default_policy = true;
  SocketOptionCalls calls(fd());
  return kernel::SetOption(request, socket_.host_byte_order, &calls, values);
}

Status KernelSocket::LocalAddresses(AssociationId id, AddressList* result) {
  return Addresses(SCTP_GET_LOCAL_ADDRS, "getladdrs", id, result);
}

Status KernelSocket::PeerAddresses(AssociationId id, AddressList* result) {
  return Addresses(SCTP_GET_PEER_ADDRS, "getpaddrs", id, result);
}

Status KernelSocket::Addresses(int option, const char* name, AssociationId id,
                               AddressList* result) {
  for (size_t room = kFirstAddressBytes;; room *= 4) {
    std::vector<uint8_t> bytes(sizeof(sctp_getaddrs) + room);
    sctp_getaddrs request = {};
    request.assoc_id = id;
    memcpy(bytes.data(), &request, sizeof(request));
    auto size = static_cast<socklen_t>(bytes.size());
    if (getsockopt(fd(), IPPROTO_SCTP, option, bytes.data(), &size) == 0) {
      memcpy(&request, bytes.data(), sizeof(request));
      *result = Unpack(bytes.data() + sizeof(request), room, request.addr_num);
      return Status::Ok();
    }
    if (errno != ENOMEM || room >= kMaxAddressBytes)
      return Status::FromErrno(name);
  }
}

Status KernelSocket::AssociationAt(const Address& peer) {
  sctp_paddrinfo info = {};
  memcpy(&info.spinfo_address, peer.data(), peer.size());
  socklen_t size = sizeof(info);
  if (getsockopt(fd(), IPPROTO_SCTP, SCTP_GET_PEER_ADDR_INFO, &info, &size) !=
      0)
    return Status::FromErrno("getsockopt");
  return Status::Ok(info.spinfo_assoc_id);
}

void KernelSocket::WatchReadable(bool on) {
  watch_readable_ = on;
  UpdatePoll();
}

// EPOLLOUT speaks of the socket's buffer, but a send may be refused for the
// sake of one association (net.sctp.sndbuf_policy=1) or of all sockets
// (net.sctp.sctp_mem). Then it is always set, and waiting for it would spin
// (gotcha D.18).
void KernelSocket::WatchWritable() {
  watch_writable_ = true;
  if (room_was_false_)
    RetryLater();
  else
    UpdatePoll();
}

void KernelSocket::Ref(bool on) {
  ref_ = on;
  for (uv_handle_t* handle : {reinterpret_cast<uv_handle_t*>(poll_.get()),
                              reinterpret_cast<uv_handle_t*>(retry_.get())}) {
    if (handle == nullptr) continue;
    if (on)
      uv_ref(handle);
    else
      uv_unref(handle);
  }
}

// static
void KernelSocket::OnPoll(uv_poll_t* handle, int status, int events) {
  auto* socket = static_cast<KernelSocket*>(handle->data);
  if (status != 0) {
    socket->OnPollError();
    return;
  }
  // Reading first: how an association ended says more than the EPIPE of a send.
  if ((events & UV_READABLE) && socket->watch_readable_) {
    socket->delegate_->OnReadable();
    // The delegate may destroy the socket; the handle lives until it has
    // closed.
    if (uv_is_closing(reinterpret_cast<uv_handle_t*>(handle))) return;
  }
  if ((events & UV_WRITABLE) && socket->watch_writable_) {
    socket->OnRoom();
    if (uv_is_closing(reinterpret_cast<uv_handle_t*>(handle))) return;
    socket->UpdatePoll();
  }
}

// static
void KernelSocket::OnRetry(uv_timer_t* handle) {
  auto* socket = static_cast<KernelSocket*>(handle->data);
  if (socket->watch_writable_) socket->OnRoom();
}

// libuv makes UV_EBADF of EPOLLERR, and stops watching. On a peeled-off socket
// it is how its association ended; a notification says so too.
void KernelSocket::OnPollError() {
  polled_ = 0;
  int error = 0;
  socklen_t size = sizeof(error);
  if (getsockopt(fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
    delegate_->OnFailure(Status::FromErrno("getsockopt"));
    return;
  }
  UpdatePoll();
}

void KernelSocket::OnRoom() {
  watch_writable_ = false;
  room_was_false_ = true;  // until something has been accepted
  delegate_->OnWritable();
}

void KernelSocket::UpdatePoll() {
  // While the retry timer runs, EPOLLOUT is of no use.
  bool writable = watch_writable_ && !room_was_false_;
  int events =
      (watch_readable_ ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0);
  if (events == polled_) return;
  polled_ = events;
  if (events == 0)
    uv_poll_stop(poll_.get());
  else
    uv_poll_start(poll_.get(), events, OnPoll);
}

void KernelSocket::RetryLater() {
  if (!retry_) {
    if (retry_.Open(this, uv_timer_init) != 0) return;
    Ref(ref_);
  }
  uv_timer_start(retry_.get(), OnRetry, kRetryMilliseconds, 0);
}

}  // namespace kernel
}  // namespace sctp
