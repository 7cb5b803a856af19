#ifndef SRC_USERSPACE_MESSAGE_IO_H_
#define SRC_USERSPACE_MESSAGE_IO_H_

#include <cstddef>
#include <cstdint>

#include "batch.h"
#include "status.h"

struct socket;

namespace sctp {
namespace userspace {

// What of a socket matters here.
struct MessageSocket {
  struct socket* socket = nullptr;
  bool host_byte_order = false;
  bool has_default_policy = false;  // SCTP_DEFAULT_PRINFO has been set
};

// Batches to and from sockets, with the stack's lock.
Status ReceiveMessages(const MessageSocket& socket, ReceiveBatch* batch);
size_t TransmitMessages(const MessageSocket& socket, TransmitBatch* batch);

// One message that is nothing but a request: SCTP_EOF or SCTP_ABORT.
Status SendRequest(struct socket* socket, int32_t association_id,
                   uint16_t flags, Bytes reason);

// Takes the notifications that come before any message. Where nothing else is
// left, closing shuts associations down; else it aborts them.
void DiscardNotifications(struct socket* socket);

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_MESSAGE_IO_H_
