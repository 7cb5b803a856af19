#ifndef TEST_NATIVE_HOSTILE_MUTATOR_H_
#define TEST_NATIVE_HOSTILE_MUTATOR_H_

#include <deque>

#include "../laws.h"
#include "../stack/wire.h"
#include "observer.h"

// Makes of a packet that a peer sent one that a bad peer might have sent.
class Mutator {
 public:
  explicit Mutator(Random* random) : random_(random) {}

  // Every packet that is sent passes here first.
  void Learn(const Packet& packet);
  void Mutate(Packet* packet);
  // One of the packets that were sent before, as if by the association of now.
  bool Replay(Packet* packet);

 private:
  void MutateOnce(Bytes* packet);
  void MutateEnds(Packet* packet);
  void BreakParameter(Bytes* packet, size_t chunk);
  Bytes Made(const Bytes& packet);

  Random* random_;
  Observer observer_;
  std::deque<Packet> sent_;
};

#endif  // TEST_NATIVE_HOSTILE_MUTATOR_H_
