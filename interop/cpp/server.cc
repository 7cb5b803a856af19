// Serves one association: says what comes, and sends it back but in the case
// `message`. In the case `peel-off` it does so on a socket of the
// association's own.

#include "log.h"
#include "socket.h"

int main(int argc, char** argv) {
  Settings settings = ParseSettings(argc, argv);
  Log log("SERVER", settings);
  Socket socket(settings);
  log.Say("READY port=" + std::to_string(socket.Listen()));
  for (;;) {
    Event event = socket.Receive();
    log.Tell(event);
    if (auto message = std::get_if<Message>(&event)) {
      if (settings.name == "message") continue;
      socket.Send(*message);
      continue;
    }
    auto& notification = std::get<Notification>(event);
    if (notification.IsEnd()) return 0;
    if (!notification.Is("associationChange", "communicationUp")) continue;
    log.Say("UP paths=" +
            std::to_string(socket.CountPaths(notification.association)));
    if (settings.name != "peel-off") continue;
    socket = socket.PeelOff(notification.association);
    log.Say("PEELED_OFF");
  }
}
