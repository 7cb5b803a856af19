#include "log.h"

#include <stdarg.h>
#include <stdio.h>

enum { LONGEST_PAYLOAD = 64 };

static char prefix[32];

void start_log(const char* role, const struct settings* settings) {
  snprintf(prefix, sizeof(prefix), "USRSCTP_%s%s",
           settings->hosts.count > 1 ? "MULTI_" : "", role);
  setvbuf(stdout, NULL, _IOLBF, 0);
}

void say(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("%s_", prefix);
  vprintf(format, arguments);
  printf("\n");
  va_end(arguments);
}

/* FNV-1a, which each of the peers can compute in a line. */
static uint32_t hash(const struct message* message) {
  uint32_t sum = 0x811c9dc5;
  for (size_t i = 0; i < message->length; i++)
    sum = (sum ^ (uint8_t)message->data[i]) * 0x01000193;
  return sum;
}

static void say_message(const char* what, const struct message* message) {
  size_t shown =
      message->length < LONGEST_PAYLOAD ? message->length : LONGEST_PAYLOAD;
  say("%s unordered=%d length=%zu hash=%08x stream=%u ppid=%u payload=%.*s",
      what, message->unordered, message->length, hash(message), message->stream,
      message->ppid, (int)shown, message->data);
}

void say_sent(const struct message* message) { say_message("SENT", message); }

void say_event(const struct event* event) {
  const struct notification* notification = &event->notification;
  if (event->is_message) {
    char what[32];
    snprintf(what, sizeof(what), "RECV ssn=%u", event->message.ssn);
    say_message(what, &event->message);
  } else {
    say("NOTIFY type=%s%s%s%s%s", notification->type,
        notification->state[0] == '\0' ? "" : " state=", notification->state,
        notification->details[0] == '\0' ? "" : " ", notification->details);
  }
}
