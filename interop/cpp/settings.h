#ifndef INTEROP_CPP_SETTINGS_H_
#define INTEROP_CPP_SETTINGS_H_

#include <cstdint>
#include <string>
#include <vector>

// What every peer of the matrix is told (interop/README.md):
//
//   PROGRAM HOST[,HOST...] PORT PAYLOAD STREAM PPID [CASE]
struct Settings {
  std::vector<std::string> hosts;
  uint16_t port = 0;
  std::string payload;
  uint16_t stream = 0;
  uint32_t ppid = 0;
  std::string name = "message";     // the case
  bool ppid_in_host_order = false;  // PPID_BYTE_ORDER=host
  uint16_t remote_udp_port = 0;     // REMOTE_UDP_PORT, RFC 6951
  // LOCAL_HOSTS: where a client calls from.
  std::vector<std::string> local_hosts;
};

Settings ParseSettings(int argc, char** argv);

// Ends the program with what the system says of a call that has failed.
[[noreturn]] void Fail(const char* what);

inline int Require(int result, const char* what) {
  if (result < 0) Fail(what);
  return result;
}

#endif  // INTEROP_CPP_SETTINGS_H_
