/* Connects, plays the client's part of a case, and shuts the association down.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "stack.h"

enum {
  LARGE_SIZE = 1024 * 1024,
  MANY = 1000,
  MANY_AT_ONCE = 100, /* buffers have room for as many */
  STREAMS = 8,
  LIFETIME_MS = 100,
};

struct client {
  struct settings settings;
  struct socket* socket;
  uint32_t association;
};

static struct event receive(struct client* client) {
  struct event event = receive_event(client->socket, &client->settings);
  say_event(&event);
  return event;
}

static void fail_if_ended(const struct event* event) {
  if (!is_end(event)) return;
  fprintf(stderr, "the association has ended\n");
  exit(1);
}

static void await_messages(struct client* client, int count) {
  while (count > 0) {
    struct event event = receive(client);
    fail_if_ended(&event);
    if (event.is_message) count--;
  }
}

static void await_notification(struct client* client, const char* type,
                               const char* state) {
  for (;;) {
    struct event event = receive(client);
    if (is_notification(&event, type, state)) return;
    fail_if_ended(&event);
  }
}

static struct message usual(const struct client* client) {
  return (struct message){
      .data = client->settings.payload,
      .length = strlen(client->settings.payload),
      .stream = client->settings.stream,
      .ppid = client->settings.ppid,
      .association = client->association,
  };
}

static void send_it(struct client* client, const struct message* message) {
  send_message(client->socket, &client->settings, message, 0);
  say_sent(message);
}

static void exchange(struct client* client) {
  struct message message = usual(client);
  send_it(client, &message);
  await_messages(client, 1);
}

static void send_numbered(struct client* client, struct message* message,
                          int number) {
  char data[256];
  int length =
      snprintf(data, sizeof(data), "%s-%d", client->settings.payload, number);
  message->data = data;
  message->length = (size_t)length;
  message->stream = (uint16_t)(number % STREAMS);
  send_it(client, message);
}

static void exchange_metadata(struct client* client) {
  for (int stream = 0; stream < STREAMS; stream++) {
    struct message message = usual(client);
    message.ppid += (uint32_t)stream * 0x01020304;
    message.unordered = stream % 2 == 1;
    send_numbered(client, &message, stream);
  }
  await_messages(client, STREAMS);
}

static void exchange_large(struct client* client) {
  static char data[LARGE_SIZE];
  struct message message = usual(client);
  for (size_t i = 0; i < sizeof(data); i++)
    data[i] = client->settings.payload[i % message.length];
  message.data = data;
  message.length = sizeof(data);
  send_it(client, &message);
  await_messages(client, 1);
}

static void exchange_many(struct client* client) {
  for (int number = 0; number < MANY; number++) {
    struct message message = usual(client);
    send_numbered(client, &message, number);
    if ((number + 1) % MANY_AT_ONCE == 0) await_messages(client, MANY_AT_ONCE);
  }
}

/* The network loses what says that it is ephemeral; what follows must not wait
 * for it. */
static void give_up(struct client* client) {
  struct message message = usual(client);
  message.data = "ephemeral";
  message.length = strlen(message.data);
  send_message(client->socket, &client->settings, &message, LIFETIME_MS);
  say_sent(&message);
  exchange(client);
}

static void reset_stream(struct client* client) {
  exchange(client);
  exchange(client);
  reset_outgoing(client->socket, client->association, client->settings.stream);
  await_notification(client, "streamReset", "");
  exchange(client);
}

/* Between them a path is cut, and a line of input says that it is. */
static void exchange_twice(struct client* client) {
  exchange(client);
  while (getchar() != '\n') continue;
  exchange(client);
}

static const struct {
  const char* name;
  void (*play)(struct client*);
} cases[] = {
    {"metadata", exchange_metadata}, {"large", exchange_large},
    {"many", exchange_many},         {"partial-reliability", give_up},
    {"stream-reset", reset_stream},  {"path-cut", exchange_twice},
};

static void play(struct client* client) {
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    if (!is_case(&client->settings, cases[i].name)) continue;
    cases[i].play(client);
    return;
  }
  if (is_case(&client->settings, "message")) {
    struct message message = usual(client);
    send_it(client, &message);
  } else {
    exchange(client);
  }
}

int main(int argc, char** argv) {
  struct client client = {.settings = parse_settings(argc, argv)};
  start_log("CLIENT", &client.settings);
  client.socket = open_socket(&client.settings);
  client.association = connect_to(client.socket, &client.settings);
  await_notification(&client, "associationChange", "communicationUp");
  say("UP paths=%d", count_paths(client.socket, client.association));
  play(&client);
  if (is_case(&client.settings, "abort"))
    abort_with(client.socket, client.association, client.settings.payload);
  else
    shut_down(client.socket, client.association);
  for (;;) {
    struct event event = receive(&client);
    if (is_end(&event)) _exit(0); /* to finish races with its threads */
  }
}
