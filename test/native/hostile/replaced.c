// Of the stack, by the linker's --wrap: chance that a seed decides, a peer that
// holds every key, and packets that end where their memory does.

#include <netinet/sctp_auth.h>

#include "userspace/stack/internal.h"

void SeedStackRandom(uint64_t seed);
void __wrap_read_random(void* buffer, size_t size);
int __real_sctp_handle_auth(struct sctp_tcb* association,
                            struct sctp_auth_chunk* auth, struct mbuf* packet,
                            uint32_t offset);
int __wrap_sctp_handle_auth(struct sctp_tcb* association,
                            struct sctp_auth_chunk* auth, struct mbuf* packet,
                            uint32_t offset);
struct mbuf* __real_sctp_get_mbuf_for_msg(unsigned space, int header, int how,
                                          int one_buffer, int type);
struct mbuf* __wrap_sctp_get_mbuf_for_msg(unsigned space, int header, int how,
                                          int one_buffer, int type);

static uint64_t state;

void SeedStackRandom(uint64_t seed) { state = seed * 2 + 1; }

void __wrap_read_random(void* buffer, size_t size) {
  uint8_t* bytes = buffer;
  while (size-- > 0) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    *bytes++ = (uint8_t)(state >> 56);
  }
}

// The check is run, for it may fail in other ways than by saying no.
int __wrap_sctp_handle_auth(struct sctp_tcb* association,
                            struct sctp_auth_chunk* auth, struct mbuf* packet,
                            uint32_t offset) {
  if (__real_sctp_handle_auth(association, auth, packet, offset) != 0)
    association->asoc.authenticated = 1;
  return 0;
}

// Whether the next mbuf is a packet's: in memory of exactly its size, reading
// past it is a finding.
int exact_mbuf;

struct mbuf* __wrap_sctp_get_mbuf_for_msg(unsigned space, int header, int how,
                                          int one_buffer, int type) {
  bool exact = exact_mbuf;
  exact_mbuf = 0;
  if (!exact || space > MCLBYTES)
    return __real_sctp_get_mbuf_for_msg(space, header, how, one_buffer, type);
  struct mbuf* m =
      __real_sctp_get_mbuf_for_msg(MCLBYTES, header, how, one_buffer, type);
  free(m->m_ext.ext_buf);
  m->m_ext.ext_buf = malloc(space);
  m->m_ext.ext_size = space;
  m->m_data = m->m_ext.ext_buf;
  return m;
}
