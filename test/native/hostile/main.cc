// hostile EXECUTIONS SEED [all] [once]: see execution.h. Executions run in
// processes of their own, many in each, so that a crash ends one and not the
// rest. Ends with 1 if there were crashes, hangs or endpoints left behind.

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "../laws.h"
#include "execution.h"
#include "findings.h"

namespace {

// A process that lives long grows slow and forgets nothing.
constexpr uint64_t kBatch = 200;
// In looks at its progress: a clock would go on while both are stopped.
constexpr int kPause = 2000;  // microseconds
constexpr int kPatience = 10'000;

// Written by the process at work, read by the one that watches.
struct Progress {
  volatile uint64_t seed;  // of the execution that runs
  volatile bool is_over;   // everything was executed
  uint64_t left;           // executions that left endpoints behind
  Tally tally;
};

Progress* progress;

// Ends at the batch's end, or where the stack is no longer as it was.
[[noreturn]] void Work(uint64_t first, uint64_t end, const Settings& settings) {
  for (uint64_t seed = first; seed < end; seed++) {
    progress->seed = seed;
    if (Execute(seed, settings, &progress->tally)) continue;
    progress->left++;
    progress->is_over = seed + 1 == end;
    progress->seed = seed + 1;
    _exit(0);
  }
  progress->is_over = true;
  _exit(0);
}

// Waits for the process; kills it where it gets nowhere.
bool Watch(pid_t worker, int* status) {
  uint64_t seed = progress->seed;
  for (int looks = 0; looks < kPatience; looks++) {
    if (waitpid(worker, status, WNOHANG) == worker) return true;
    usleep(kPause);
    if (progress->seed == seed) continue;
    seed = progress->seed;
    looks = 0;
  }
  kill(worker, SIGKILL);
  waitpid(worker, status, 0);
  return false;
}

}  // namespace

void BrokenLaw(const char* condition, const char* file, int line) {
  fprintf(stderr, "ERROR: %s:%d: broken: %s\n", file, line, condition);
  abort();
}

int main(int argc, char** argv) {
  uint64_t executions = argc > 1 ? strtoull(argv[1], nullptr, 10) : 1000;
  uint64_t first = argc > 2 ? strtoull(argv[2], nullptr, 10) : 1;
  Settings settings;
  bool once = false;
  for (int i = 3; i < argc; i++) {
    if (strcmp(argv[i], "all") == 0) settings.extensions = true;
    if (strcmp(argv[i], "unchanged") == 0) settings.mutate = false;
    if (strcmp(argv[i], "once") == 0) once = true;
  }
  progress = static_cast<Progress*>(mmap(nullptr, sizeof(Progress),
                                         PROT_READ | PROT_WRITE,
                                         MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  if (once) Work(first, first + executions, settings);

  auto start = std::chrono::steady_clock::now();
  Findings findings;
  uint64_t end = first + executions;
  for (uint64_t seed = first; seed < end;) {
    uint64_t last = std::min(seed + kBatch, end);
    progress->seed = seed;
    progress->is_over = false;
    uint64_t left = progress->left;
    findings.Begin();
    pid_t worker = fork();
    if (worker == 0) {
      findings.Redirect();
      Work(seed, last, settings);
    }
    int status = 0;
    bool ended = Watch(worker, &status);
    if (ended && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
      seed = progress->is_over ? last : progress->seed;
      if (progress->left > left) findings.Add("endpoint left behind", seed - 1);
      continue;
    }
    seed = progress->seed;
    findings.Add(ended ? "" : "hang", seed);
    seed++;
  }
  std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;

  const Tally& tally = progress->tally;
  printf("%llu executions from seed %llu, extensions %s: %.0f s\n",
         static_cast<unsigned long long>(executions),
         static_cast<unsigned long long>(first),
         settings.extensions ? "all" : "default", time.count());
  printf(
      "%llu packets, %llu of them changed, %llu refused at the ingress; "
      "%llu associations, %llu messages sent, %llu received\n",
      static_cast<unsigned long long>(tally.packets),
      static_cast<unsigned long long>(tally.mutated),
      static_cast<unsigned long long>(tally.refused),
      static_cast<unsigned long long>(tally.associations),
      static_cast<unsigned long long>(tally.sent),
      static_cast<unsigned long long>(tally.received));
  return findings.Report(executions) ? 0 : 1;
}
