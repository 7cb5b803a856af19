#ifndef SRC_USERSPACE_STACK_CRC32C_H_
#define SRC_USERSPACE_STACK_CRC32C_H_

#include <stddef.h>
#include <stdint.h>

// CRC32C (RFC 9260 appendix A), reflected, without the inversions at its ends:
// start with ~0, continue with the result, end with sctp_crc32c_stored.

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t (*sctp_crc32c_function)(uint32_t crc, const uint8_t* data,
                                         size_t size);

// The fastest that this processor has.
uint32_t sctp_crc32c(uint32_t crc, const uint8_t* data, size_t size);

// By tables; everywhere.
uint32_t sctp_crc32c_portable(uint32_t crc, const uint8_t* data, size_t size);
// By the processor's instruction, or NULL where it has none.
sctp_crc32c_function sctp_crc32c_hardware(void);

// As it is stored in a packet.
uint32_t sctp_crc32c_stored(uint32_t crc);
// Of a whole packet, its checksum field taken as zero; as it is stored there.
uint32_t sctp_crc32c_packet(const uint8_t* packet, size_t size);

#ifdef __cplusplus
}
#endif

#endif  // SRC_USERSPACE_STACK_CRC32C_H_
