// What the build takes out of usrsctp, or wraps: renamed/ has the names. Output
// (S2) and the ingress check (S8) have files of their own; doc/userspace.md has
// the table.

#include <netinet/sctp_os.h>
// Needs it.
#include <netinet/sctp_crc32.h>

#include "crc32c.h"
#include "internal.h"

// ---- S1: no receive threads, no sockets of the stack's own

void recv_thread_init(void);
void recv_thread_destroy(void);

void recv_thread_init(void) {}
void recv_thread_destroy(void) {}

// ---- S3: readiness, see shadow/user_socketvar.h

static void tell(struct socket* socket, int events) {
  if (socket->so_upcallarg) stack_callbacks.ready(socket->so_upcallarg, events);
}

void seam_readable(struct socket* socket) { tell(socket, SCTP_STACK_READABLE); }
void seam_writable(struct socket* socket) { tell(socket, SCTP_STACK_WRITABLE); }

// ---- S4: checksums, see crc32c.c

uint32_t calculate_crc32c(uint32_t crc, const unsigned char* data,
                          unsigned size) {
  return sctp_crc32c(crc, data, size);
}

uint32_t sctp_finalize_crc32c(uint32_t crc) { return sctp_crc32c_stored(crc); }

uint32_t sctp_calculate_cksum(struct mbuf* packet, uint32_t offset) {
  uint32_t crc = ~0u;
  for (const struct mbuf* part = packet; part; part = part->m_next) {
    uint32_t size = (uint32_t)part->m_len;
    uint32_t skipped = offset < size ? offset : size;
    offset -= skipped;
    const uint8_t* data = (const uint8_t*)part->m_data + skipped;
    crc = sctp_crc32c(crc, data, size - skipped);
  }
  return sctp_crc32c_stored(crc);
}

// ---- S5: the iterator works when the engine lets it, not on a thread

static bool iterator_has_work;

void sctp_startup_iterator(void) {
  SCTP_ITERATOR_LOCK_INIT();
  SCTP_IPI_ITERATOR_WQ_INIT();
  TAILQ_INIT(&sctp_it_ctl.iteratorhead);
}

void sctp_wakeup_iterator(void) { iterator_has_work = true; }

void sctp_stack_iterate(void) {
  if (!iterator_has_work) return;
  iterator_has_work = false;
  SCTP_IPI_ITERATOR_WQ_LOCK();
  sctp_iterator_worker();
  SCTP_IPI_ITERATOR_WQ_UNLOCK();
}

// ---- S6: a path's reference, kept

int stock_asconf_timer(struct sctp_inpcb* endpoint,
                       struct sctp_tcb* association, struct sctp_nets* path);

// On a single path each retransmission of an ASCONF drops a reference to the
// path that it goes on using: use after free once the peer has ignored enough
// of them. One reference of ours makes up for it where nothing moved.
int sctp_asconf_timer(struct sctp_inpcb* endpoint, struct sctp_tcb* association,
                      struct sctp_nets* path) {
  const struct sctp_tmit_chunk* chunk =
      TAILQ_FIRST(&association->asoc.asconf_send_queue);
  struct sctp_nets* used = chunk ? chunk->whoTo : NULL;
  if (used) atomic_add_int(&used->ref_count, 1);
  int ended = stock_asconf_timer(endpoint, association, path);
  bool stayed = !ended && chunk &&
                TAILQ_FIRST(&association->asoc.asconf_send_queue) == chunk &&
                chunk->whoTo == used;
  if (used && !stayed) sctp_free_remote_addr(used);
  return ended;
}

// ---- S7: no notification to a socket that is gone

void stock_notify_stream_reset_add(struct sctp_tcb* association,
                                   uint16_t incoming, uint16_t outgoing,
                                   int flags);
void stock_notify_stream_reset_tsn(struct sctp_tcb* association,
                                   uint32_t sending, uint32_t receiving,
                                   int flags);

static bool has_socket(const struct sctp_tcb* association) {
  const uint32_t gone =
      SCTP_PCB_FLAGS_SOCKET_GONE | SCTP_PCB_FLAGS_SOCKET_ALLGONE;
  return association && association->sctp_socket &&
         !(association->sctp_ep->sctp_flags & gone) &&
         !(association->asoc.state & SCTP_STATE_CLOSED_SOCKET);
}

// Both reach through the socket unchecked: NULL dereference on a RE-CONFIG
// after close.
void sctp_notify_stream_reset_add(struct sctp_tcb* association,
                                  uint16_t incoming, uint16_t outgoing,
                                  int flags) {
  if (has_socket(association))
    stock_notify_stream_reset_add(association, incoming, outgoing, flags);
}

void sctp_notify_stream_reset_tsn(struct sctp_tcb* association,
                                  uint32_t sending, uint32_t receiving,
                                  int flags) {
  if (has_socket(association))
    stock_notify_stream_reset_tsn(association, sending, receiving, flags);
}

// ---- S9: a bad tag ends a packet before it has changed anything

struct sctp_tcb* stock_findassociation_addr(
    struct mbuf* packet, int offset, struct sockaddr* from, struct sockaddr* to,
    struct sctphdr* header, struct sctp_chunkhdr* chunk,
    struct sctp_inpcb** endpoint, struct sctp_nets** path, uint32_t vrf);

static bool has_tag(const struct sctp_tcb* association,
                    const struct sctphdr* header,
                    const struct sctp_chunkhdr* chunk);

// The stack takes the source's UDP port for the path's (RFC 6951 section 5.4)
// before it has looked at the tag: who knows addresses and SCTP ports could
// turn an association's packets away without one.
struct sctp_tcb* sctp_findassociation_addr(
    struct mbuf* packet, int offset, struct sockaddr* from, struct sockaddr* to,
    struct sctphdr* header, struct sctp_chunkhdr* chunk,
    struct sctp_inpcb** endpoint, struct sctp_nets** path, uint32_t vrf) {
  struct sctp_tcb* association = stock_findassociation_addr(
      packet, offset, from, to, header, chunk, endpoint, path, vrf);
  if (!association || has_tag(association, header, chunk)) return association;

  SCTP_TCB_UNLOCK(association);
  // A SHUTDOWN-ACK out of the blue has an answer, RFC 9260 section 8.5.1 E.
  stack_arrival.refused = chunk->chunk_type != SCTP_SHUTDOWN_ACK;
  *endpoint = NULL;
  *path = NULL;
  return NULL;
}

// RFC 9260 sections 8.5 and 8.5.1.
static bool has_tag(const struct sctp_tcb* association,
                    const struct sctphdr* header,
                    const struct sctp_chunkhdr* chunk) {
  uint8_t type = chunk->chunk_type;
  // An AUTH may come before the chunk that matters.
  size_t second = sizeof(*header) + SCTP_SIZE32(ntohs(chunk->chunk_length));
  if (type == SCTP_AUTHENTICATION && second < stack_arrival.size)
    type = stack_arrival.packet[second];

  uint32_t tag = ntohl(header->v_tag);
  switch (type) {
    case SCTP_INITIATION:   // has none
    case SCTP_COOKIE_ECHO:  // has the tag of what it restarts; the cookie tells
      return true;
    case SCTP_ABORT_ASSOCIATION:
    case SCTP_SHUTDOWN_COMPLETE:
    case SCTP_PACKET_DROPPED:
      if (chunk->chunk_flags & SCTP_HAD_NO_TCB)
        return tag == association->asoc.peer_vtag;
  }
  return tag == association->asoc.my_vtag;
}

// ---- S10: a timer that ran out holds its endpoint no more

void stock_move_pcb_and_assoc(struct sctp_inpcb* from, struct sctp_inpcb* to,
                              struct sctp_tcb* association);

static void let_go(struct sctp_timer* timer) {
  if (!SCTP_OS_TIMER_PENDING(&timer->timer)) timer->ep = NULL;
}

// Peeling off takes the timers along, and for each that names the old endpoint
// a reference. One that ran out goes on naming it and has none: the endpoint
// is freed while it is still in use.
void sctp_move_pcb_and_assoc(struct sctp_inpcb* from, struct sctp_inpcb* to,
                             struct sctp_tcb* association) {
  struct sctp_association* asoc = &association->asoc;
  let_go(&asoc->dack_timer);
  let_go(&asoc->asconf_timer);
  let_go(&asoc->strreset_timer);
  let_go(&asoc->shut_guard_timer);
  let_go(&asoc->autoclose_timer);
  let_go(&asoc->delete_prim_timer);
  struct sctp_nets* path;
  TAILQ_FOREACH(path, &asoc->nets, sctp_next) {
    let_go(&path->pmtu_timer);
    let_go(&path->hb_timer);
    let_go(&path->rxt_timer);
  }
  stock_move_pcb_and_assoc(from, to, association);
}
