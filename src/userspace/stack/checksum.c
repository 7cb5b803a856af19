// Seam S4: what usrsctp's sctp_crc32.c is asked for.

#include "crc32c.h"
#include "internal.h"

uint32_t calculate_crc32c(uint32_t crc, const unsigned char* data,
                          unsigned int size) {
  return sctp_crc32c(crc, data, size);
}

uint32_t sctp_finalize_crc32c(uint32_t crc) {
  crc = ~crc;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  crc = __builtin_bswap32(crc);
#endif
  return crc;
}

// Of a packet that begins `offset` bytes into the chain, whose checksum is
// zero.
uint32_t sctp_calculate_cksum(struct mbuf* packet, int32_t offset) {
  uint32_t crc = ~0u;
  for (const struct mbuf* part = packet; part; part = part->m_next) {
    if (offset < part->m_len)
      crc = sctp_crc32c(crc, (const uint8_t*)part->m_data + offset,
                        (size_t)(part->m_len - offset));
    offset = offset > part->m_len ? offset - part->m_len : 0;
  }
  return sctp_finalize_crc32c(crc);
}
