/* Serves one association: says what comes, and sends it back but in the case
 * `message`. In the case `peel-off` it does so on a socket of the
 * association's own. */

#include <unistd.h>

#include "log.h"
#include "stack.h"

int main(int argc, char** argv) {
  struct settings settings = parse_settings(argc, argv);
  start_log("SERVER", &settings);
  struct socket* socket = open_socket(&settings);
  say("READY port=%u", listen_on(socket, &settings));
  for (;;) {
    struct event event = receive_event(socket, &settings);
    say_event(&event);
    if (event.is_message) {
      if (!is_case(&settings, "message"))
        send_message(socket, &settings, &event.message, 0);
      continue;
    }
    if (is_end(&event)) _exit(0); /* to finish races with its threads */
    if (!is_notification(&event, "associationChange", "communicationUp"))
      continue;
    uint32_t association = event.notification.association;
    say("UP paths=%d", count_paths(socket, association));
    if (!is_case(&settings, "peel-off")) continue;
    socket = peel_off(socket, association);
    say("PEELED_OFF");
  }
}
