#ifndef SRC_USERSPACE_USERSPACE_SOCKET_H_
#define SRC_USERSPACE_USERSPACE_SOCKET_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine.h"
#include "userspace/engine_thread.h"
#include "userspace/message_io.h"
#include "userspace/ready_queue.h"

namespace sctp {
namespace userspace {

// A SOCK_SEQPACKET socket of usrsctp.
class UserspaceSocket final : public Socket, private ReadyTarget {
 public:
  static Status Make(const SocketOptions& options, EngineThread* thread,
                     ReadyQueue* queue, SocketDelegate* delegate,
                     std::unique_ptr<Socket>* result);
  ~UserspaceSocket() override;

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

 private:
  UserspaceSocket(const MessageSocket& socket, EngineThread* thread,
                  ReadyQueue* queue, SocketDelegate* delegate);

  void OnReady(int events) override;
  bool HasRoom() const override;

  void ForgetBlocked();

  // All of these with the lock.
  Status ChangeAddresses(const AddressList& addresses, int flags);
  Status ChoosePort(bool listens);
  void SetPort(UdpPort* port);
  uint16_t RemotePort(const Address& peer) const;
  Status SetLocalPort(const OptionValues& values);
  Status SetRemotePort(const OptionValues& values);

  MessageSocket socket_;
  EngineThread* thread_;
  SocketDelegate* delegate_;
  UdpPort* port_ = nullptr;
  // What was asked for; nothing, and what serves then depends.
  std::optional<uint16_t> local_port_;
  std::optional<uint16_t> remote_port_;
  // Guarded by the lock: whose message found no room, and how much it needs.
  struct Blocked {
    uint32_t association_id;
    size_t size;
  };
  std::vector<Blocked> blocked_;
  bool is_at_any_port_ = true;  // no SCTP port was asked for
  bool is_readable_ = true;     // until a read finds nothing
  bool is_writable_ = false;
  bool watches_readable_ = false;
  bool watches_writable_ = false;
  bool is_referenced_ = false;
  bool* was_destroyed_ = nullptr;  // set while the delegate is called
};

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_USERSPACE_SOCKET_H_
