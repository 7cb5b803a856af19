// Seams about what a packet belongs to: the association stays until the packet
// is done with, and so does the path that it came by.

#include "internal.h"

// ---- S13: an association outlives the packet that ends it

struct sctp_tcb* stock_findassociation_ep_asconf(
    struct mbuf* packet, int offset, struct sockaddr* to,
    struct sctphdr* header, struct sctp_inpcb** endpoint,
    struct sctp_nets** path, uint32_t vrf);

static bool arrival_has_data(void);

// By the address inside of an ASCONF, where the packet's source is unknown. By
// its tag alone where that address is zero: then a reference is given back of
// the endpoint that was found, but was taken of the one that was asked.
struct sctp_tcb* sctp_findassociation_ep_asconf(struct mbuf* packet, int offset,
                                                struct sockaddr* to,
                                                struct sctphdr* header,
                                                struct sctp_inpcb** endpoint,
                                                struct sctp_nets** path,
                                                uint32_t vrf) {
  struct sctp_inpcb* asked = *endpoint;
  struct sctp_tcb* association = stock_findassociation_ep_asconf(
      packet, offset, to, header, endpoint, path, vrf);
  if (!association) return NULL;
  if (!*path) {
    SCTP_INP_INCR_REF(*endpoint);
    SCTP_INP_DECR_REF(asked);
  }
  // Data is noted by the path that it came by, which is none yet.
  bool is_wanted =
      association->asoc.asconf_supported && (*path || !arrival_has_data());
  if (is_wanted) {
    hold_arrival(association, *path);
    return association;
  }
  SCTP_TCB_UNLOCK(association);
  SCTP_INP_INCR_REF(asked);
  *endpoint = asked;
  stack_arrival.refused = true;
  return NULL;
}

static bool arrival_has_data(void) {
  const uint8_t* chunk = stack_arrival.packet + sizeof(struct sctphdr);
  const uint8_t* end = stack_arrival.packet + stack_arrival.size;
  while (chunk < end) {
    if (chunk[0] == SCTP_DATA || chunk[0] == SCTP_IDATA) return true;
    chunk += SCTP_SIZE32((size_t)(chunk[2] << 8 | chunk[3]));
  }
  return false;
}

// Many places free an association deep inside, and some of those above go on
// as if it were there (RE-CONFIG, ABORT). With a reference to it the stack puts
// its end off, to a timer. Likewise with the path that a packet came by, which
// an ASCONF in it may delete.
void hold_arrival(struct sctp_tcb* association, struct sctp_nets* path) {
  if (stack_arrival.association) return;
  stack_arrival.association = association;
  atomic_add_int(&association->asoc.refcnt, 1);
  if (!path) return;
  stack_arrival.path = path;
  atomic_add_int(&path->ref_count, 1);
}

static void release_path(void);
static bool has_path(const struct sctp_association* asoc,
                     const struct sctp_nets* path);
static void forget_path(struct sctp_association* asoc, struct sctp_nets* path);

void release_arrival(void) {
  struct sctp_tcb* association = stack_arrival.association;
  if (!association) return;
  stack_arrival.association = NULL;
  atomic_subtract_int(&association->asoc.refcnt, 1);
  if (!(association->asoc.state & SCTP_STATE_ABOUT_TO_BE_FREED)) {
    if (!has_path(&association->asoc, stack_arrival.path))
      forget_path(&association->asoc, stack_arrival.path);
    release_path();
    return;
  }
  // The end that was put off comes here and not by the timer: who aborts may
  // be back at once.
  struct sctp_inpcb* endpoint = association->sctp_ep;
  SCTP_TCB_LOCK(association);
  sctp_timer_stop(SCTP_TIMER_TYPE_ASOCKILL, endpoint, association, NULL, 0);
  sctp_free_assoc(endpoint, association, SCTP_NORMAL_PROC, 0);
  release_path();
}

static void release_path(void) {
  if (stack_arrival.path) sctp_free_remote_addr(stack_arrival.path);
  stack_arrival.path = NULL;
}

static bool has_path(const struct sctp_association* asoc,
                     const struct sctp_nets* path) {
  const struct sctp_nets* known;
  TAILQ_FOREACH(known, &asoc->nets, sctp_next) {
    if (known == path) return true;
  }
  return false;
}

// Chunks behind the one that ended the path may have named it again.
static void forget_path(struct sctp_association* asoc, struct sctp_nets* path) {
  if (asoc->last_control_chunk_from == path)
    asoc->last_control_chunk_from = NULL;
  if (asoc->last_data_chunk_from == path)
    asoc->last_data_chunk_from = TAILQ_FIRST(&asoc->nets);
  if (path && asoc->alternate == path) {
    asoc->alternate = NULL;
    sctp_free_remote_addr(path);
  }
  struct sctp_asconf_ack* answer;
  TAILQ_FOREACH(answer, &asoc->asconf_ack_sent, next) {
    if (answer->last_sent_to == path) answer->last_sent_to = NULL;
  }
}

// ---- S16: a path that is gone is forgotten
// ---- S21: what was in flight to a peer that restarted is not counted
// ---- S20: all paths begin with the UDP port that the peer's packets come from

int stock_load_addresses_from_init(struct sctp_tcb* association,
                                   struct mbuf* packet, int offset, int limit,
                                   struct sockaddr* from, struct sockaddr* to,
                                   struct sockaddr* other, uint16_t port);

static void end_path(struct sctp_tcb* association, struct sctp_nets* path);
static void forget_flight(struct sctp_tcb* association);
static void forget_reset(struct sctp_association* asoc);
static uint16_t arrival_port(void);

// A peer that restarts may have fewer addresses (RFC 9260 section 5.2.4). The
// paths to those that it lacks are freed with their timers running and while
// they are the ones to send to next. Freed before are the control chunks that
// waited for the peer as it was, a RE-CONFIG among them that is still expected
// to be answered. What was in flight is given up, but still counted, and
// nothing new is sent while it fills the window.
//
// The stack takes a new path's UDP port from the endpoint, and one that serves
// has none: its peer's other addresses could not be sent to before the peer had
// sent from them.
int sctp_load_addresses_from_init(struct sctp_tcb* association,
                                  struct mbuf* packet, int offset, int limit,
                                  struct sockaddr* from, struct sockaddr* to,
                                  struct sockaddr* other, uint16_t port) {
  struct sctp_association* asoc = &association->asoc;
  forget_reset(asoc);
  forget_flight(association);
  if (stack_arrival.active) asoc->port = port = arrival_port();
  size_t count = 0;
  struct sctp_nets* path;
  TAILQ_FOREACH(path, &asoc->nets, sctp_next) count++;
  struct sctp_nets** before = calloc(count, sizeof(*before));
  if (!before) return -1;
  count = 0;
  TAILQ_FOREACH(path, &asoc->nets, sctp_next) {
    before[count++] = path;
    atomic_add_int(&path->ref_count, 1);
  }

  int result = stock_load_addresses_from_init(association, packet, offset,
                                              limit, from, to, other, port);
  for (size_t i = 0; i < count; i++) {
    if (!has_path(asoc, before[i])) end_path(association, before[i]);
    sctp_free_remote_addr(before[i]);
  }
  free(before);
  return result;
}

static void end_path(struct sctp_tcb* association, struct sctp_nets* path) {
  struct sctp_inpcb* endpoint = association->sctp_ep;
  sctp_timer_stop(SCTP_TIMER_TYPE_PATHMTURAISE, endpoint, association, path, 0);
  sctp_timer_stop(SCTP_TIMER_TYPE_HEARTBEAT, endpoint, association, path, 0);
  path->dest_state |= SCTP_ADDR_BEING_DELETED;
  forget_path(&association->asoc, path);
}

static void forget_flight(struct sctp_tcb* association) {
  struct sctp_association* asoc = &association->asoc;
  if (!TAILQ_EMPTY(&asoc->sent_queue)) return;
  asoc->total_flight = 0;
  asoc->total_flight_count = 0;
  struct sctp_nets* path;
  TAILQ_FOREACH(path, &asoc->nets, sctp_next) {
    path->flight_size = 0;
    sctp_timer_stop(SCTP_TIMER_TYPE_SEND, association->sctp_ep, association,
                    path, 0);
  }
}

static uint16_t arrival_port(void) {
  const struct sockaddr* from = stack_arrival.from;
  return from->sa_family == AF_INET
             ? ((const struct sockaddr_in*)from)->sin_port
             : ((const struct sockaddr_in6*)from)->sin6_port;
}

static void forget_reset(struct sctp_association* asoc) {
  const struct sctp_tmit_chunk* waiting;
  TAILQ_FOREACH(waiting, &asoc->control_send_queue, sctp_next) {
    if (waiting == asoc->str_reset) return;
  }
  asoc->str_reset = NULL;
}
