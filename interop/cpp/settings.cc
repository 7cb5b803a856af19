#include "settings.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::vector<std::string> Split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream rest(list);
  for (std::string part; std::getline(rest, part, ',');) parts.push_back(part);
  return parts;
}

}  // namespace

Settings ParseSettings(int argc, char** argv) {
  if (argc < 6) {
    std::fprintf(stderr, "%s HOST[,HOST...] PORT PAYLOAD STREAM PPID [CASE]\n",
                 argv[0]);
    std::exit(2);
  }
  Settings settings;
  settings.hosts = Split(argv[1]);
  settings.local_hosts = Split(Environment("LOCAL_HOSTS"));
  settings.port = static_cast<uint16_t>(std::stoul(argv[2]));
  settings.payload = argv[3];
  settings.stream = static_cast<uint16_t>(std::stoul(argv[4]));
  settings.ppid = static_cast<uint32_t>(std::stoul(argv[5]));
  if (argc > 6) settings.name = argv[6];
  settings.ppid_in_host_order = Environment("PPID_BYTE_ORDER") == "host";
  std::string udp = Environment("REMOTE_UDP_PORT");
  if (!udp.empty())
    settings.remote_udp_port = static_cast<uint16_t>(std::stoul(udp));
  return settings;
}

void Fail(const char* what) {
  std::perror(what);
  std::exit(1);
}
