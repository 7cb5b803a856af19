#ifndef TEST_NATIVE_HOSTILE_EXECUTION_H_
#define TEST_NATIVE_HOSTILE_EXECUTION_H_

#include <cstdint>

// One short life of two endpoints, told by its seed: what they are set to, what
// they are told to do, which of their packets are lost, delayed, repeated or
// changed on the way, and how.

struct Settings {
  bool extensions = false;  // RE-CONFIG, ASCONF, PKTDROP and NR-SACK too
  bool mutate = true;
};

struct Tally {
  uint64_t packets;       // given to the ingress
  uint64_t mutated;       // of them
  uint64_t refused;       // by the ingress
  uint64_t associations;  // that came up, seen from either end
  uint64_t sent;          // messages
  uint64_t received;
};

// False if endpoints or associations are left when all was closed and long
// ended.
bool Execute(uint64_t seed, const Settings& settings, Tally* tally);

#endif  // TEST_NATIVE_HOSTILE_EXECUTION_H_
