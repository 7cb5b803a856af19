// The stack beneath the userspace engine, with two endpoints that talk to each
// other in one process and in virtual time: ends with 1 at the first broken
// law.

#include <cstdio>
#include <cstdlib>

#include "../laws.h"
#include "stack_laws.h"

namespace {

struct {
  const char* name;
  void (*check)();
} const kLaws[] = {
    {"CRC32C", CheckCrc32c},
    {"timers", CheckTimerQueue},
    {"associations", CheckAssociations},
    {"paths", CheckPaths},
    {"ingress", CheckIngress},
};

}  // namespace

void BrokenLaw(const char* condition, const char* file, int line) {
  fprintf(stderr, "%s:%d: broken: %s\n", file, line, condition);
  exit(1);
}

int main() {
  for (const auto& law : kLaws) {
    law.check();
    printf("%s: kept\n", law.name);
  }
}
