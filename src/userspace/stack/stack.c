// Set-up, time, and what the engine asks about sockets.

#include "stack.h"

#include <ifaddrs.h>
#include <net/if.h>

#include "internal.h"

// In no header of usrsctp's that can be included beside its insides.
void usrsctp_init_nothreads(uint16_t port,
                            int (*connection_output)(void*, void*, size_t,
                                                     uint8_t, uint8_t),
                            void (*debug_printf)(const char*, ...));
int usrsctp_setsockopt(struct socket* socket, int level, int name,
                       const void* value, socklen_t size);

// Any but zero lets the stack encapsulate in UDP; the port that a packet
// really leaves by is the engine's affair.
enum { kEncapsulationPort = 9899 };

// The defaults of usrsctp, 256 KiB and 128 KiB, are short of one round trip
// of a fast path.
enum { kSpace = 512 * 1024 };

struct sctp_stack_callbacks stack_callbacks;

void sctp_stack_init(const struct sctp_stack_callbacks* callbacks) {
  stack_callbacks = *callbacks;
  usrsctp_init_nothreads(kEncapsulationPort, NULL, NULL);

  // We see the packets of our own UDP ports only: nobody else's association
  // can be harmed by an ABORT in answer to what we do not know.
  SCTP_BASE_SYSCTL(sctp_blackhole) = 0;
  // Every ABORT that the stack decides upon says why, see seam S25.
  SCTP_BASE_SYSCTL(sctp_diag_info_code) = SCTP_CAUSE_PROTOCOL_VIOLATION;
  // Where encapsulated packets pass is not ours to know: checksums always.
  SCTP_BASE_SYSCTL(sctp_no_csum_on_loopback) = 0;
  SCTP_BASE_SYSCTL(sctp_sendspace) = kSpace;
  SCTP_BASE_SYSCTL(sctp_recvspace) = kSpace;

  SCTP_BASE_SYSCTL(sctp_reconfig_enable) = 0;
  SCTP_BASE_SYSCTL(sctp_asconf_enable) = 0;
  SCTP_BASE_SYSCTL(sctp_auto_asconf) = 0;
  SCTP_BASE_SYSCTL(sctp_pktdrop_enable) = 0;
  SCTP_BASE_SYSCTL(sctp_nrsack_enable) = 0;
  // As RFC 7829 recommends, and Linux has it: from the first time-out on new
  // data goes by another path. Off, it went to a lost primary path until that
  // was unreachable, with pauses of half a minute.
  SCTP_BASE_SYSCTL(sctp_path_pf_threshold) = 0;
}

void sctp_stack_update_addresses(void) {
  struct ifaddrs* interfaces;
  if (getifaddrs(&interfaces) != 0) return;
  for (struct ifaddrs* one = interfaces; one; one = one->ifa_next) {
    if (!one->ifa_addr) continue;
    int family = one->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    sctp_stack_add_address(one->ifa_addr, if_nametoindex(one->ifa_name),
                           one->ifa_name);
  }
  freeifaddrs(interfaces);
}

void sctp_stack_add_address(const struct sockaddr* address, unsigned index,
                            const char* interface) {
  struct sctp_ifa* added =
      sctp_add_addr_to_vrf(SCTP_DEFAULT_VRFID, NULL, index, 0, interface, NULL,
                           (struct sockaddr*)address, 0, 0);
  // The stack would wait for the interface to say that it is ready.
  if (added) added->localifa_flags &= ~SCTP_ADDR_DEFER_USE;
}

int sctp_stack_has_address(const struct sockaddr* address) {
  return sctp_find_ifa_by_addr((struct sockaddr*)address, SCTP_DEFAULT_VRFID,
                               SCTP_ADDR_NOT_LOCKED) != NULL;
}

void sctp_stack_set_tag(struct socket* socket, void* tag) {
  // Without an upcall its argument is unused, and nothing copies it when a
  // socket is peeled off.
  socket->so_upcall = NULL;
  socket->so_upcallarg = tag;
}

void sctp_stack_set_port(struct socket* socket, void* port) {
  struct sctp_inpcb* endpoint = socket->so_pcb;
  // Meant for callbacks that are not used here. It belongs to the endpoint,
  // which outlives the socket, and is copied when an association moves.
  if (endpoint) endpoint->ulp_info = port;
}

int sctp_stack_port_in_use(void* port) {
  struct sctp_inpcb* endpoint;
  LIST_FOREACH(endpoint, &SCTP_BASE_INFO(listhead), sctp_list) {
    if (endpoint->ulp_info == port) return 1;
  }
  return 0;
}

int sctp_stack_enable(struct socket* socket, unsigned extensions) {
  static const struct {
    unsigned extension;
    int option;
    uint32_t value;
  } options[] = {
      {SCTP_STACK_RECONFIG, SCTP_RECONFIG_SUPPORTED, 1},
      {SCTP_STACK_RECONFIG, SCTP_ENABLE_STREAM_RESET,
       SCTP_ENABLE_RESET_STREAM_REQ | SCTP_ENABLE_RESET_ASSOC_REQ |
           SCTP_ENABLE_CHANGE_ASSOC_REQ},
      {SCTP_STACK_ASCONF, SCTP_AUTH_SUPPORTED, 1},
      {SCTP_STACK_ASCONF, SCTP_ASCONF_SUPPORTED, 1},
      {SCTP_STACK_PKTDROP, SCTP_PKTDROP_SUPPORTED, 1},
      {SCTP_STACK_NRSACK, SCTP_NRSACK_SUPPORTED, 1},
  };
  for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
    if (!(extensions & options[i].extension)) continue;
    struct sctp_assoc_value value = {SCTP_FUTURE_ASSOC, options[i].value};
    if (usrsctp_setsockopt(socket, IPPROTO_SCTP, options[i].option, &value,
                           sizeof(value)) != 0)
      return errno;
  }
  return 0;
}

size_t sctp_stack_unread(struct socket* socket) { return socket->so_rcv.sb_cc; }

void sctp_stack_count(uint32_t* endpoints, uint32_t* associations) {
  *endpoints = SCTP_BASE_INFO(ipi_count_ep);
  *associations = SCTP_BASE_INFO(ipi_count_asoc);
}
