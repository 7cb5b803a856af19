#include "findings.h"

#include <unistd.h>

#include <cstring>
#include <vector>

namespace {

constexpr size_t kFrames = 4;  // enough to tell classes apart

// "    #1 0x55d5 in sctp_free_assoc /usrsctplib/netinet/sctp_pcb.c:5000:3"
std::string FunctionOf(const std::string& line) {
  size_t hash = line.find('#');
  size_t in = line.find(" in ");
  if (hash == std::string::npos || in == std::string::npos) return "";
  if (line.find_first_not_of(' ') != hash) return "";
  size_t begin = in + 4;
  std::string function = line.substr(begin, line.find(' ', begin) - begin);
  size_t slash = line.rfind('/');
  if (slash == std::string::npos) return function;
  std::string place = line.substr(slash + 1);
  return function + " (" + place + ")";
}

bool IsOfTheSanitizer(const std::string& line) {
  return line.find("libsanitizer") != std::string::npos ||
         line.find("__interceptor") != std::string::npos;
}

}  // namespace

Findings::Findings() : said_(tmpfile()) {}

void Findings::Begin() {
  rewind(said_);
  if (ftruncate(fileno(said_), 0) != 0) perror("ftruncate");
}

void Findings::Redirect() { dup2(fileno(said_), STDERR_FILENO); }

void Findings::Add(std::string kind, uint64_t seed) {
  rewind(said_);
  char buffer[4096];
  size_t frames = 0;
  while (fgets(buffer, sizeof(buffer), said_)) {
    std::string line(buffer, strcspn(buffer, "\n"));
    size_t error = line.find("ERROR: ");
    size_t runtime_error = line.find("runtime error: ");
    if (kind.empty() && error != std::string::npos)
      kind = line.substr(error + 7, line.find(" on ", error) - error - 7);
    if (kind.empty() && runtime_error != std::string::npos)
      kind = line.substr(line.rfind('/') + 1);
    std::string function = FunctionOf(line);
    if (function.empty() || IsOfTheSanitizer(line)) {
      if (frames > 0 && function.empty()) break;
      continue;
    }
    kind += (frames++ == 0 ? " in " : " < ") + function;
    if (frames == kFrames) break;
  }
  if (kind.empty()) kind = "ended without a word";
  Class& found = classes_[kind];
  if (found.count++ > 0) return;
  found.seed = seed;
  printf("seed %llu: %s\n", static_cast<unsigned long long>(seed),
         kind.c_str());
  fflush(stdout);
}

bool Findings::Report(uint64_t executions) const {
  uint64_t total = 0;
  for (const auto& [kind, found] : classes_) {
    printf("%6llu  %s; first by seed %llu\n",
           static_cast<unsigned long long>(found.count), kind.c_str(),
           static_cast<unsigned long long>(found.seed));
    total += found.count;
  }
  printf("%llu findings of %zu classes, %.3f in 1,000 executions\n",
         static_cast<unsigned long long>(total), classes_.size(),
         1000.0 * static_cast<double>(total) / static_cast<double>(executions));
  return total == 0;
}
