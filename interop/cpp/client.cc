// Connects, plays the client's part of a case, and shuts the association down.

#include <cstdio>
#include <functional>
#include <iostream>
#include <map>

#include "log.h"
#include "socket.h"

namespace {

constexpr size_t kLargeSize = 1024 * 1024;
constexpr int kMany = 1000;
constexpr int kManyAtOnce = 100;  // buffers have room for as many
constexpr int kStreams = 8;
constexpr uint32_t kLifetimeMs = 100;

class Client {
 public:
  explicit Client(const Settings& settings)
      : settings_(settings), log_("CLIENT", settings), socket_(settings) {}

  void Play();

 private:
  using Condition = std::function<bool(const Notification&)>;

  void Exchange();
  void ExchangeMetadata();
  void ExchangeLarge();
  void ExchangeMany();
  void GiveUp();
  void ResetStream();
  void ExchangeTwice();
  void AbortIt();

  Message Usual() const;
  void Send(const Message& message);
  void AwaitMessages(int count);
  void AwaitNotification(const Condition& is_it);
  Event Receive();

  Settings settings_;
  Log log_;
  Socket socket_;
  sctp_assoc_t association_ = 0;
  bool may_end_ = false;
};

void Client::Play() {
  const std::map<std::string, void (Client::*)()> cases = {
      {"metadata", &Client::ExchangeMetadata},
      {"large", &Client::ExchangeLarge},
      {"many", &Client::ExchangeMany},
      {"partial-reliability", &Client::GiveUp},
      {"stream-reset", &Client::ResetStream},
      {"path-cut", &Client::ExchangeTwice},
      {"abort", &Client::AbortIt},
  };
  association_ = socket_.Connect();
  AwaitNotification([](const Notification& notification) {
    return notification.Is("associationChange", "communicationUp");
  });
  log_.Say("UP paths=" + std::to_string(socket_.CountPaths(association_)));

  auto found = cases.find(settings_.name);
  if (found != cases.end()) {
    (this->*found->second)();
  } else if (settings_.name == "message") {
    Send(Usual());
  } else {
    Exchange();
  }
  may_end_ = true;
  if (settings_.name != "abort") socket_.Shutdown(association_);
  AwaitNotification(
      [](const Notification& notification) { return notification.IsEnd(); });
}

void Client::Exchange() {
  Send(Usual());
  AwaitMessages(1);
}

void Client::ExchangeMetadata() {
  for (uint16_t stream = 0; stream < kStreams; stream++) {
    Message message = Usual();
    message.stream = stream;
    message.ppid = settings_.ppid + stream * 0x01020304;
    message.unordered = stream % 2 == 1;
    message.data += "-" + std::to_string(stream);
    Send(message);
  }
  AwaitMessages(kStreams);
}

void Client::ExchangeLarge() {
  Message message = Usual();
  message.data.clear();
  while (message.data.size() < kLargeSize) message.data += settings_.payload;
  message.data.resize(kLargeSize);
  Send(message);
  AwaitMessages(1);
}

void Client::ExchangeMany() {
  for (int number = 0; number < kMany; number++) {
    Message message = Usual();
    message.stream = static_cast<uint16_t>(number % kStreams);
    message.data += "-" + std::to_string(number);
    Send(message);
    if ((number + 1) % kManyAtOnce == 0) AwaitMessages(kManyAtOnce);
  }
}

// The network loses what says that it is ephemeral; what follows must not wait
// for it.
void Client::GiveUp() {
  Message message = Usual();
  message.data = "ephemeral";
  socket_.SendForAWhile(message, kLifetimeMs);
  log_.Sent(message);
  Exchange();
}

void Client::ResetStream() {
  Exchange();
  Exchange();
  socket_.ResetOutgoing(association_, settings_.stream);
  AwaitNotification([](const Notification& notification) {
    return notification.Is("streamReset");
  });
  Exchange();
}

// Between them a path is cut, and a line of input says that it is.
void Client::ExchangeTwice() {
  Exchange();
  std::string line;
  std::getline(std::cin, line);
  Exchange();
}

void Client::AbortIt() {
  Exchange();
  socket_.Abort(association_, settings_.payload);
}

Message Client::Usual() const {
  Message message;
  message.data = settings_.payload;
  message.stream = settings_.stream;
  message.ppid = settings_.ppid;
  message.association = association_;
  return message;
}

void Client::Send(const Message& message) {
  socket_.Send(message);
  log_.Sent(message);
}

void Client::AwaitMessages(int count) {
  while (count > 0) {
    if (std::holds_alternative<Message>(Receive())) count--;
  }
}

void Client::AwaitNotification(const Condition& is_it) {
  for (;;) {
    Event event = Receive();
    auto notification = std::get_if<Notification>(&event);
    if (notification != nullptr && is_it(*notification)) return;
  }
}

Event Client::Receive() {
  Event event = socket_.Receive();
  log_.Tell(event);
  auto notification = std::get_if<Notification>(&event);
  if (notification != nullptr && notification->IsEnd() && !may_end_) {
    std::fprintf(stderr, "the association has ended\n");
    std::exit(1);
  }
  return event;
}

}  // namespace

int main(int argc, char** argv) {
  Client(ParseSettings(argc, argv)).Play();
  return 0;
}
