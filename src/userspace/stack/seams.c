// What the build takes out of usrsctp, or wraps: renamed/ has the names,
// doc/userspace.md the table. Output (S2), the ingress check (S8) and the cures
// of lifetimes have files of their own.

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
  if (!association) return NULL;
  if (has_tag(association, header, chunk)) {
    hold_arrival(association, *path);
    return association;
  }
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

// ---- S25: reasons for ABORTs that the stack decides upon

struct mbuf* stock_generate_cause(uint16_t code, char* info);

// To what is out of the blue the answer is short, as anybody can ask for it, to
// any address; and sctp_handle_ootb would lose the reason where it has none.
// Some others name a place in the stack, of which the file is enough.
struct mbuf* sctp_generate_cause(uint16_t code, char* info) {
  static const char* const out_of_the_blue[] = {"OOTB", "Out of the blue"};
  for (size_t i = 0; i < 2; i++) {
    if (strncmp(info, out_of_the_blue[i], strlen(out_of_the_blue[i])) == 0)
      return NULL;
  }
  char* folder_end = strrchr(info, '/');
  return stock_generate_cause(code, folder_end ? folder_end + 1 : info);
}

// ---- S29: who waits for a stream that is being reset hears that it is open

void stock_ulp_notify(uint32_t what, struct sctp_tcb* association,
                      uint32_t error, void* data, int so_locked);

// A message on such a stream is refused with EAGAIN (RFC 6525 section 5.1.2),
// as where the buffer is full, and nothing told that it was worth a try again.
// The streams open right after these.
void sctp_ulp_notify(uint32_t what, struct sctp_tcb* association,
                     uint32_t error, void* data, int so_locked) {
  stock_ulp_notify(what, association, error, data, so_locked);
  switch (what) {
    case SCTP_NOTIFY_STR_RESET_SEND:
    case SCTP_NOTIFY_STR_RESET_DENIED_OUT:
    case SCTP_NOTIFY_STR_RESET_FAILED_OUT:
      if (has_socket(association)) seam_writable(association->sctp_socket);
  }
}

// ---- S30: no path is potentially failed before the association is up

typedef int (*path_timer)(struct sctp_inpcb* endpoint,
                          struct sctp_tcb* association, struct sctp_nets* path);

int stock_t1init_timer(struct sctp_inpcb* endpoint,
                       struct sctp_tcb* association, struct sctp_nets* path);
int stock_cookie_timer(struct sctp_inpcb* endpoint,
                       struct sctp_tcb* association, struct sctp_nets* path);

// Such a path is sent HEARTBEATs, which RFC 9260 section 8.3 has only in an
// association that is up. Here they had no tag yet, went to a peer that had
// answered nothing, and each counted as one of the attempts to connect.
static int judge(path_timer timer, struct sctp_inpcb* endpoint,
                 struct sctp_tcb* association, struct sctp_nets* path,
                 struct sctp_nets* judged) {
  uint16_t threshold = judged->pf_threshold;
  atomic_add_int(&judged->ref_count, 1);
  judged->pf_threshold = UINT16_MAX;
  int ended = timer(endpoint, association, path);
  judged->pf_threshold = threshold;
  sctp_free_remote_addr(judged);
  return ended;
}

int sctp_t1init_timer(struct sctp_inpcb* endpoint, struct sctp_tcb* association,
                      struct sctp_nets* path) {
  return judge(stock_t1init_timer, endpoint, association, path, path);
}

int sctp_cookie_timer(struct sctp_inpcb* endpoint, struct sctp_tcb* association,
                      struct sctp_nets* path) {
  struct sctp_tmit_chunk* chunk;
  TAILQ_FOREACH(chunk, &association->asoc.control_send_queue, sctp_next) {
    if (chunk->rec.chunk_id.id == SCTP_COOKIE_ECHO) break;
  }
  struct sctp_nets* judged = chunk ? chunk->whoTo : path;
  return judge(stock_cookie_timer, endpoint, association, path, judged);
}
