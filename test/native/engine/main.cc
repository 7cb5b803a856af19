// engine CYCLES SEED: the userspace engine as Node has it, without Node.
// Environments come and go in threads of their own, and in each of them sockets
// are opened, used and closed in all orders, over UDP on the loopback. Ends
// with 1 at the first broken law.

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "environment.h"
#include "userspace/engine_thread.h"

namespace {

using sctp::userspace::EngineThread;

constexpr int kEnvironments = 2;
constexpr int kCyclesOfEnvironments = 100;
constexpr int kPatienceSeconds = 30;

size_t CountDescriptors() {
  size_t count = 0;
  DIR* directory = opendir("/proc/self/fd");
  LAW(directory);
  while (readdir(directory) != nullptr) count++;
  closedir(directory);
  return count;
}

void RunEnvironments(uint64_t seed, int cycles, Tally* tally,
                     Servers* servers) {
  std::atomic<int> wanted{cycles};
  std::vector<std::thread> threads;
  for (int i = 0; i < kEnvironments; i++)
    threads.emplace_back([=, &wanted] {
      Environment(seed * kEnvironments + static_cast<uint64_t>(i), tally,
                  servers, &wanted)
          .Run();
    });
  for (std::thread& thread : threads) thread.join();
}

uint32_t CountEndpoints(EngineThread* thread) {
  uint32_t endpoints;
  uint32_t associations;
  EngineThread::Hold hold(thread);
  sctp_stack_count(&endpoints, &associations);
  return endpoints + associations;
}

// What is closed goes on until its peer has agreed, or has been asked in vain.
void AwaitEnd(EngineThread* thread, size_t descriptors) {
  for (int looks = 0; looks < kPatienceSeconds * 100; looks++) {
    if (CountEndpoints(thread) == 0 && CountDescriptors() == descriptors)
      return;
    usleep(10'000);
  }
  fprintf(stderr, "%u endpoints and associations left, %zu descriptors more\n",
          CountEndpoints(thread), CountDescriptors() - descriptors);
  LAW(!"closed sockets end");
}

void Report(int cycles, const Tally& tally) {
  printf("%d cycles, and nothing left of them:", cycles);
  const struct {
    const char* name;
    uint64_t count;
  } counts[] = {
      {"associations", tally.associations},
      {"refused", tally.refused},
      {"messages sent", tally.sent},
      {"times no room", tally.blocked},
      {"received", tally.received},
      {"peeled off", tally.peeled_off},
      {"shut down", tally.shut_down},
      {"aborted", tally.aborted},
      {"closed in full flow", tally.closed_in_flow},
  };
  const char* separator = " ";
  for (const auto& [name, count] : counts) {
    printf("%s%llu %s", separator, static_cast<unsigned long long>(count),
           name);
    separator = ", ";
  }
  printf("\n");
}

}  // namespace

void BrokenLaw(const char* condition, const char* file, int line) {
  fprintf(stderr, "%s:%d: broken: %s\n", file, line, condition);
  abort();
}

int main(int argc, char** argv) {
  int cycles = argc > 1 ? atoi(argv[1]) : 300;
  uint64_t seed = argc > 2 ? strtoull(argv[2], nullptr, 10) : 1;
  EngineThread* thread;
  LAW(EngineThread::Start(&thread).ok());
  size_t descriptors = CountDescriptors();

  Tally tally;
  Servers servers(8);
  for (int begun = 0; begun < cycles; begun += kCyclesOfEnvironments)
    RunEnvironments(seed++, std::min(kCyclesOfEnvironments, cycles - begun),
                    &tally, &servers);
  AwaitEnd(thread, descriptors);
  Report(cycles, tally);
}
