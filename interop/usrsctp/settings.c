#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char* environment(const char* name) {
  const char* value = getenv(name);
  return value == NULL ? "" : value;
}

static uint16_t port_of(const char* text) {
  return (uint16_t)strtoul(text, NULL, 10);
}

/* Makes the list its parts. */
static struct hosts split(char* list) {
  struct hosts hosts = {.count = 0};
  for (char* host = strtok(list, ","); host != NULL; host = strtok(NULL, ",")) {
    if (hosts.count < MAX_HOSTS) hosts.names[hosts.count++] = host;
  }
  return hosts;
}

struct settings parse_settings(int argc, char** argv) {
  if (argc < 6) {
    fprintf(stderr, "%s HOST[,HOST...] PORT PAYLOAD STREAM PPID [CASE]\n",
            argv[0]);
    exit(2);
  }
  struct settings settings = {
      .port = port_of(argv[2]),
      .payload = argv[3],
      .stream = (uint16_t)strtoul(argv[4], NULL, 10),
      .ppid = (uint32_t)strtoul(argv[5], NULL, 10),
      .name = argc > 6 ? argv[6] : "message",
      .ppid_in_host_order = strcmp(environment("PPID_BYTE_ORDER"), "host") == 0,
      .udp_port = port_of(environment("UDP_PORT")),
      .remote_udp_port = port_of(environment("REMOTE_UDP_PORT")),
  };
  settings.hosts = split(argv[1]);
  settings.local_hosts = split(strdup(environment("LOCAL_HOSTS")));
  return settings;
}

bool is_case(const struct settings* settings, const char* name) {
  return strcmp(settings->name, name) == 0;
}

void fail(const char* what) {
  perror(what);
  exit(1);
}
