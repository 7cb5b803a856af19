#include "log.h"

#include <cstdio>

namespace {

constexpr size_t kLongestPayload = 64;

// FNV-1a, which each of the peers can compute in a line.
std::string Hash(const std::string& data) {
  uint32_t hash = 0x811c9dc5;
  for (char c : data) hash = (hash ^ static_cast<uint8_t>(c)) * 0x01000193;
  char text[9];
  std::snprintf(text, sizeof(text), "%08x", hash);
  return text;
}

std::string Describe(const Message& message) {
  return "unordered=" + std::to_string(message.unordered) +
         " length=" + std::to_string(message.data.size()) +
         " hash=" + Hash(message.data) +
         " stream=" + std::to_string(message.stream) +
         " ppid=" + std::to_string(message.ppid) +
         " payload=" + message.data.substr(0, kLongestPayload);
}

}  // namespace

Log::Log(const char* role, const Settings& settings)
    : prefix_(std::string("CPP_") +
              (settings.hosts.size() > 1 ? "MULTI_" : "") + role) {
  setvbuf(stdout, nullptr, _IOLBF, 0);
}

void Log::Say(const std::string& what) const {
  std::printf("%s_%s\n", prefix_.c_str(), what.c_str());
}

void Log::Sent(const Message& message) const {
  Say("SENT " + Describe(message));
}

void Log::Tell(const Event& event) const {
  if (auto message = std::get_if<Message>(&event)) {
    Say("RECV ssn=" + std::to_string(message->ssn) + " " + Describe(*message));
    return;
  }
  auto& notification = std::get<Notification>(event);
  Say("NOTIFY type=" + notification.type +
      (notification.state.empty() ? "" : " state=" + notification.state) +
      (notification.details.empty() ? "" : " " + notification.details));
}
