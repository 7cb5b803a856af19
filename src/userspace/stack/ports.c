// Seam S26: a port that is chosen for an endpoint is one that nobody has.
//
// What is peeled off keeps its endpoint's port, but where the stack looks for
// ports it is not seen: once the endpoint is closed its port counts as free.
// The next that got it shared it, and if it called the same peer, it shared the
// association, too: the peer saw a restart, or answered with an ABORT.

#include "internal.h"

int stock_inpcb_bind(struct socket* socket, struct sockaddr* address,
                     struct sctp_ifa* interface, struct proc* process);

static bool is_taken(uint16_t port);
static void with_port(const struct sctp_inpcb* endpoint,
                      const struct sockaddr* address, uint16_t port,
                      union sctp_sockstore* result);

// Ports, in network order, that something was peeled off with. Whether it is
// still there takes a look at all endpoints, which is rarely needed.
static bool was_peeled_off[1 << 16];

void note_peeled_off(uint16_t port) { was_peeled_off[port] = true; }

int sctp_inpcb_bind(struct socket* socket, struct sockaddr* address,
                    struct sctp_ifa* interface, struct proc* process) {
  // At the same place in the addresses of both families.
  if (address && ((struct sockaddr_in*)address)->sin_port != 0)
    return stock_inpcb_bind(socket, address, interface, process);

  struct sctp_inpcb* endpoint = socket->so_pcb;
  uint32_t count = ipport_lastauto - ipport_firstauto + 1;
  uint32_t start = sctp_select_initial_TSN(&endpoint->sctp_ep) % count;
  for (uint32_t i = 0; i < count; i++) {
    uint16_t port = htons(ipport_firstauto + (start + i) % count);
    if (is_taken(port)) continue;
    union sctp_sockstore at;
    with_port(endpoint, address, port, &at);
    return stock_inpcb_bind(socket, &at.sa, interface, process);
  }
  return EADDRINUSE;
}

static bool is_taken(uint16_t port) {
  const struct sctp_inpcb* endpoint;
  const struct sctppcbhead* bound = &SCTP_BASE_INFO(
      sctp_ephash)[SCTP_PCBHASH_ALLADDR(port, SCTP_BASE_INFO(hashmark))];
  LIST_FOREACH(endpoint, bound, sctp_hash) {
    if (endpoint->sctp_lport == port) return true;
  }
  if (!was_peeled_off[port]) return false;
  LIST_FOREACH(endpoint, &SCTP_BASE_INFO(listhead), sctp_list) {
    if (endpoint->sctp_lport == port) return true;
  }
  was_peeled_off[port] = false;
  return false;
}

static void with_port(const struct sctp_inpcb* endpoint,
                      const struct sockaddr* address, uint16_t port,
                      union sctp_sockstore* result) {
  memset(result, 0, sizeof(*result));
  bool is_v6 = address ? address->sa_family == AF_INET6
                       : (endpoint->sctp_flags & SCTP_PCB_FLAGS_BOUND_V6) != 0;
  if (is_v6) {
    if (address) memcpy(&result->sin6, address, sizeof(result->sin6));
    result->sin6.sin6_family = AF_INET6;
    result->sin6.sin6_port = port;
  } else {
    if (address) memcpy(&result->sin, address, sizeof(result->sin));
    result->sin.sin_family = AF_INET;
    result->sin.sin_port = port;
  }
}
