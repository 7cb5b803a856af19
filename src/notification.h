#ifndef SRC_NOTIFICATION_H_
#define SRC_NOTIFICATION_H_

#include <cstddef>
#include <cstdint>

#include "batch.h"

// Notifications of RFC 6458 section 6.1 in engine-neutral numbers. Each
// engine's own numbers, flags and struct layouts end in
// rfc6458/notification.inl.

namespace sctp {

#define SCTP_NOTIFICATION_KINDS(V) \
  V(message) /* no notification */ \
  V(associationChange)             \
  V(peerAddressChange)             \
  V(remoteError)                   \
  V(sendFailed)                    \
  V(peerShutdown)                  \
  V(adaptationIndication)          \
  V(partialDeliveryAborted)        \
  V(authentication)                \
  V(senderDry)                     \
  V(streamReset)                   \
  V(associationReset)              \
  V(streamChange)                  \
  V(notificationsStopped)          \
  V(unknown)

enum NotificationKind : int32_t {
#define V(name) kNotification_##name,
  SCTP_NOTIFICATION_KINDS(V)
#undef V
};

// Every name list below crosses as an index; lib/ gives the names to users.
#define SCTP_ENUMERATIONS(V)                                                   \
  V(associationChangeState, "communicationUp", "communicationLost", "restart", \
    "shutdownComplete", "cannotStart")                                         \
  V(peerAddressChangeState, "available", "unreachable", "removed", "added",    \
    "madePrimary", "confirmed", "potentiallyFailed")                           \
  V(associationState, "closed", "cookieWait", "cookieEchoed", "established",   \
    "shutdownPending", "shutdownSent", "shutdownReceived", "shutdownAckSent")  \
  V(pathState, "inactive", "potentiallyFailed", "active", "unconfirmed",       \
    "unknown")                                                                 \
  V(partialReliabilityPolicy, "none", "ttl", "rtx", "priority")                \
  V(authenticationIndication, "newKey", "noAuth", "freeKey")                   \
  V(streamScheduler, "fcfs", "priority", "roundRobin", "fairCapacity",         \
    "weightedFairQueueing", "roundRobinPerPacket")

// Feature bits of an associationChange's `details`.
enum AssociationFeature : int32_t {
  kFeaturePartialReliability = 1,
  kFeatureAuth = 2,
  kFeatureAsconf = 4,
  kFeatureMultibuf = 8,
  kFeatureReconfig = 16,
  kFeatureInterleaving = 32,
};

// `details` of an associationChange that ends or never began: whether an ABORT
// of the peer did it. Linux tells nothing of one without a cause.
enum AbortDetail : int32_t {
  kAbortNotTold = 0,
  kAborted = 1,
  kNotAborted = 2,
};

// Bits of `details` of streamReset, associationReset and streamChange.
enum ResetDetail : int32_t {
  kResetIncoming = 1,
  kResetOutgoing = 2,
  kResetDenied = 4,
  kResetFailed = 8,
};

// What each kind puts where (fields that it does not name are zero):
//   associationChange
//     state, error = the ABORT's cause code, value = outbound streams,
//     otherValue = inbound streams; where it came up, details =
//     AssociationFeature bits; where it ended, details = AbortDetail, data =
//     the bytes of the ABORT's first cause
//   peerAddressChange: state, error, the address
//   remoteError: error = cause code, data = the cause's bytes
//   sendFailed
//     state = 0 unsent, 1 sent; error, stream, ppid, context, flags &
//     unordered, data = the message, or one DATA chunk of it: Linux reports
//     each of them
//   adaptationIndication: value
//   partialDeliveryAborted
//     state = the indication, stream, value = sequence; Linux names the stream
//     only of interleaved messages (RFC 8260), and says 0 of others
//   authentication
//     state, value = key id, otherValue = alternative key id
//   streamReset: details = ResetDetail, data = 16-bit stream numbers
//   associationReset: details, value = local TSN, otherValue = remote TSN
//   streamChange: details, value = inbound, otherValue = outbound
//   unknown: value = the stack's own type

// Decodes `bytes` into `record`, whose offset and length are already set and
// whose data offset becomes relative to the same base. Survives any bytes:
// what is too short for its kind becomes `unknown`.
using NotificationDecoder = void (*)(const uint8_t* bytes, size_t size,
                                     bool host_byte_order,
                                     ReceiveDescriptor* record);

}  // namespace sctp

#endif  // SRC_NOTIFICATION_H_
