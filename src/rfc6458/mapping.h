#ifndef SRC_RFC6458_MAPPING_H_
#define SRC_RFC6458_MAPPING_H_

#include <cstddef>
#include <cstdint>

namespace sctp {

// An engine's number or flag for one of ours. Several of an engine's numbers
// may mean the same to us; the first pair of ours is the one it is told.
struct Pair {
  int32_t ours;
  int32_t engines;
};

struct Mapping {
  const Pair* pairs = nullptr;
  size_t count = 0;

  constexpr Mapping() = default;
  template <size_t N>
  constexpr Mapping(const Pair (&list)[N]) : pairs(list), count(N) {}

  // -1 for a number that the engine has and we have not.
  int32_t FromEngine(int32_t number) const {
    for (size_t i = 0; i < count; i++)
      if (pairs[i].engines == number) return pairs[i].ours;
    return -1;
  }

  bool ToEngine(int32_t number, int32_t* result) const {
    for (size_t i = 0; i < count; i++) {
      if (pairs[i].ours != number) continue;
      *result = pairs[i].engines;
      return true;
    }
    return false;
  }

  int32_t FlagsFromEngine(int32_t flags) const {
    int32_t ours = 0;
    for (size_t i = 0; i < count; i++)
      if (flags & pairs[i].engines) ours |= pairs[i].ours;
    return ours;
  }

  // False where a flag has no equivalent.
  bool FlagsToEngine(int32_t flags, int32_t* result) const {
    *result = 0;
    for (size_t i = 0; i < count; i++) {
      if (!(flags & pairs[i].ours)) continue;
      *result |= pairs[i].engines;
      flags &= ~pairs[i].ours;
    }
    return flags == 0;
  }
};

}  // namespace sctp

#endif  // SRC_RFC6458_MAPPING_H_
