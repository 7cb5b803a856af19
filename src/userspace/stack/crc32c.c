// Seam S4: replaces usrsctp's sctp_crc32.c, whose tables took 40 % of the time.

#include "crc32c.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <arm_acle.h>
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

static uint32_t choose(uint32_t crc, const uint8_t* data, size_t size);

// Several threads may choose at once; they choose the same.
static sctp_crc32c_function chosen = choose;

uint32_t sctp_crc32c(uint32_t crc, const uint8_t* data, size_t size) {
  return __atomic_load_n(&chosen, __ATOMIC_RELAXED)(crc, data, size);
}

uint32_t sctp_crc32c_packet(const uint8_t* packet, size_t size) {
  static const uint8_t no_checksum[4];
  uint32_t crc = sctp_crc32c(~0u, packet, 8);
  crc = sctp_crc32c(crc, no_checksum, sizeof(no_checksum));
  return sctp_crc32c_stored(sctp_crc32c(crc, packet + 12, size - 12));
}

uint32_t sctp_crc32c_stored(uint32_t crc) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  crc = __builtin_bswap32(crc);
#endif
  return ~crc;
}

static uint32_t choose(uint32_t crc, const uint8_t* data, size_t size) {
  sctp_crc32c_function function = sctp_crc32c_hardware();
  if (!function) function = sctp_crc32c_portable;
  __atomic_store_n(&chosen, function, __ATOMIC_RELAXED);
  return function(crc, data, size);
}

#if defined(__x86_64__)

__attribute__((target("sse4.2"))) static uint32_t by_sse42(uint32_t crc,
                                                           const uint8_t* data,
                                                           size_t size) {
  uint64_t wide = crc;
  for (; size >= 8; data += 8, size -= 8) {
    uint64_t word;
    memcpy(&word, data, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  crc = (uint32_t)wide;
  for (; size > 0; size--) crc = _mm_crc32_u8(crc, *data++);
  return crc;
}

sctp_crc32c_function sctp_crc32c_hardware(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("sse4.2") ? by_sse42 : NULL;
}

#elif defined(__aarch64__) && defined(__linux__)

__attribute__((target("+crc"))) static uint32_t by_armv8(uint32_t crc,
                                                         const uint8_t* data,
                                                         size_t size) {
  for (; size >= 8; data += 8, size -= 8) {
    uint64_t word;
    memcpy(&word, data, 8);
    crc = __crc32cd(crc, word);
  }
  for (; size > 0; size--) crc = __crc32cb(crc, *data++);
  return crc;
}

sctp_crc32c_function sctp_crc32c_hardware(void) {
  return getauxval(AT_HWCAP) & HWCAP_CRC32 ? by_armv8 : NULL;
}

#else

sctp_crc32c_function sctp_crc32c_hardware(void) { return NULL; }

#endif

// slices[k] carries a byte over k further bytes.
static uint32_t slices[8][256];

uint32_t sctp_crc32c_portable(uint32_t crc, const uint8_t* data, size_t size) {
  for (; size >= 8; data += 8, size -= 8) {
    uint32_t low = crc ^ ((uint32_t)data[0] | (uint32_t)data[1] << 8 |
                          (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24);
    crc = slices[7][low & 255] ^ slices[6][low >> 8 & 255] ^
          slices[5][low >> 16 & 255] ^ slices[4][low >> 24] ^
          slices[3][data[4]] ^ slices[2][data[5]] ^ slices[1][data[6]] ^
          slices[0][data[7]];
  }
  for (; size > 0; size--) crc = slices[0][(crc ^ *data++) & 255] ^ crc >> 8;
  return crc;
}

// Before main, so that no call has to ask whether they are there.
__attribute__((constructor)) static void fill_slices(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++)
      crc = crc & 1 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
    slices[0][byte] = crc;
  }
  for (int slice = 1; slice < 8; slice++)
    for (int byte = 0; byte < 256; byte++) {
      uint32_t crc = slices[slice - 1][byte];
      slices[slice][byte] = slices[0][crc & 255] ^ crc >> 8;
    }
}
