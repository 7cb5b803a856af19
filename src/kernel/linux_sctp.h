#ifndef SRC_KERNEL_LINUX_SCTP_H_
#define SRC_KERNEL_LINUX_SCTP_H_

#include <netinet/in.h>
#include <sys/socket.h>

// Never in one translation unit with usrsctp.h, whose numbers differ silently
// (gotcha D.15).
#include <linux/sctp.h>

#include "notification.h"
#include "rfc6458/mapping.h"

// Headers of Linux 4.19 and newer will do: what came later is here by number.

#ifndef SCTP_EVENT  // Linux 5.0
#define SCTP_EVENT 127
struct sctp_event {
  sctp_assoc_t se_assoc_id;
  uint16_t se_type;
  uint8_t se_on;
};
#endif

#ifndef SCTP_ASCONF_SUPPORTED  // Linux 5.4
#define SCTP_ASCONF_SUPPORTED 128
#define SCTP_AUTH_SUPPORTED 129
#define SCTP_ECN_SUPPORTED 130
#endif

#ifndef SCTP_SEND_FAILED_EVENT  // Linux 5.5
#define SCTP_SEND_FAILED_EVENT 0x800d
struct sctp_send_failed_event {
  uint16_t ssf_type;
  uint16_t ssf_flags;
  uint32_t ssf_length;
  uint32_t ssf_error;
  struct sctp_sndinfo ssfe_info;
  sctp_assoc_t ssf_assoc_id;
  uint8_t ssf_data[];
};
#endif

#ifndef SCTP_PEER_ADDR_THLDS_V2  // Linux 5.5
#define SCTP_PEER_ADDR_THLDS_V2 37
#define SCTP_EXPOSE_POTENTIALLY_FAILED_STATE 131
struct sctp_paddrthlds_v2 {
  sctp_assoc_t spt_assoc_id;
  struct sockaddr_storage spt_address;
  uint16_t spt_pathmaxrxt;
  uint16_t spt_pathpfthld;
  uint16_t spt_pathcpthld;
};
#endif

#ifndef SCTP_REMOTE_UDP_ENCAPS_PORT  // Linux 5.11
#define SCTP_REMOTE_UDP_ENCAPS_PORT 132
struct sctp_udpencaps {
  sctp_assoc_t sue_assoc_id;
  struct sockaddr_storage sue_address;
  uint16_t sue_port;
};
#endif

#ifndef SCTP_PLPMTUD_PROBE_INTERVAL  // Linux 5.14
#define SCTP_PLPMTUD_PROBE_INTERVAL 133
struct sctp_probeinterval {
  sctp_assoc_t spi_assoc_id;
  struct sockaddr_storage spi_address;
  uint32_t spi_interval;
};
#endif

namespace sctp {
namespace kernel {

// Linux's numbers, in the order of SCTP_ENUMERATIONS.

inline constexpr Pair kPartialReliabilityPolicyPairs[] = {
    {0, SCTP_PR_SCTP_NONE},
    {1, SCTP_PR_SCTP_TTL},
    {2, SCTP_PR_SCTP_RTX},
    {3, SCTP_PR_SCTP_PRIO},
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

}  // namespace kernel
}  // namespace sctp

#endif  // SRC_KERNEL_LINUX_SCTP_H_
