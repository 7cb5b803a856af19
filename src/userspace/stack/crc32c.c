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

static void fill_slices(void) {
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

#if defined(__x86_64__)

#define HARDWARE __attribute__((target("sse4.2")))
#define TAKE_WORD(crc, word) _mm_crc32_u64(crc, word)
#define TAKE_BYTE(crc, byte) _mm_crc32_u8((uint32_t)(crc), byte)

static int has_hardware(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("sse4.2");
}

#elif defined(__aarch64__) && defined(__linux__)

#define HARDWARE __attribute__((target("+crc")))
#define TAKE_WORD(crc, word) __crc32cd((uint32_t)(crc), word)
#define TAKE_BYTE(crc, byte) __crc32cb((uint32_t)(crc), byte)

static int has_hardware(void) { return getauxval(AT_HWCAP) & HWCAP_CRC32; }

#endif

#ifdef HARDWARE

// The instruction has its result after three cycles, and takes another word in
// each: three lanes of so many bytes are computed at once, and put together.
enum { kLane = 128 };

// carried[k] carries the kth byte of a checksum over a lane.
static uint32_t carried[4][256];

static uint64_t over_lane(uint64_t crc) {
  return carried[0][crc & 255] ^ carried[1][crc >> 8 & 255] ^
         carried[2][crc >> 16 & 255] ^ carried[3][crc >> 24 & 255];
}

HARDWARE static uint32_t by_hardware(uint32_t start, const uint8_t* data,
                                     size_t size) {
  // As wide as the instruction has them: narrowing each costs a cycle.
  uint64_t crc = start;
  uint64_t word[3];
  for (; size >= 3 * kLane; data += 3 * kLane, size -= 3 * kLane) {
    uint64_t second = 0;
    uint64_t third = 0;
    for (const uint8_t* at = data; at < data + kLane; at += 8) {
      memcpy(&word[0], at, 8);
      memcpy(&word[1], at + kLane, 8);
      memcpy(&word[2], at + 2 * kLane, 8);
      crc = TAKE_WORD(crc, word[0]);
      second = TAKE_WORD(second, word[1]);
      third = TAKE_WORD(third, word[2]);
    }
    crc = over_lane(over_lane(crc) ^ second) ^ third;
  }
  for (; size >= 8; data += 8, size -= 8) {
    memcpy(&word[0], data, 8);
    crc = TAKE_WORD(crc, word[0]);
  }
  for (; size > 0; size--) crc = TAKE_BYTE(crc, *data++);
  return (uint32_t)crc;
}

// Carrying is linear: what a byte becomes is the sum of what its bits become.
static void fill_carried(void) {
  static const uint8_t zeros[kLane];
  for (int place = 0; place < 4; place++)
    for (uint32_t byte = 1; byte < 256; byte++) {
      uint32_t rest = byte & (byte - 1);
      carried[place][byte] =
          rest ? carried[place][rest] ^ carried[place][byte ^ rest]
               : sctp_crc32c_portable(byte << 8 * place, zeros, kLane);
    }
}

sctp_crc32c_function sctp_crc32c_hardware(void) {
  return has_hardware() ? by_hardware : NULL;
}

#else

static void fill_carried(void) {}

sctp_crc32c_function sctp_crc32c_hardware(void) { return NULL; }

#endif

// Before main, so that no call has to ask whether they are there.
__attribute__((constructor)) static void fill_tables(void) {
  fill_slices();
  fill_carried();
}
