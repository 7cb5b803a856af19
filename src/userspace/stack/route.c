// What the kernel's routes say of a destination, without a packet: connecting
// a UDP socket makes the kernel choose its source address.

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "stack.h"

static int probe(const struct sockaddr* destination, socklen_t size,
                 struct sockaddr_storage* source);

int sctp_stack_route(void* context, const struct sockaddr* destination,
                     struct sockaddr_storage* source) {
  (void)context;
  // A port of its own, for the kernel refuses port zero. Discard (RFC 863).
  union {
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
  } to;
  socklen_t size;
  memset(&to, 0, sizeof(to));
  if (destination->sa_family == AF_INET) {
    to.ipv4 = *(const struct sockaddr_in*)destination;
    to.ipv4.sin_port = htons(9);
    size = sizeof(to.ipv4);
  } else {
    to.ipv6 = *(const struct sockaddr_in6*)destination;
    to.ipv6.sin6_port = htons(9);
    size = sizeof(to.ipv6);
  }
  int status = probe((const struct sockaddr*)&to, size, source);
  if (status != 0) return status;
  if (source->ss_family == AF_INET)
    ((struct sockaddr_in*)source)->sin_port = 0;
  else
    ((struct sockaddr_in6*)source)->sin6_port = 0;
  return 0;
}

static int probe(const struct sockaddr* destination, socklen_t size,
                 struct sockaddr_storage* source) {
  int type = SOCK_DGRAM;
#ifdef SOCK_CLOEXEC
  type |= SOCK_CLOEXEC;
#endif
  int fd = socket(destination->sa_family, type, 0);
  if (fd < 0) return errno;
#ifndef SOCK_CLOEXEC
  fcntl(fd, F_SETFD, FD_CLOEXEC);
#endif
  socklen_t length = sizeof(*source);
  int status = connect(fd, destination, size) != 0 ||
                       getsockname(fd, (struct sockaddr*)source, &length) != 0
                   ? errno
                   : 0;
  close(fd);
  return status;
}
