#ifndef INTEROP_CPP_EVENT_H_
#define INTEROP_CPP_EVENT_H_

#include <cstdint>
#include <string>
#include <variant>

// What a socket receives: messages, and notifications in their order among
// them.
struct Message {
  std::string data;
  uint16_t stream = 0;
  uint32_t ppid = 0;
  bool unordered = false;
  uint16_t ssn = 0;
  int32_t association = 0;
};

struct Notification {
  std::string type;
  std::string state;    // of an association or a path
  std::string details;  // the rest of it, for the log
  int32_t association = 0;

  bool Is(const char* its_type, const char* its_state = "") const {
    return type == its_type && state == its_state;
  }
  bool IsEnd() const {
    return type == "associationChange" && state != "communicationUp" &&
           state != "restart";
  }
};

using Event = std::variant<Message, Notification>;

// `bytes` are one notification as the kernel tells it.
Notification ParseNotification(const std::string& bytes);

#endif  // INTEROP_CPP_EVENT_H_
