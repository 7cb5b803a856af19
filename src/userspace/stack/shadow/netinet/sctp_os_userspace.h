#ifndef SRC_USERSPACE_STACK_SHADOW_NETINET_SCTP_OS_USERSPACE_H_
#define SRC_USERSPACE_STACK_SHADOW_NETINET_SCTP_OS_USERSPACE_H_

// Stands before usrsctp's header of this name.

#include_next <netinet/sctp_os_userspace.h>
#include <stddef.h>

// Seam S23: what is allocated for each packet and message is kept for the next,
// see zones.c. A zone is its size.

void* seam_zone_get(size_t size);
void seam_zone_free(size_t size, void* element);

#undef SCTP_ZONE_GET
#define SCTP_ZONE_GET(zone, type) (type*)seam_zone_get(zone)

#undef SCTP_ZONE_FREE
#define SCTP_ZONE_FREE(zone, element) seam_zone_free(zone, element)

#endif  // SRC_USERSPACE_STACK_SHADOW_NETINET_SCTP_OS_USERSPACE_H_
