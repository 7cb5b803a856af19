#include "kernel/kernel_engine.h"

#include <cerrno>
#include <utility>

#include "kernel/kernel_socket.h"
#include "kernel/linux_sctp.h"
#include "kernel/message_io.h"
#include "kernel/translate.h"

namespace sctp {
namespace kernel {

namespace {

class KernelEngine final : public Engine {
 public:
  explicit KernelEngine(UvHandles* handles) : handles_(handles) {}

  const char* name() const override { return "kernel"; }
  Status Probe() override;
  Status Open(const SocketOptions& options, SocketDelegate* delegate,
              std::unique_ptr<Socket>* result) override;
  NotificationDecoder decoder() const override { return DecodeNotification; }

 private:
  UvHandles* handles_;
  MessageIo message_io_;
};

// The window counts bytes of messages, while what they are charged for is the
// memory that they take, which for packets of 64 KiB or messages of 64 bytes
// is several times as much. What comes when there is no room left is dropped,
// and waits for its retransmission timer: with Linux's default of 208 KiB a
// loopback carries five messages of 64 KiB a second. An ordinary user's limit,
// net.core.rmem_max, doubles that, which is enough for those.
constexpr int kReceiveBuffer = 1024 * 1024;

// Returns a descriptor.
Status OpenDescriptor(int family) {
  int fd = socket(family, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC,
                  IPPROTO_SCTP);
  return fd < 0 ? Status::FromErrno("socket") : Status::Ok(fd);
}

Status SetInteger(int fd, int level, int name, int value) {
  if (setsockopt(fd, level, name, &value, sizeof(value)) != 0)
    return Status::FromErrno("setsockopt");
  return Status::Ok();
}

// Linux reports twice of what it was asked for.
Status EnlargeReceiveBuffer(int fd) {
  int size = 0;
  socklen_t length = sizeof(size);
  if (getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, &length) != 0)
    return Status::FromErrno("getsockopt");
  if (size >= 2 * kReceiveBuffer) return Status::Ok();
  return SetInteger(fd, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
}

// What every socket needs before anything else is done with it.
Status Prepare(int fd, const SocketOptions& options) {
  Status status = SetInteger(fd, IPPROTO_SCTP, SCTP_RECVRCVINFO, 1);
  if (!status.ok()) return status;
  status = EnlargeReceiveBuffer(fd);
  if (!status.ok() || options.family != AF_INET6) return status;
  // IPv4 peers of an IPv6 socket keep their own addresses (gotcha D.48).
  status = SetInteger(fd, IPPROTO_SCTP, SCTP_I_WANT_MAPPED_V4_ADDR, 0);
  if (!status.ok()) return status;
  return SetInteger(fd, IPPROTO_IPV6, IPV6_V6ONLY, options.ipv6_only);
}

Status KernelEngine::Probe() {
  Status opened = OpenDescriptor(AF_INET);
  if (!opened.ok()) return opened;
  Descriptor descriptor(opened.value);
  return Status::Ok();
}

Status KernelEngine::Open(const SocketOptions& options,
                          SocketDelegate* delegate,
                          std::unique_ptr<Socket>* result) {
  Status opened = OpenDescriptor(options.family);
  if (!opened.ok()) return opened;
  Descriptor descriptor(opened.value);
  Status prepared = Prepare(descriptor.get(), options);
  if (!prepared.ok()) return prepared;
  MessageSocket socket;
  socket.fd = descriptor.Release();
  socket.host_byte_order = options.host_byte_order;
  return KernelSocket::Make(socket, handles_, &message_io_, delegate, result);
}

}  // namespace

std::unique_ptr<Engine> MakeEngine(UvHandles* handles) {
  return std::make_unique<KernelEngine>(handles);
}

}  // namespace kernel
}  // namespace sctp
