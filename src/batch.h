#ifndef SRC_BATCH_H_
#define SRC_BATCH_H_

#include <cstddef>
#include <cstdint>

#include "status.h"

// The batches in which messages and notifications cross between an engine and
// JavaScript: bytes in a slab, metadata in an array of fixed-size descriptors
// of 32-bit words. lib/batch.ts mirrors this file; a test compares the two
// through the addon's `layout`.

namespace sctp {

// How many messages one batch can carry. More saves no measurable time (a
// system call is then below 2 % of a message's cost) and costs memory.
constexpr size_t kMaxBatchMessages = 128;

// How many batches are drained in one wake-up before the event loop gets its
// turn: under a flood other handles of the process still run.
constexpr int kMaxBatchesPerWakeup = 4;

// A receive slot; a longer message continues in the next slots, and the
// pieces are joined in place. An endpoint that sees such messages uses large
// slots, so that a 64 KiB message does not cost 32 reads.
constexpr size_t kSmallSlot = 2048;
constexpr size_t kLargeSlot = 65536;

// Words of a receive descriptor. A message uses the first group and the third,
// a notification the first group and the second.
#define SCTP_RECEIVE_FIELDS(V)                                       \
  V(kind)   /* 0: a message; else a NotificationKind */              \
  V(flags)  /* ReceiveFlags, of notifications see below */           \
  V(offset) /* in the slab: the message, the raw notification */     \
  V(length)                                                          \
  V(associationId)                                                   \
  V(stream)                                                          \
  V(ppid)                                                            \
  V(context)                                                         \
  V(family) /* the path: 4, 6, or 0 for none */                      \
  V(port)                                                            \
  V(scopeId)                                                         \
  V(ip0) /* the address's bytes as they are on the wire */           \
  V(ip1)                                                             \
  V(ip2)                                                             \
  V(ip3)                                                             \
  V(state) /* notifications: a row of an enumeration, or -1 */       \
  V(error) /* cause code or error number of the stack */             \
  V(value)                                                           \
  V(otherValue)                                                      \
  V(details)    /* STREAM_RESET's and others' flags, feature bits */ \
  V(dataOffset) /* abort reason, failed message, stream list */      \
  V(dataLength)                                                      \
  V(ssn) /* messages */                                              \
  V(tsn)                                                             \
  V(cumulativeTsn)                                                   \
  V(nextStream) /* SCTP_NXTINFO, where kHasNext is set */            \
  V(nextFlags)                                                       \
  V(nextPpid)                                                        \
  V(nextLength)                                                      \
  V(nextAssociationId)

struct ReceiveDescriptor {
#define V(name) int32_t name;
  SCTP_RECEIVE_FIELDS(V)
#undef V

  // The seven words that Address::ToWords writes.
  int32_t* path() {
    return reinterpret_cast<int32_t*>(reinterpret_cast<uint8_t*>(this) +
                                      offsetof(ReceiveDescriptor, family));
  }
};

#define SCTP_RECEIVE_FLAGS(V)                                    \
  V(endOfRecord, 1)                                              \
  V(unordered, 2)                                                \
  V(notification, 4) /* set until the record has been decoded */ \
  V(hasNext, 8)                                                  \
  V(nextUnordered, 16)                                           \
  V(nextComplete, 32)                                            \
  V(nextNotification, 64)                                        \
  V(partial, 128) /* its rest has not arrived yet */

enum ReceiveFlags : int32_t {
#define V(name, bit) kReceive_##name = bit,
  SCTP_RECEIVE_FLAGS(V)
#undef V
};

// Words of a transmit descriptor.
#define SCTP_TRANSMIT_FIELDS(V)                                \
  V(associationId)                                             \
  V(stream)                                                    \
  V(ppid)                                                      \
  V(flags) /* TransmitFlags */                                 \
  V(context)                                                   \
  V(body) /* index of a lent body, or -1: bytes in the slab */ \
  V(offset)                                                    \
  V(length)                                                    \
  V(policy) /* a row of the partialReliabilityPolicy names */  \
  V(policyValue)                                               \
  V(authKeyId) /* or -1 */                                     \
  V(family)    /* the path, where kAddressOverride is set */   \
  V(port)                                                      \
  V(scopeId)                                                   \
  V(ip0)                                                       \
  V(ip1)                                                       \
  V(ip2)                                                       \
  V(ip3)                                                       \
  V(status) /* out: negative errno of the first not accepted */

struct TransmitDescriptor {
#define V(name) int32_t name;
  SCTP_TRANSMIT_FIELDS(V)
#undef V

  // The seven words that Address::FromWords reads.
  const int32_t* path() const {
    return reinterpret_cast<const int32_t*>(
        reinterpret_cast<const uint8_t*>(this) +
        offsetof(TransmitDescriptor, family));
  }
};

#define SCTP_TRANSMIT_FLAGS(V) \
  V(unordered, 1)              \
  V(addressOverride, 2)        \
  V(sackImmediately, 4)        \
  V(sendToAll, 8)

enum TransmitFlags : int32_t {
#define V(name, bit) kTransmit_##name = bit,
  SCTP_TRANSMIT_FLAGS(V)
#undef V
};

// A batch that an engine fills.
struct ReceiveBatch {
  uint8_t* slab = nullptr;
  size_t slab_size = 0;
  ReceiveDescriptor* descriptors = nullptr;
  size_t capacity = 0;
  size_t slot = kSmallSlot;
  size_t count = 0;
  bool drained = false;  // nothing is left to read for now
};

struct Bytes {
  const uint8_t* data = nullptr;
  size_t size = 0;
};

// A batch that an engine sends. Bodies are indexed by TransmitDescriptor::body.
struct TransmitBatch {
  const uint8_t* slab = nullptr;
  size_t slab_size = 0;
  TransmitDescriptor* descriptors = nullptr;
  size_t count = 0;
  const Bytes* bodies = nullptr;
  size_t body_count = 0;

  Bytes body(const TransmitDescriptor& message) const {
    if (message.body >= 0) return bodies[message.body];
    return {slab + message.offset, static_cast<size_t>(message.length)};
  }

  // Whether the message's body is where its descriptor says.
  bool HasBody(const TransmitDescriptor& message) const {
    if (message.body >= 0)
      return static_cast<size_t>(message.body) < body_count;
    return message.offset >= 0 && message.length >= 0 &&
           static_cast<size_t>(message.offset) + message.length <= slab_size;
  }
};

}  // namespace sctp

#endif  // SRC_BATCH_H_
