#ifndef INTEROP_USRSCTP_SETTINGS_H_
#define INTEROP_USRSCTP_SETTINGS_H_

#include <stdbool.h>
#include <stdint.h>

enum { MAX_HOSTS = 4 };

struct hosts {
  const char* names[MAX_HOSTS];
  int count;
};

/* What every peer of the matrix is told (interop/README.md):
 *
 *   PROGRAM HOST[,HOST...] PORT PAYLOAD STREAM PPID [CASE]
 */
struct settings {
  struct hosts hosts;
  struct hosts local_hosts; /* LOCAL_HOSTS: where a client calls from */
  uint16_t port;
  const char* payload;
  uint16_t stream;
  uint32_t ppid;
  const char* name;         /* the case */
  bool ppid_in_host_order;  /* PPID_BYTE_ORDER=host */
  uint16_t udp_port;        /* UDP_PORT, RFC 6951 */
  uint16_t remote_udp_port; /* REMOTE_UDP_PORT */
};

struct settings parse_settings(int argc, char** argv);
bool is_case(const struct settings* settings, const char* name);

/* Ends the program with what the system says of a call that has failed. */
_Noreturn void fail(const char* what);

#endif /* INTEROP_USRSCTP_SETTINGS_H_ */
