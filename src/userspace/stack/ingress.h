#ifndef SRC_USERSPACE_STACK_INGRESS_H_
#define SRC_USERSPACE_STACK_INGRESS_H_

#include "stack.h"

// Seam S8: whether a packet is shaped as the RFCs say, chunk by chunk. The
// stack takes many lengths at their word; what passes here cannot lead it
// beyond the packet, nor round in circles. Looks at nothing but the packet.
enum sctp_ingress_result sctp_ingress_check(const uint8_t* packet, size_t size,
                                            const struct sockaddr* from,
                                            const struct sockaddr* to);

#endif  // SRC_USERSPACE_STACK_INGRESS_H_
