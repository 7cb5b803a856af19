#include "userspace/translate.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

#include "userspace/numbers.h"

namespace sctp {

namespace {

using userspace::kPartialReliabilityPolicies;
using userspace::kSendFlags;

constexpr Pair kAssociationChangeStatePairs[] = {
    {0, SCTP_COMM_UP},       {1, SCTP_COMM_LOST},      {2, SCTP_RESTART},
    {3, SCTP_SHUTDOWN_COMP}, {4, SCTP_CANT_STR_ASSOC},
};
constexpr Mapping kAssociationChangeStates = kAssociationChangeStatePairs;

constexpr Pair kPeerAddressChangeStatePairs[] = {
    {0, SCTP_ADDR_AVAILABLE}, {1, SCTP_ADDR_UNREACHABLE},
    {2, SCTP_ADDR_REMOVED},   {3, SCTP_ADDR_ADDED},
    {4, SCTP_ADDR_MADE_PRIM}, {5, SCTP_ADDR_CONFIRMED},
};
constexpr Mapping kPeerAddressChangeStates = kPeerAddressChangeStatePairs;

constexpr Pair kAssociationStatePairs[] = {
    {0, SCTP_CLOSED},
    {0, SCTP_BOUND},
    {0, SCTP_LISTEN},
    {1, SCTP_COOKIE_WAIT},
    {2, SCTP_COOKIE_ECHOED},
    {3, SCTP_ESTABLISHED},
    {4, SCTP_SHUTDOWN_PENDING},
    {5, SCTP_SHUTDOWN_SENT},
    {6, SCTP_SHUTDOWN_RECEIVED},
    {7, SCTP_SHUTDOWN_ACK_SENT},
};
constexpr Mapping kAssociationStates = kAssociationStatePairs;

constexpr Pair kPathStatePairs[] = {
    {0, SCTP_INACTIVE},
    {2, SCTP_ACTIVE},
    {3, SCTP_UNCONFIRMED},
};
constexpr Mapping kPathStates = kPathStatePairs;

constexpr Pair kAuthenticationIndicationPairs[] = {
    {0, SCTP_AUTH_NEW_KEY},
    {1, SCTP_AUTH_NO_AUTH},
    {2, SCTP_AUTH_FREE_KEY},
};
constexpr Mapping kAuthenticationIndications = kAuthenticationIndicationPairs;

constexpr Pair kStreamSchedulerPairs[] = {
    {0, SCTP_SS_FIRST_COME},    {1, SCTP_SS_PRIORITY},
    {2, SCTP_SS_ROUND_ROBIN},   {2, SCTP_SS_DEFAULT},
    {3, SCTP_SS_FAIR_BANDWITH}, {5, SCTP_SS_ROUND_ROBIN_PACKET},
};
constexpr Mapping kStreamSchedulers = kStreamSchedulerPairs;

constexpr Mapping kDefaultSendFlags = kSendFlags;

constexpr Pair kAbandoningPolicyPairs[] = {
    {0, SCTP_PR_SCTP_TTL},
    {1, SCTP_PR_SCTP_RTX},
    {2, SCTP_PR_SCTP_BUF},
    {3, 0x000f},  // SCTP_PR_SCTP_ALL of the stack's own header
};
constexpr Mapping kAbandoningPolicies = kAbandoningPolicyPairs;

// usrsctp's paths are never switched away from for good.
constexpr Pair kPrimarySwitchoverPairs[] = {{UINT16_MAX, UINT16_MAX}};
constexpr Mapping kPrimarySwitchovers = kPrimarySwitchoverPairs;

constexpr Pair kPathFlagPairs[] = {
    {kPath_heartbeatEnable, SPP_HB_ENABLE},
    {kPath_heartbeatDisable, SPP_HB_DISABLE},
    {kPath_heartbeatDemand, SPP_HB_DEMAND},
    {kPath_mtuDiscoveryEnable, SPP_PMTUD_ENABLE},
    {kPath_mtuDiscoveryDisable, SPP_PMTUD_DISABLE},
    {kPath_heartbeatTimeIsZero, SPP_HB_TIME_IS_ZERO},
    {kPath_ipv6FlowLabel, SPP_IPV6_FLOWLABEL},
    {kPath_dscp, SPP_DSCP},
};
constexpr Mapping kPathFlags = kPathFlagPairs;

constexpr Pair kResetFlagPairs[] = {
    {kResetIncoming, SCTP_STREAM_RESET_INCOMING_SSN},
    {kResetOutgoing, SCTP_STREAM_RESET_OUTGOING_SSN},
    {kResetDenied, SCTP_STREAM_RESET_DENIED},
    {kResetFailed, SCTP_STREAM_RESET_FAILED},
};
constexpr Mapping kResetFlags = kResetFlagPairs;

constexpr Pair kEventTypes[] = {
    {kNotification_associationChange, SCTP_ASSOC_CHANGE},
    {kNotification_peerAddressChange, SCTP_PEER_ADDR_CHANGE},
    {kNotification_remoteError, SCTP_REMOTE_ERROR},
    {kNotification_sendFailed, SCTP_SEND_FAILED_EVENT},
    {kNotification_peerShutdown, SCTP_SHUTDOWN_EVENT},
    {kNotification_adaptationIndication, SCTP_ADAPTATION_INDICATION},
    {kNotification_partialDeliveryAborted, SCTP_PARTIAL_DELIVERY_EVENT},
    {kNotification_authentication, SCTP_AUTHENTICATION_EVENT},
    {kNotification_senderDry, SCTP_SENDER_DRY_EVENT},
    {kNotification_streamReset, SCTP_STREAM_RESET_EVENT},
    {kNotification_associationReset, SCTP_ASSOC_RESET_EVENT},
    {kNotification_streamChange, SCTP_STREAM_CHANGE_EVENT},
};

constexpr bool IsOptionalEvent(int32_t) { return false; }

constexpr bool kCausesInWireOrder = false;
constexpr bool kResetTsnsAreSwapped = false;

// sac_info and sre_data begin with the header of their chunk, and sre_data has
// that of the cause besides.
constexpr size_t kAbortHeader = 4;
constexpr size_t kErrorHeader = 8;

// A message that was sent has the flags of its DATA chunk, with the U bit of
// RFC 9260 section 3.3.1.
constexpr uint16_t kSendFailedUnordered = SCTP_UNORDERED | 0x04;
constexpr uint16_t kDataSent = SCTP_DATA_SENT;

}  // namespace

}  // namespace sctp

namespace sctp {

namespace {

// The stack's own header has other types than usrsctp.h, which is wrong.
struct PartialDeliveryEvent {
  uint16_t pdapi_type;
  uint16_t pdapi_flags;
  uint32_t pdapi_length;
  uint32_t pdapi_indication;
  uint16_t pdapi_stream;
  uint16_t pdapi_seq;
  sctp_assoc_t pdapi_assoc_id;
};

struct AuthChunks {
  sctp_assoc_t gauth_assoc_id;
  uint32_t gauth_number_of_chunks;
};

// usrsctp.h lacks this, and its option.
struct PeerAddressThresholds {
  sockaddr_storage spt_address;
  sctp_assoc_t spt_assoc_id;
  uint16_t spt_pathmaxrxt;
  uint16_t spt_pathpfthld;
  uint16_t spt_pathcpthld;
};

}  // namespace

}  // namespace sctp

#define sctp_pdapi_event PartialDeliveryEvent
#define sctp_authchunks AuthChunks
#define SCTP_STREAM_SCHEDULER SCTP_PLUGGABLE_SS
#define SCTP_STREAM_SCHEDULER_VALUE SCTP_SS_VALUE
#define SCTP_INTERLEAVING_SUPPORTED 0x1206  // not in usrsctp.h

// There is no struct for the older form of SCTP_SEND_FAILED_EVENT.
#undef SCTP_SEND_FAILED

// The stack keeps what this is set to, and hears of no address that comes or
// goes.
#undef SCTP_AUTO_ASCONF
// For one-to-one sockets, which it takes any value to be true for.
#undef SCTP_REUSE_PORT

#define SEND_FAILED_MEMBER(name) ssfe_##name
#define ALTERNATIVE_KEY(key) 0
#define PATH_SACK_DELAY          \
  {                              \
    FieldType::kAbsent, 0, 1, {} \
  }
#define PEER_ADDR_THLDS 0x00000023
#define PEER_ADDR_THLDS_TYPE PeerAddressThresholds
#define PRIMARY_SWITCHOVER                                    \
  MAPPED(kEnumeration, PeerAddressThresholds, spt_pathcpthld, \
         kPrimarySwitchovers)

#include "rfc6458/notification.inl"
#include "rfc6458/option.inl"

namespace sctp {
namespace userspace {

void DecodeNotification(const uint8_t* bytes, size_t size, bool host_byte_order,
                        ReceiveDescriptor* record) {
  DecodeNotificationBytes(bytes, size, host_byte_order, record);
}

Status GetOption(const OptionRequest& request, bool host_byte_order,
                 OptionCalls* calls, OptionValues* values) {
  return GetSocketOption(request, host_byte_order, calls, values);
}

Status SetOption(const OptionRequest& request, bool host_byte_order,
                 OptionCalls* calls, const OptionValues& values) {
  return SetSocketOption(request, host_byte_order, calls, values);
}

}  // namespace userspace
}  // namespace sctp
