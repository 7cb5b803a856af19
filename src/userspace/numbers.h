#ifndef SRC_USERSPACE_NUMBERS_H_
#define SRC_USERSPACE_NUMBERS_H_

#include <netinet/in.h>
#include <sys/socket.h>

// Never in one translation unit with the kernel's headers, whose numbers differ
// silently (gotcha D.15).
#include <usrsctp.h>

#include "notification.h"
#include "rfc6458/mapping.h"

namespace sctp {
namespace userspace {

// usrsctp's numbers, in the order of SCTP_ENUMERATIONS.

inline constexpr Pair kPartialReliabilityPolicyPairs[] = {
    {0, SCTP_PR_SCTP_NONE},
    {1, SCTP_PR_SCTP_TTL},
    {2, SCTP_PR_SCTP_RTX},
    {3, SCTP_PR_SCTP_BUF},
};
inline constexpr Mapping kPartialReliabilityPolicies =
    kPartialReliabilityPolicyPairs;

inline constexpr Pair kSendFlagPairs[] = {
    {kTransmit_unordered, SCTP_UNORDERED},
    {kTransmit_addressOverride, SCTP_ADDR_OVER},
    {kTransmit_sackImmediately, SCTP_SACK_IMMEDIATELY},
    {kTransmit_sendToAll, SCTP_SENDALL},
};
inline constexpr Mapping kSendFlags = kSendFlagPairs;

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_NUMBERS_H_
