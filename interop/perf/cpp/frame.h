#ifndef INTEROP_PERF_CPP_FRAME_H_
#define INTEROP_PERF_CPP_FRAME_H_

#include <arpa/inet.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "socket.h"

// The Go fork's frame "PRF1": what it is, the bytes behind the header, and a
// payload.

constexpr uint32_t kPpid = 0x50524631;
constexpr size_t kFrameHeader = 5;

enum class Kind : uint8_t { kNone, kData, kStop, kResult };

inline std::vector<uint8_t> EncodeFrame(Kind kind, const std::string& payload) {
  std::vector<uint8_t> bytes(kFrameHeader + payload.size());
  uint32_t size = htonl(static_cast<uint32_t>(payload.size()));
  bytes[0] = static_cast<uint8_t>(kind);
  memcpy(&bytes[1], &size, sizeof(size));
  memcpy(&bytes[kFrameHeader], payload.data(), payload.size());
  return bytes;
}

// `latency` numbers its messages in the first bytes of their payload.
inline void SetNumber(std::vector<uint8_t>* frame, uint32_t number) {
  uint32_t bytes = htonl(number);
  memcpy(&(*frame)[kFrameHeader], &bytes, sizeof(bytes));
}

struct Frame {
  Kind kind = Kind::kNone;
  const uint8_t* data = nullptr;
  size_t size = 0;

  size_t payload() const { return size - kFrameHeader; }
  uint32_t number() const {
    uint32_t bytes;
    memcpy(&bytes, data + kFrameHeader, sizeof(bytes));
    return ntohl(bytes);
  }
};

// Joins what the stack delivers in pieces.
class FrameReader {
 public:
  // True: the frame is whole, and lives until the next is read.
  bool Read(const Received& received, Frame* frame) {
    if (received.is_notification) return false;
    const uint8_t* data = received.data;
    size_t size = received.size;
    if (is_partial_ || !received.is_complete) {
      if (!is_partial_) joined_.clear();
      joined_.insert(joined_.end(), data, data + size);
      data = joined_.data();
      size = joined_.size();
      is_partial_ = !received.is_complete;
      if (is_partial_) return false;
    }
    uint32_t length;
    if (size < kFrameHeader) Fail("a short frame");
    memcpy(&length, data + 1, sizeof(length));
    if (ntohl(length) != size - kFrameHeader) Fail("a frame of another length");
    *frame = {static_cast<Kind>(data[0]), data, size};
    return true;
  }

 private:
  bool is_partial_ = false;
  std::vector<uint8_t> joined_;
};

#endif  // INTEROP_PERF_CPP_FRAME_H_
