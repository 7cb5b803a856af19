#ifndef SRC_ENGINE_H_
#define SRC_ENGINE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "address.h"
#include "batch.h"
#include "notification.h"
#include "option.h"
#include "status.h"

// What a stack must do to carry net-sctp. An engine knows neither V8 nor any
// other engine; everything above this line knows no stack.

namespace sctp {

class UvHandles;

// RFC 6458's sctp_assoc_t. Zero means the endpoint itself, or associations
// still to come.
using AssociationId = int32_t;

// Called on the loop's thread, never from within a call into the socket.
class SocketDelegate {
 public:
  // Something can be received, and receiving is on.
  virtual void OnReadable() = 0;
  // WatchWritable was called and there is room again. Once for each call.
  virtual void OnWritable() = 0;
  // The socket cannot be used any more.
  virtual void OnFailure(Status status) = 0;

 protected:
  ~SocketDelegate() = default;
};

struct SocketOptions {
  int family = AF_INET;
  bool ipv6_only = false;
  // PPIDs cross in the host's byte order instead of the network's: only for
  // peers that forget htonl.
  bool host_byte_order = false;
};

// One one-to-many socket (RFC 6458 section 3), or one association peeled off
// from it. Destroying it closes it: associations with nothing unread are shut
// down in the background, others are aborted.
class Socket {
 public:
  virtual ~Socket() = default;

  virtual Status Bind(const AddressList& addresses) = 0;
  virtual Status BindAdd(const AddressList& addresses) = 0;
  virtual Status BindRemove(const AddressList& addresses) = 0;
  virtual Status Listen(int backlog) = 0;
  // Begins an association, whose id is the result; an associationChange
  // notification tells how it went.
  virtual Status Connect(const AddressList& addresses) = 0;
  virtual Status PeelOff(AssociationId id, SocketDelegate* delegate,
                         std::unique_ptr<Socket>* result) = 0;

  // Fills the batch until it is full or nothing is left, and says which. A
  // failure is one of the socket; what was received before it stands.
  virtual Status Receive(ReceiveBatch* batch) = 0;
  // Returns how many messages the stack accepted; where that is less than
  // the batch has, the next message's status says why.
  virtual size_t Transmit(TransmitBatch* batch) = 0;

  virtual Status Shutdown(AssociationId id) = 0;
  virtual Status Abort(AssociationId id, Bytes reason) = 0;

  virtual Status GetOption(const OptionRequest& request,
                           OptionValues* values) = 0;
  virtual Status SetOption(const OptionRequest& request,
                           const OptionValues& values) = 0;
  virtual Status LocalAddresses(AssociationId id, AddressList* result) = 0;
  virtual Status PeerAddresses(AssociationId id, AddressList* result) = 0;
  virtual Status AssociationAt(const Address& peer) = 0;

  virtual void WatchReadable(bool on) = 0;
  virtual void WatchWritable() = 0;
  virtual void Ref(bool on) = 0;
  virtual int fd() const { return -1; }
};

// How many packets met one fate at an engine's ingress.
struct IngressCounter {
  const char* name;
  uint64_t packets;
};

// One for each environment (the main thread, each worker).
class Engine {
 public:
  virtual ~Engine() = default;

  virtual const char* name() const = 0;
  // Whether a socket can be opened at all, asked anew each time: loading the
  // kernel's module later changes the answer.
  virtual Status Probe() = 0;
  virtual Status Open(const SocketOptions& options, SocketDelegate* delegate,
                      std::unique_ptr<Socket>* result) = 0;
  virtual NotificationDecoder decoder() const = 0;
  // Of the whole process; empty where the engine has no ingress of its own.
  virtual std::vector<IngressCounter> IngressCounters() const { return {}; }
};

// The engines of this build, in the order in which 'auto' tries them.
std::vector<std::unique_ptr<Engine>> MakeEngines(UvHandles* handles);

}  // namespace sctp

#endif  // SRC_ENGINE_H_
