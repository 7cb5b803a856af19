#ifndef INTEROP_USRSCTP_EVENT_H_
#define INTEROP_USRSCTP_EVENT_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct message {
  const char* data;
  size_t length;
  uint16_t stream;
  uint32_t ppid;
  bool unordered;
  uint16_t ssn;
  uint32_t association;
};

struct notification {
  char type[32];
  char state[32];    /* of an association or a path */
  char details[256]; /* the rest of it, for the log */
  uint32_t association;
};

/* What a socket receives: messages, and notifications in their order among
 * them. */
struct event {
  bool is_message;
  struct message message; /* until the next event */
  struct notification notification;
};

/* `bytes` are one notification as the stack tells it. */
struct notification parse_notification(const void* bytes, size_t length);

bool is_notification(const struct event* event, const char* type,
                     const char* state);
/* Whether the association is over. */
bool is_end(const struct event* event);

#endif /* INTEROP_USRSCTP_EVENT_H_ */
