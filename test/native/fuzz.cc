// fuzz INPUTS [SEED [FIRST]]: tries INPUTS inputs, of all sorts in turn, from
// the one numbered FIRST on. Ends with 1 at the first that breaks a law; the
// sanitizers end it at what they find.

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "laws.h"

namespace {

struct Sort {
  const char* name;
  void (*try_one)(Random*);
};

constexpr Sort kSorts[] = {
    {"notification", TryNotification},
    {"option", TryOption},
    {"message", TryMessage},
    {"address", TryAddress},
    {"pump", TryPump},
};
constexpr size_t kSortCount = sizeof(kSorts) / sizeof(kSorts[0]);

uint64_t seed = 1;
uint64_t input = 0;
const char* sort = "fixed";

uint64_t Argument(int argc, char** argv, int index, uint64_t otherwise) {
  return argc > index ? strtoull(argv[index], nullptr, 10) : otherwise;
}

}  // namespace

// AddressSanitizer calls it before it ends the process.
extern "C" void __asan_on_error() {
  fprintf(stderr, "%s input %llu of seed %llu\n", sort,
          static_cast<unsigned long long>(input),
          static_cast<unsigned long long>(seed));
}

void BrokenLaw(const char* condition, const char* file, int line) {
  fprintf(stderr, "%s:%d: broken: %s\n", file, line, condition);
  __asan_on_error();
  exit(1);
}

int main(int argc, char** argv) {
  uint64_t inputs = Argument(argc, argv, 1, 1000000);
  seed = Argument(argc, argv, 2, 1);
  uint64_t first = Argument(argc, argv, 3, 0);

  CheckRecordedNotifications();
  CheckMessages();
  CheckAddresses();

  auto start = std::chrono::steady_clock::now();
  for (input = first; input - first < inputs; input++) {
    const Sort& current = kSorts[input % kSortCount];
    sort = current.name;
    Random random(seed * 0x9e3779b97f4a7c15 + input);
    current.try_one(&random);
  }
  std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  printf("%llu inputs of seed %llu: no finding, %.1f s\n",
         static_cast<unsigned long long>(inputs),
         static_cast<unsigned long long>(seed), time.count());
}

void Mutate(Random* random, std::vector<uint8_t>* bytes) {
  for (size_t changes = random->Below(4); changes > 0; changes--) {
    size_t size = bytes->size();
    switch (random->Below(6)) {
      case 0:
        bytes->resize(random->Below(size + 1));
        break;
      case 1:
        bytes->resize(size + random->Below(64),
                      static_cast<uint8_t>(random->Next()));
        break;
      case 2:
        if (size > 0) (*bytes)[random->Below(size)] ^= 1 << random->Below(8);
        break;
      case 3:
        if (size > 0)
          (*bytes)[random->Below(size)] = static_cast<uint8_t>(random->Next());
        break;
      default: {
        // An awkward number where a length or a count may be.
        size_t width = size_t{1} << random->Below(3);
        if (size < width) break;
        size_t at = random->Below((size - width) / width + 1) * width;
        uint32_t number = random->Awkward();
        for (size_t i = 0; i < width; i++)
          (*bytes)[at + i] = static_cast<uint8_t>(number >> (8 * i));
      }
    }
  }
}
