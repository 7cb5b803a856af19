// Seams that cure usrsctp's mistakes about how long associations, endpoints and
// sockets live. None of them changes what is sent.

#include "internal.h"

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

bool has_socket(const struct sctp_tcb* association) {
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
  // The one given is behind the one that the peer begins with.
  if (has_socket(association))
    stock_notify_stream_reset_tsn(association, sending, receiving - 1, flags);
}

// ---- S10: a timer goes with its association, and only if it runs

void stock_move_pcb_and_assoc(struct sctp_inpcb* from, struct sctp_inpcb* to,
                              struct sctp_tcb* association);

static void let_go(struct sctp_timer* timer) {
  if (!SCTP_OS_TIMER_PENDING(&timer->timer)) timer->ep = NULL;
}

static void let_go_of_path(struct sctp_nets* path) {
  let_go(&path->pmtu_timer);
  let_go(&path->hb_timer);
  let_go(&path->rxt_timer);
}

// Peeling off takes the timers along, and for each that names the old endpoint
// a reference. One that ran out goes on naming it and has none: the endpoint
// is freed while it is still in use. One of a path that the association has no
// more, but chunks in flight have, is left behind.
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
  TAILQ_FOREACH(path, &asoc->nets, sctp_next) let_go_of_path(path);
  stock_move_pcb_and_assoc(from, to, association);
  note_peeled_off(to->sctp_lport);

  const struct sctp_tmit_chunk* chunk;
  TAILQ_FOREACH(chunk, &asoc->sent_queue, sctp_next) {
    struct sctp_timer* timer = chunk->whoTo ? &chunk->whoTo->rxt_timer : NULL;
    if (!timer || timer->ep != from) continue;
    if (!SCTP_OS_TIMER_PENDING(&timer->timer)) continue;
    SCTP_INP_DECR_REF(from);
    SCTP_INP_INCR_REF(to);
    timer->ep = to;
  }
}

// ---- S11: an association whose end is put off has no messages coming any more

void seam_timer_start(int type, struct sctp_inpcb* endpoint,
                      struct sctp_tcb* association, struct sctp_nets* path);

// A message of which a part was delivered is on the endpoint's queue and on its
// stream's. Whoever receives the part frees the message where the association
// has ended; the stream's queue would go on having it until the timer frees
// the association. (While a packet is at work nobody receives.)
void seam_timer_start(int type, struct sctp_inpcb* endpoint,
                      struct sctp_tcb* association, struct sctp_nets* path) {
  if (type == SCTP_TIMER_TYPE_ASOCKILL &&
      association != stack_arrival.association) {
    struct sctp_association* asoc = &association->asoc;
    for (uint16_t i = 0; asoc->strmin && i < asoc->streamincnt; i++) {
      sctp_clean_up_stream(association, &asoc->strmin[i].inqueue);
      sctp_clean_up_stream(association, &asoc->strmin[i].uno_inqueue);
    }
    asoc->size_on_all_streams = 0;
    asoc->cnt_on_all_streams = 0;
  }
  sctp_timer_start(type, endpoint, association, path);
}

// ---- S12: what a timer's handler takes, it gives back

int seam_os_timer_start(sctp_os_timer_t* timer, uint32_t ticks,
                        void (*handler)(void*), void* argument);

// The handler holds the socket while it works, but forgets to let go of it
// where it was an association's end that was put off: the socket's endpoint
// would keep its port after close, for as long as the process lives.
static void end_association(void* argument) {
  const struct sctp_timer* timer = argument;
  const struct sctp_tcb* association = timer->tcb;
  struct socket* socket = NULL;
  if (association &&
      !(association->sctp_ep->sctp_flags & SCTP_PCB_FLAGS_SOCKET_GONE))
    socket = association->sctp_socket;
  if (!socket) {
    sctp_timeout_handler(argument);
    return;
  }
  SOCK_LOCK(socket);
  soref(socket);
  int held = socket->so_count;
  SOCK_UNLOCK(socket);
  sctp_timeout_handler(argument);
  for (int forgotten = socket->so_count - held; forgotten >= 0; forgotten--) {
    ACCEPT_LOCK();
    SOCK_LOCK(socket);
    sorele(socket);
  }
}

int seam_os_timer_start(sctp_os_timer_t* timer, uint32_t ticks,
                        void (*handler)(void*), void* argument) {
  const struct sctp_timer* armed = argument;
  if (armed->type == SCTP_TIMER_TYPE_ASOCKILL) handler = end_association;
  return sctp_os_timer_start(timer, ticks, handler, argument);
}

// ---- S14: a notification of the last moment names nobody who is gone

struct sctp_queued_to_read* seam_build_readq_entry(
    struct sctp_tcb* association, struct sctp_nets* path, uint32_t tsn,
    uint32_t ppid, uint32_t context, uint16_t stream, uint32_t message,
    uint8_t flags, struct mbuf* data);

// While it is freed an association reports what it could not send. Its state
// says no longer that it is about to go, and whoever receives the report would
// follow it.
struct sctp_queued_to_read* seam_build_readq_entry(
    struct sctp_tcb* association, struct sctp_nets* path, uint32_t tsn,
    uint32_t ppid, uint32_t context, uint16_t stream, uint32_t message,
    uint8_t flags, struct mbuf* data) {
  struct sctp_queued_to_read* entry = sctp_build_readq_entry(
      association, path, tsn, ppid, context, stream, message, flags, data);
  if (entry && association->asoc.state == SCTP_STATE_EMPTY)
    entry->do_not_ref_stcb = 1;
  return entry;
}

// ---- S22: the end of an association has its timer

void stock_timer_start(int type, struct sctp_inpcb* endpoint,
                       struct sctp_tcb* association, struct sctp_nets* path);

// A path has one timer for all that is sent again by it. When SHUTDOWN and
// SHUTDOWN-ACK leave, all data has been acknowledged, but the timer of data may
// still run, and then theirs would not start: a SHUTDOWN-ACK that is lost is
// not repeated, and the association never ends.
void sctp_timer_start(int type, struct sctp_inpcb* endpoint,
                      struct sctp_tcb* association, struct sctp_nets* path) {
  if (type == SCTP_TIMER_TYPE_SHUTDOWN || type == SCTP_TIMER_TYPE_SHUTDOWNACK)
    sctp_timer_stop(SCTP_TIMER_TYPE_SEND, endpoint, association, path, 0);
  stock_timer_start(type, endpoint, association, path);
}

// ---- S24: an association's end does not overtake its messages

int stock_free_assoc(struct sctp_inpcb* endpoint, struct sctp_tcb* association,
                     int from, int location);

// While a message of one association, partly delivered, waits for its rest, the
// others' may be received. But of those that have ended only notifications are,
// and messages of which a part was: the end would be told before what the peer
// has sent and we have acknowledged. So they count as begun.
int sctp_free_assoc(struct sctp_inpcb* endpoint, struct sctp_tcb* association,
                    int from, int location) {
  struct sctp_queued_to_read* message;
  TAILQ_FOREACH(message, &endpoint->read_queue, next) {
    if (message->stcb == association && !message->some_taken)
      message->some_taken = 1;
  }
  return stock_free_assoc(endpoint, association, from, location);
}
