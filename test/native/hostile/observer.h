#ifndef TEST_NATIVE_HOSTILE_OBSERVER_H_
#define TEST_NATIVE_HOSTILE_OBSERVER_H_

#include <cstdint>
#include <map>

#include "bytes.h"

// What whoever sees the packets of an association knows of it, and a bad peer
// needs to be taken seriously.

constexpr size_t kCommonHeader = 12;

struct Side {
  uint32_t tag = 1;           // that packets to it carry
  uint32_t next_tsn = 0;      // of its data
  uint32_t acked = 0;         // the last of its data that was acknowledged
  uint32_t next_reset = 0;    // number of its next RE-CONFIG request
  uint32_t next_address = 0;  // of its next ASCONF
};

class Observer {
 public:
  void Learn(const Bytes& packet);
  const Side& SideAt(uint16_t port) { return sides_[port]; }
  void Forget() { sides_.clear(); }

 private:
  void LearnChunk(const Bytes& packet, size_t at, size_t length, Side* sender,
                  Side* receiver);

  std::map<uint16_t, Side> sides_;  // by SCTP port
};

// Where a packet's chunks begin, as far as their lengths make sense.
std::vector<size_t> ChunksOf(const Bytes& packet);

#endif  // TEST_NATIVE_HOSTILE_OBSERVER_H_
