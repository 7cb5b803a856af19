#ifndef SRC_KERNEL_MESSAGE_IO_H_
#define SRC_KERNEL_MESSAGE_IO_H_

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>

#include "batch.h"
#include "status.h"

namespace sctp {
namespace kernel {

// A message as recvmmsg left it, in neutral numbers; `record` has its offset
// and length. False where it cannot be told whose message it is.
bool DescribeReceived(const msghdr& message, bool host_byte_order,
                      ReceiveDescriptor* record);

// What of a socket matters here.
struct MessageSocket {
  int fd = -1;
  bool host_byte_order = false;
  bool is_peeled_off = false;
  bool has_default_policy = false;  // SCTP_DEFAULT_PRINFO has been set
};

// Batches to and from sockets, one system call each. One for each environment:
// no call is made from within another.
class MessageIo {
 public:
  Status Receive(const MessageSocket& socket, ReceiveBatch* batch);
  size_t Transmit(const MessageSocket& socket, TransmitBatch* batch);

 private:
  // SCTP_NXTINFO, SCTP_RCVINFO and the SCTP_SNDRCV that nobody asks for need
  // 128 bytes on a 64-bit system (gotcha D.14).
  static constexpr size_t kControlSize = 256;

  struct alignas(cmsghdr) Control {
    uint8_t bytes[kControlSize];
  };

  struct Messages {
    mmsghdr headers[kMaxBatchMessages];
    iovec vectors[kMaxBatchMessages];
    sockaddr_in6 names[kMaxBatchMessages];
    Control controls[kMaxBatchMessages];
  };

  void PrepareReceive(const ReceiveBatch& batch, size_t slots);
  // Returns how many can be sent; where that is none, errno says why.
  size_t PrepareTransmit(const MessageSocket& socket,
                         const TransmitBatch& batch, size_t first,
                         size_t count);

  Messages received_ = {};
  Messages sent_ = {};
  // What received_ is prepared for, and how many of it were used since.
  const uint8_t* slab_ = nullptr;
  size_t slot_ = 0;
  size_t prepared_ = 0;
  size_t used_ = 0;
};

// One message that is nothing but a request: SCTP_EOF or SCTP_ABORT.
Status SendRequest(int fd, int32_t association_id, uint16_t flags,
                   Bytes reason);

}  // namespace kernel
}  // namespace sctp

#endif  // SRC_KERNEL_MESSAGE_IO_H_
