// What sockets of the kernel can and usrsctp's API cannot.

#include "internal.h"

static struct sctp_tcb* with_tag(uint32_t tag);

// To look at: nobody else runs under the stack's lock, so it needs none of its
// own.
static struct sctp_tcb* with_id(struct socket* socket, uint32_t id) {
  return sctp_findassociation_ep_asocid(socket->so_pcb, id, 0);
}

void sctp_stack_set_v6only(struct socket* socket) {
  struct sctp_inpcb* endpoint = socket->so_pcb;
  endpoint->ip_inp.inp.inp_flags |= IN6P_IPV6_V6ONLY;
}

int sctp_stack_is_at_all_addresses(struct socket* socket) {
  const uint32_t all = SCTP_PCB_FLAGS_BOUNDALL | SCTP_PCB_FLAGS_UNBOUND;
  const struct sctp_inpcb* endpoint = socket->so_pcb;
  return (endpoint->sctp_flags & all) != 0;
}

int sctp_stack_source(struct socket* socket, uint32_t id,
                      struct sockaddr_storage* source) {
  const struct sctp_tcb* association = with_id(socket, id);
  if (!association) return 0;
  const struct sctp_nets* path = association->asoc.primary_destination;
  const struct sctp_ifa* address = path ? path->ro._s_addr : NULL;
  if (address) memcpy(source, &address->address, sizeof(address->address));
  return address != NULL;
}

// In no header of usrsctp's that can be included beside its insides.
ssize_t usrsctp_sendv(struct socket* socket, const void* data, size_t size,
                      struct sockaddr* addresses, int count, void* info,
                      socklen_t info_size, unsigned type, int flags);

static struct sctp_stream_out* first_stream(struct socket* socket, uint32_t id);

// The stack wants room for a request as for any message, though it has nothing
// to put there: with 512 chunks on the way it would say EWOULDBLOCK. Likewise a
// stream, which must not be about to be reset.
int sctp_stack_request(struct socket* socket, uint32_t id, uint16_t flags,
                       const void* reason, size_t size) {
  struct sctp_sndinfo info = {.snd_flags = flags, .snd_assoc_id = id};
  uint32_t limit = SCTP_BASE_SYSCTL(sctp_max_chunks_on_queue);
  uint32_t space = SCTP_SB_LIMIT_SND(socket);
  struct sctp_stream_out* stream = first_stream(socket, id);
  uint8_t state = stream ? stream->state : SCTP_STREAM_OPEN;
  if (stream) stream->state = SCTP_STREAM_OPEN;
  SCTP_BASE_SYSCTL(sctp_max_chunks_on_queue) = UINT32_MAX;
  SCTP_SB_LIMIT_SND(socket) = INT32_MAX;
  ssize_t sent = usrsctp_sendv(socket, size > 0 ? reason : "", size, NULL, 0,
                               &info, sizeof(info), SCTP_SENDV_SNDINFO, 0);
  int error = sent < 0 ? errno : 0;
  SCTP_BASE_SYSCTL(sctp_max_chunks_on_queue) = limit;
  SCTP_SB_LIMIT_SND(socket) = space;
  stream = first_stream(socket, id);
  if (stream) stream->state = state;
  return error;
}

static struct sctp_stream_out* first_stream(struct socket* socket,
                                            uint32_t id) {
  const struct sctp_tcb* association = with_id(socket, id);
  return association ? association->asoc.strmout : NULL;
}

// As sctp_lower_sosend reckons.
size_t sctp_stack_send_space(struct socket* socket, uint32_t id) {
  size_t limit = SCTP_SB_LIMIT_SND(socket);
  const struct sctp_tcb* association = with_id(socket, id);
  if (!association) return limit;
  size_t queued = association->asoc.total_output_queue_size -
                  association->asoc.chunks_on_out_queue *
                      SCTP_DATA_CHUNK_OVERHEAD(association);
  return queued < limit ? limit - queued : 0;
}

// Seam S28: a key for one message (RFC 6458 section 5.3.8), which the stack has
// a place for and its API refuses.
static int next_key = -1;

int sctp_stack_choose_key(struct socket* socket, uint32_t id, int key) {
  next_key = -1;
  if (key < 0) return 0;
  struct sctp_tcb* association = with_id(socket, id);
  if (!association) return ENOENT;
  const sctp_sharedkey_t* found =
      sctp_find_sharedkey(&association->asoc.shared_keys, (uint16_t)key);
  if (!found || found->deactivated) return EINVAL;
  next_key = key;
  return 0;
}

int seam_lower_sosend(struct socket* socket, struct sockaddr* address,
                      struct uio* uio, struct mbuf* top, struct mbuf* control,
                      int flags, struct sctp_sndrcvinfo* info) {
  if (next_key >= 0 && info) {
    info->sinfo_keynumber = (uint16_t)next_key;
    info->sinfo_keynumber_valid = 1;
  }
  return sctp_lower_sosend(socket, address, uio, top, control, flags, info);
}

static const struct sctp_queued_to_read* next_of(
    const struct sctp_inpcb* endpoint);

// The stack ends the message as if it were whole, and says so only to calls
// that block.
int sctp_stack_next_is_cut(struct socket* socket) {
  const struct sctp_inpcb* endpoint = socket->so_pcb;
  const struct sctp_queued_to_read* next = endpoint ? next_of(endpoint) : NULL;
  return next && next->pdapi_aborted && next->length > 0 &&
         !(next->spec_flags & M_NOTIFICATION);
}

// As sctp_sorecvmsg chooses: the first, or where that waits for its rest the
// next that may come before it. Where nothing is left of one that has ended, it
// goes without a word.
static const struct sctp_queued_to_read* next_of(
    const struct sctp_inpcb* endpoint) {
  const struct sctp_queued_to_read* first = TAILQ_FIRST(&endpoint->read_queue);
  while (first && first->length == 0 && first->end_added)
    first = TAILQ_NEXT(first, next);
  if (!first || first->length > 0 ||
      !sctp_is_feature_on(endpoint, SCTP_PCB_FLAGS_FRAG_INTERLEAVE))
    return first;
  bool mixes = sctp_is_feature_on(endpoint, SCTP_PCB_FLAGS_INTERLEAVE_STRMS);
  const struct sctp_queued_to_read* one = first;
  while ((one = TAILQ_NEXT(one, next))) {
    if (one->length == 0) continue;
    bool is_other = one->stcb != first->stcb;
    bool is_notification = one->spec_flags & M_NOTIFICATION;
    bool may_begin =
        !is_notification && !one->do_not_ref_stcb &&
        !one->stcb->asoc.strmin[one->sinfo_stream].delivery_started;
    if ((is_other || mixes) && (one->some_taken || may_begin)) return one;
    if (is_other && is_notification) return one;
  }
  return first;
}

// The stack tells of the peer's choices only.
void sctp_stack_tell_primary(struct socket* socket, uint32_t id) {
  struct sctp_tcb* association =
      sctp_findassociation_ep_asocid(socket->so_pcb, id, 1);
  if (!association) return;
  struct sctp_nets* path = association->asoc.primary_destination;
  if (path)
    sctp_ulp_notify(SCTP_NOTIFY_ASCONF_SET_PRIMARY, association, 0,
                    &path->ro._l_addr, SCTP_SO_LOCKED);
  SCTP_TCB_UNLOCK(association);
}

int sctp_stack_abort_setup(struct socket* socket, uint32_t id) {
  struct sctp_inpcb* endpoint = socket->so_pcb;
  struct sctp_tcb* association =
      sctp_findassociation_ep_asocid(endpoint, id, 1);
  if (!association) return ENOENT;
  sctp_abort_an_association(endpoint, association, NULL, SCTP_SO_LOCKED);
  return 0;
}

void sctp_stack_undelivered(const uint8_t* packet, size_t size) {
  struct sctphdr header;
  struct sctp_init_chunk init;
  if (size < sizeof(header) + sizeof(init)) return;
  memcpy(&header, packet, sizeof(header));
  memcpy(&init, packet + sizeof(header), sizeof(init));
  if (init.ch.chunk_type != SCTP_INITIATION) return;

  struct sctp_tcb* association = with_tag(ntohl(init.init.initiate_tag));
  if (!association) return;
  SCTP_TCB_LOCK(association);
  if (SCTP_GET_STATE(association) != SCTP_STATE_COOKIE_WAIT ||
      association->rport != header.dest_port) {
    SCTP_TCB_UNLOCK(association);
    return;
  }
  // As if the host had SCTP, and had answered with an ABORT.
  struct sctp_abort_chunk abort = {
      .ch = {.chunk_type = SCTP_ABORT_ASSOCIATION,
             .chunk_flags = SCTP_HAD_NO_TCB,
             .chunk_length = htons(sizeof(abort))}};
  sctp_abort_notification(association, 1, 0, &abort, SCTP_SO_NOT_LOCKED);
  sctp_free_assoc(association->sctp_ep, association, SCTP_NORMAL_PROC, 0);
}

// An association by the tag of our own that its INIT had.
static struct sctp_tcb* with_tag(uint32_t tag) {
  struct sctpasochead* head = &SCTP_BASE_INFO(
      sctp_asochash)[SCTP_PCBHASH_ASOC(tag, SCTP_BASE_INFO(hashasocmark))];
  struct sctp_tcb* association;
  LIST_FOREACH(association, head, sctp_asocs) {
    if (association->asoc.my_vtag == tag) return association;
  }
  return NULL;
}
