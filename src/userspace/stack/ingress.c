#include "ingress.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include "crc32c.h"

enum {
  kCommonHeader = 12,
  kTypeLength =
      4,  // type, flags or more type, length: chunks, parameters, causes
  kMaxPacket = 65535 - 20 - 8,  // what is left of IPv4's total length
};

enum {
  kInit = 1,
  kInitAck = 2,
  kCookieEcho = 10,
  kShutdownComplete = 14,
  kAuth = 15,
  kPacketDropped = 129,
};

// A flag of PACKET-DROPPED.
enum { kFromMiddleBox = 1 };

enum {
  kAddAddress = 0xc001,
  kDeleteAddress = 0xc002,
  kSetPrimary = 0xc004,
};

enum body { kOpaque, kParameters, kCauses, kSackBlocks, kNrSackBlocks };

// What a type demands: the fields before the chunk's body, which it cannot do
// without, and its greatest length where it has one. The length that a chunk
// states excludes its padding.
struct chunk_shape {
  uint8_t type;
  enum body body;
  uint16_t header;
  uint16_t maximum;
};

enum { kAnyLength = 65535 };

static const struct chunk_shape chunk_shapes[] = {
    // RFC 9260 section 3.3
    {0, kOpaque, 16,
     kAnyLength},  // DATA; the stack answers where none is in it
    {kInit, kParameters, 20, kAnyLength},
    {kInitAck, kParameters, 20, kAnyLength},
    {3, kSackBlocks, 16, kAnyLength},
    {4, kOpaque, 8, kAnyLength},  // HEARTBEAT
    {5, kOpaque, 8, kAnyLength},  // HEARTBEAT-ACK
    {6, kCauses, 4, kAnyLength},  // ABORT
    {7, kOpaque, 8, 8},           // SHUTDOWN
    {8, kOpaque, 4, 4},           // SHUTDOWN-ACK
    {9, kCauses, 4, kAnyLength},  // ERROR
    {kCookieEcho, kOpaque, 4, kAnyLength},
    {11, kOpaque, 4, 4},   // COOKIE-ACK
    {12, kOpaque, 8, 12},  // ECNE, with a count in a draft
    {13, kOpaque, 8, 8},   // CWR
    {kShutdownComplete, kOpaque, 4, 4},
    // RFC 4895 section 4.1; no hash is longer than SHA-512's
    {kAuth, kOpaque, 8, 8 + 64},
    {16, kNrSackBlocks, 20, kAnyLength},
    {64, kOpaque, 20, kAnyLength},      // I-DATA, RFC 8260 section 2.1
    {128, kParameters, 8, kAnyLength},  // ASCONF-ACK, RFC 5061 section 4.1
    {kPacketDropped, kOpaque, 16, kAnyLength},
    {130, kParameters, 4, kAnyLength},  // RE-CONFIG, RFC 6525 section 3.1
    {192, kOpaque, 8, kAnyLength},      // FORWARD-TSN, RFC 3758 section 3.2
    {193, kParameters, 8, kAnyLength},  // ASCONF
    {194, kOpaque, 8, kAnyLength},      // I-FORWARD-TSN, RFC 8260 section 2.3
};

struct parameter_shape {
  uint16_t type;
  uint16_t minimum;
  uint16_t maximum;
};

static const struct parameter_shape parameter_shapes[] = {
    // RFC 9260 section 3.3.2.1
    {5, 8, 8},            // IPv4 address
    {6, 20, 20},          // IPv6 address
    {7, 4, kAnyLength},   // state cookie
    {9, 8, 8},            // cookie preservative
    {12, 4, 4 + 2 * 16},  // supported address types
    {0x8000, 4, 4},       // ECN
    // RFC 4895 section 3
    {0x8002, 4, kAnyLength},  // random
    {0x8003, 4, 4 + 256},     // chunk list
    {0x8004, 4, kAnyLength},  // requested HMACs
    {0x8008, 4, 4 + 256},     // supported extensions, RFC 5061 section 4.2.7
    {0xc000, 4, 4},           // FORWARD-TSN, RFC 3758 section 3.1
    // RFC 5061 section 4.2: a correlation id, then an address parameter
    {kAddAddress, 16, 28},
    {kDeleteAddress, 16, 28},
    {0xc003, 8, kAnyLength},  // error cause indication
    {kSetPrimary, 16, 28},
    {0xc005, 8, 8},  // success
    {0xc006, 8, 8},  // adaptation layer
    // RFC 6525 section 4
    {13, 16, kAnyLength},  // outgoing reset
    {14, 8, kAnyLength},   // incoming reset
    {15, 8, 8},            // reset of TSNs
    {16, 12, 20},          // response
    {17, 12, 12},          // add outgoing streams
    {18, 12, 12},          // add incoming streams
};

static bool is_end(const struct sockaddr* address);
static enum sctp_ingress_result check_tag(const uint8_t* packet);
static enum sctp_ingress_result check_chunks(const uint8_t* packet,
                                             size_t size);
static enum sctp_ingress_result check_chunk(const uint8_t* chunk,
                                            size_t length);
static enum sctp_ingress_result check_company(const uint8_t* packet,
                                              size_t size, size_t offset);
static enum sctp_ingress_result check_parameters(const uint8_t* list,
                                                 size_t size);
static bool has_list(const uint8_t* list, size_t size);
static uint16_t number16(const uint8_t* bytes);
static size_t padded(size_t length);

enum sctp_ingress_result sctp_ingress_check(const uint8_t* packet, size_t size,
                                            const struct sockaddr* from,
                                            const struct sockaddr* to) {
  // RFC 9260 section 3.2: whoever sends pads every chunk, the last one too.
  if (size < kCommonHeader + kTypeLength || size > kMaxPacket || size % 4 != 0)
    return sctp_ingress_badSize;
  if (!is_end(from) || !is_end(to) || from->sa_family != to->sa_family)
    return sctp_ingress_badAddress;
  // Section 3.1: port zero is nobody's. So it is in UDP, where no answer would
  // find its way.
  if (number16(packet) == 0 || number16(packet + 2) == 0 ||
      ((const struct sockaddr_in*)from)->sin_port == 0)
    return sctp_ingress_badAddress;

  uint32_t checksum;
  memcpy(&checksum, packet + 8, sizeof(checksum));
  if (checksum != sctp_crc32c_packet(packet, size))
    return sctp_ingress_badChecksum;

  enum sctp_ingress_result result = check_tag(packet);
  return result == sctp_ingress_taken ? check_chunks(packet, size) : result;
}

// Multicast and broadcast addresses are no ends of an association, RFC 9260
// section 8.4.
static bool is_end(const struct sockaddr* address) {
  if (address->sa_family == AF_INET) {
    uint32_t host =
        ntohl(((const struct sockaddr_in*)address)->sin_addr.s_addr);
    return host != INADDR_ANY && host < 0xe0000000;
  }
  if (address->sa_family != AF_INET6) return false;
  const struct in6_addr* host =
      &((const struct sockaddr_in6*)address)->sin6_addr;
  return !IN6_IS_ADDR_UNSPECIFIED(host) && !IN6_IS_ADDR_MULTICAST(host) &&
         !IN6_IS_ADDR_V4MAPPED(host);
}

// RFC 9260 section 8.5.1 A: the tag is zero with an INIT, and only there.
static enum sctp_ingress_result check_tag(const uint8_t* packet) {
  static const uint8_t zero[4];
  bool has_tag = memcmp(packet + 4, zero, sizeof(zero)) != 0;
  return has_tag == (packet[kCommonHeader] != kInit) ? sctp_ingress_taken
                                                     : sctp_ingress_badTag;
}

static enum sctp_ingress_result check_chunks(const uint8_t* packet,
                                             size_t size) {
  for (size_t offset = kCommonHeader; offset < size;) {
    const uint8_t* chunk = packet + offset;
    size_t length = number16(chunk + 2);
    if (length < kTypeLength || offset + length > size)
      return sctp_ingress_chunkLength;
    enum sctp_ingress_result result = check_chunk(chunk, length);
    if (result == sctp_ingress_taken)
      result = check_company(packet, size, offset);
    if (result != sctp_ingress_taken) return result;
    offset += padded(length);
  }
  return sctp_ingress_taken;
}

static enum sctp_ingress_result check_chunk(const uint8_t* chunk,
                                            size_t length) {
  const struct chunk_shape* shape = NULL;
  for (size_t i = 0; i < sizeof(chunk_shapes) / sizeof(chunk_shapes[0]); i++)
    if (chunk_shapes[i].type == chunk[0]) shape = &chunk_shapes[i];
  // Section 3.2: the type says what to do with what is not understood.
  if (!shape) return sctp_ingress_taken;
  if (length < shape->header || length > shape->maximum)
    return sctp_ingress_chunkShape;

  // Its queue lengths are divided by, and are a middle box's to report.
  if (chunk[0] == kPacketDropped && chunk[1] & kFromMiddleBox)
    return sctp_ingress_middleBox;

  const uint8_t* rest = chunk + shape->header;
  size_t size = length - shape->header;
  size_t blocks;
  switch (shape->body) {
    case kParameters:
      return check_parameters(rest, size);
    case kCauses:
      return has_list(rest, size) ? sctp_ingress_taken
                                  : sctp_ingress_causeLength;
    case kSackBlocks:  // gaps and duplicates
      blocks = (size_t)number16(chunk + 12) + number16(chunk + 14);
      return size == 4 * blocks ? sctp_ingress_taken
                                : sctp_ingress_countMismatch;
    case kNrSackBlocks:  // two kinds of gaps, and duplicates
      blocks = (size_t)number16(chunk + 12) + number16(chunk + 14) +
               number16(chunk + 16);
      return size == 4 * blocks ? sctp_ingress_taken
                                : sctp_ingress_countMismatch;
    case kOpaque:
      break;
  }
  return sctp_ingress_taken;
}

// RFC 9260 section 6.10: three chunks are never bundled; a COOKIE-ECHO comes
// first (section 5.1 C), or behind the AUTH that covers it (RFC 4895 section
// 6).
static enum sctp_ingress_result check_company(const uint8_t* packet,
                                              size_t size, size_t offset) {
  const uint8_t* chunk = packet + offset;
  bool is_first = offset == kCommonHeader;
  switch (chunk[0]) {
    case kInit:
    case kInitAck:
    case kShutdownComplete:
      return is_first && offset + padded(number16(chunk + 2)) == size
                 ? sctp_ingress_taken
                 : sctp_ingress_chunkAlone;
    case kCookieEcho: {
      const uint8_t* first = packet + kCommonHeader;
      bool follows_auth = first[0] == kAuth &&
                          offset == kCommonHeader + padded(number16(first + 2));
      return is_first || follows_auth ? sctp_ingress_taken
                                      : sctp_ingress_outOfOrder;
    }
  }
  return sctp_ingress_taken;
}

static enum sctp_ingress_result check_parameters(const uint8_t* list,
                                                 size_t size) {
  if (!has_list(list, size)) return sctp_ingress_parameterLength;
  for (size_t offset = 0; offset + kTypeLength <= size;) {
    uint16_t type = number16(list + offset);
    uint16_t length = number16(list + offset + 2);
    for (size_t i = 0;
         i < sizeof(parameter_shapes) / sizeof(parameter_shapes[0]); i++) {
      const struct parameter_shape* shape = &parameter_shapes[i];
      if (shape->type == type &&
          (length < shape->minimum || length > shape->maximum))
        return sctp_ingress_parameterShape;
    }
    if (type == kAddAddress || type == kDeleteAddress || type == kSetPrimary) {
      enum sctp_ingress_result result =
          check_parameters(list + offset + 8, length - 8u);
      if (result != sctp_ingress_taken) return result;
    }
    offset += padded(length);
  }
  return sctp_ingress_taken;
}

// Whether the bytes are types, lengths and values throughout. The last one's
// padding may be outside.
static bool has_list(const uint8_t* list, size_t size) {
  size_t offset = 0;
  while (offset + kTypeLength <= size) {
    size_t length = number16(list + offset + 2);
    if (length < kTypeLength || offset + length > size) return false;
    offset += padded(length);
  }
  return offset >= size;
}

static uint16_t number16(const uint8_t* bytes) {
  return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static size_t padded(size_t length) { return (length + 3) & ~(size_t)3; }
