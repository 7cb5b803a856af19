#ifndef SRC_KERNEL_KERNEL_SOCKET_H_
#define SRC_KERNEL_KERNEL_SOCKET_H_

#include <uv.h>

#include <memory>
#include <utility>

#include "engine.h"
#include "kernel/message_io.h"
#include "uv_handle.h"

namespace sctp {
namespace kernel {

// A descriptor that is closed unless it has been released.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// A SOCK_SEQPACKET socket of Linux's SCTP.
class KernelSocket final : public Socket {
 public:
  // Takes the descriptor, which is non-blocking, whatever comes of it.
  static Status Make(const MessageSocket& socket, UvHandles* handles,
                     MessageIo* message_io, SocketDelegate* delegate,
                     std::unique_ptr<Socket>* result);

  Status Bind(const AddressList& addresses) override;
  Status BindAdd(const AddressList& addresses) override;
  Status BindRemove(const AddressList& addresses) override;
  Status Listen(int backlog) override;
  Status Connect(const AddressList& addresses) override;
  Status PeelOff(AssociationId id, SocketDelegate* delegate,
                 std::unique_ptr<Socket>* result) override;

  Status Receive(ReceiveBatch* batch) override;
  size_t Transmit(TransmitBatch* batch) override;

  Status Shutdown(AssociationId id) override;
  Status Abort(AssociationId id, Bytes reason) override;

  Status GetOption(const OptionRequest& request, OptionValues* values) override;
  Status SetOption(const OptionRequest& request,
                   const OptionValues& values) override;
  Status LocalAddresses(AssociationId id, AddressList* result) override;
  Status PeerAddresses(AssociationId id, AddressList* result) override;
  Status AssociationAt(const Address& peer) override;

  void WatchReadable(bool on) override;
  void WatchWritable() override;
  void Ref(bool on) override;
  int fd() const override { return socket_.fd; }

 private:
  KernelSocket(const MessageSocket& socket, UvHandles* handles,
               MessageIo* message_io, SocketDelegate* delegate);

  static void OnPoll(uv_poll_t* handle, int status, int events);
  static void OnRetry(uv_timer_t* handle);
  void OnPollError();
  void OnRoom();
  void UpdatePoll();
  void RetryLater();
  Status Addresses(int option, const char* name, AssociationId id,
                   AddressList* result);

  // Destroyed in reverse: the poll handle lets go of the descriptor before it
  // is closed.
  Descriptor descriptor_;
  MessageSocket socket_;
  UvHandles* handles_;
  MessageIo* message_io_;
  SocketDelegate* delegate_;
  UvHandle<uv_poll_t> poll_;
  UvHandle<uv_timer_t> retry_;
  int polled_ = 0;  // the events that poll_ watches
  bool ref_ = true;
  bool watch_readable_ = false;
  bool watch_writable_ = false;
  bool room_was_false_ = false;
};

}  // namespace kernel
}  // namespace sctp

#endif  // SRC_KERNEL_KERNEL_SOCKET_H_
