#include "kernel/translate.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

#include "kernel/linux_sctp.h"

namespace sctp {

namespace {

using kernel::kPartialReliabilityPolicies;

constexpr Pair kAssociationChangeStatePairs[] = {
    {0, SCTP_COMM_UP},       {1, SCTP_COMM_LOST},      {2, SCTP_RESTART},
    {3, SCTP_SHUTDOWN_COMP}, {4, SCTP_CANT_STR_ASSOC},
};
constexpr Mapping kAssociationChangeStates = kAssociationChangeStatePairs;

constexpr Pair kPeerAddressChangeStatePairs[] = {
    {0, SCTP_ADDR_AVAILABLE},
    {1, SCTP_ADDR_UNREACHABLE},
    {2, SCTP_ADDR_REMOVED},
    {3, SCTP_ADDR_ADDED},
    {4, SCTP_ADDR_MADE_PRIM},
    {5, SCTP_ADDR_CONFIRMED},
    {6, 6},  // SCTP_ADDR_POTENTIALLY_FAILED, Linux 5.5
};
constexpr Mapping kPeerAddressChangeStates = kPeerAddressChangeStatePairs;

constexpr Pair kAssociationStatePairs[] = {
    {0, SCTP_CLOSED},
    {0, SCTP_EMPTY},
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
    {0, SCTP_INACTIVE},    {1, SCTP_PF},      {2, SCTP_ACTIVE},
    {3, SCTP_UNCONFIRMED}, {4, SCTP_UNKNOWN},
};
constexpr Mapping kPathStates = kPathStatePairs;

constexpr Pair kAuthenticationIndicationPairs[] = {
    {0, SCTP_AUTH_NEWKEY},
    {1, SCTP_AUTH_NO_AUTH},
    {2, SCTP_AUTH_FREE_KEY},
};
constexpr Mapping kAuthenticationIndications = kAuthenticationIndicationPairs;

// Linux before 6.4 has the first three.
constexpr Pair kStreamSchedulerPairs[] = {
    {0, SCTP_SS_FCFS},
    {1, SCTP_SS_PRIO},
    {2, SCTP_SS_RR},
    {3, 3},  // SCTP_SS_FC
    {4, 4},  // SCTP_SS_WFQ
};
constexpr Mapping kStreamSchedulers = kStreamSchedulerPairs;

// Others are EINVAL.
constexpr Pair kDefaultSendFlagPairs[] = {
    {kTransmit_unordered, SCTP_UNORDERED},
};
constexpr Mapping kDefaultSendFlags = kDefaultSendFlagPairs;

constexpr Pair kAbandoningPolicyPairs[] = {
    {0, SCTP_PR_SCTP_TTL},
    {1, SCTP_PR_SCTP_RTX},
    {2, SCTP_PR_SCTP_PRIO},
    {3, 0x80},  // SCTP_PR_SCTP_ALL, Linux 4.20
};
constexpr Mapping kAbandoningPolicies = kAbandoningPolicyPairs;

constexpr Pair kPathFlagPairs[] = {
    {kPath_heartbeatEnable, SPP_HB_ENABLE},
    {kPath_heartbeatDisable, SPP_HB_DISABLE},
    {kPath_heartbeatDemand, SPP_HB_DEMAND},
    {kPath_mtuDiscoveryEnable, SPP_PMTUD_ENABLE},
    {kPath_mtuDiscoveryDisable, SPP_PMTUD_DISABLE},
    {kPath_sackDelayEnable, SPP_SACKDELAY_ENABLE},
    {kPath_sackDelayDisable, SPP_SACKDELAY_DISABLE},
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
    {kNotification_sendFailed, SCTP_SEND_FAILED},
    {kNotification_peerShutdown, SCTP_SHUTDOWN_EVENT},
    {kNotification_adaptationIndication, SCTP_ADAPTATION_INDICATION},
    {kNotification_partialDeliveryAborted, SCTP_PARTIAL_DELIVERY_EVENT},
    {kNotification_authentication, SCTP_AUTHENTICATION_EVENT},
    {kNotification_senderDry, SCTP_SENDER_DRY_EVENT},
    {kNotification_streamReset, SCTP_STREAM_RESET_EVENT},
    {kNotification_associationReset, SCTP_ASSOC_RESET_EVENT},
    {kNotification_streamChange, SCTP_STREAM_CHANGE_EVENT},
};

// Linux before 5.5 has only the older of the two.
constexpr bool IsOptionalEvent(int32_t type) {
  return type == SCTP_SEND_FAILED_EVENT;
}

// The kernel copies causes from chunks and from its own big-endian constants
// into sac_error and ssf_error, although only sre_error is declared __be16.
constexpr bool kCausesInWireOrder = true;

// RFC 6525 section 6.1.2: Linux takes the peer's view of which TSN is whose.
constexpr bool kResetTsnsAreSwapped = true;

// RFC 6458 section 6.1.1 has the whole ABORT in sac_info; Linux begins with its
// first cause.
constexpr size_t kAbortHeader = 0;
constexpr size_t kErrorHeader = 0;

// Instead of SCTP_UNORDERED, a failed message has the flags of its DATA chunk:
// the U bit of RFC 9260 section 3.3.1, beside the bits of its fragment.
constexpr uint16_t kSendFailedUnordered = 0x04;
constexpr uint16_t kDataSent = SCTP_DATA_SENT;

}  // namespace

}  // namespace sctp

#define SEND_FAILED_MEMBER(name) ssf_##name
#define ALTERNATIVE_KEY(key) key.auth_altkeynumber
#define PATH_SACK_DELAY NUMBER(sctp_paddrparams, spp_sackdelay)
#define PEER_ADDR_THLDS SCTP_PEER_ADDR_THLDS_V2
#define PEER_ADDR_THLDS_TYPE sctp_paddrthlds_v2
#define PRIMARY_SWITCHOVER NUMBER(sctp_paddrthlds_v2, spt_pathcpthld)

#include "rfc6458/notification.inl"
#include "rfc6458/option.inl"

namespace sctp {
namespace kernel {

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

}  // namespace kernel
}  // namespace sctp
