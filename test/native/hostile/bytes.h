#ifndef TEST_NATIVE_HOSTILE_BYTES_H_
#define TEST_NATIVE_HOSTILE_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

// Numbers in the network's order.

using Bytes = std::vector<uint8_t>;

inline uint16_t Get16(const Bytes& bytes, size_t at) {
  return static_cast<uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

inline uint32_t Get32(const Bytes& bytes, size_t at) {
  return static_cast<uint32_t>(Get16(bytes, at)) << 16 | Get16(bytes, at + 2);
}

inline void Set16(Bytes* bytes, size_t at, size_t value) {
  (*bytes)[at] = static_cast<uint8_t>(value >> 8);
  (*bytes)[at + 1] = static_cast<uint8_t>(value);
}

inline void Set32(Bytes* bytes, size_t at, uint32_t value) {
  Set16(bytes, at, value >> 16);
  Set16(bytes, at + 2, value & 0xffff);
}

inline void Add16(Bytes* bytes, size_t value) {
  bytes->resize(bytes->size() + 2);
  Set16(bytes, bytes->size() - 2, value);
}

inline void Add32(Bytes* bytes, uint32_t value) {
  bytes->resize(bytes->size() + 4);
  Set32(bytes, bytes->size() - 4, value);
}

inline void Add(Bytes* bytes, const Bytes& more) {
  bytes->insert(bytes->end(), more.begin(), more.end());
}

inline void Pad(Bytes* bytes) {
  while (bytes->size() % 4 != 0) bytes->push_back(0);
}

inline size_t Padded(size_t length) { return (length + 3) & ~size_t{3}; }

#endif  // TEST_NATIVE_HOSTILE_BYTES_H_
