#ifndef INTEROP_PERF_CPP_SERVER_H_
#define INTEROP_PERF_CPP_SERVER_H_

#include <cstdio>
#include <string>
#include <vector>

#include "frame.h"
#include "usage.h"

// Sends data back in modes that ask for it, and answers each stop with what
// has come since all associations stopped before. The clock is read twice for
// it: in the kernel lab that is a costly system call.
class Server {
 public:
  Server(const Settings& settings, Socket* socket)
      : settings_(settings), socket_(socket) {}

  void Run() {
    Announce();
    const double before = ResidentKib();
    const size_t expected = settings_.associations();
    size_t begun = 0;
    size_t ended = 0;
    double each = 0;
    while (ended < expected) {
      socket_->Wait(false);
      socket_->Receive([&](const Received& received) {
        ended += received.is_end;
        begun += received.is_beginning;
        if (received.is_beginning && begun == expected)
          each = (ResidentKib() - before) / static_cast<double>(expected);
        Take(received);
      });
    }
    if (messages_ > 0) Look();
    std::printf(
        "PERF_SERVER_DONE lang=cpp mode=%s messages=%zu bytes=%zu "
        "seconds=%.6f cpu_s=%.6f",
        settings_.mode.c_str(), seen_.messages, seen_.bytes, seen_.seconds,
        seen_.processor);
    if (settings_.mode == "associations") std::printf(" kib_each=%.3f", each);
    std::printf("\n");
  }

 private:
  struct Lap {
    size_t messages;
    size_t bytes;
    double seconds;
    double processor;
  };

  void Announce() {
    Ports ports = socket_->Listen();
    std::printf(
        "PERF_SERVER_READY lang=cpp mode=%s bind=%s:%u iterations=%zu size=%zu "
        "udp=%u\n",
        settings_.mode.c_str(), settings_.host.c_str(), ports.sctp,
        settings_.iterations, settings_.size, ports.udp);
    std::fflush(stdout);
  }

  void Take(const Received& received) {
    Frame frame;
    if (!reader_.Read(received, &frame)) return;
    Target target = {received.association, received.stream, received.ppid};
    if (frame.kind == Kind::kData) {
      Count(frame);
      if (settings_.is_echo()) Echo(target, frame);
    } else if (frame.kind == Kind::kStop) {
      Look();
      if (++stops_ % settings_.associations() == 0) messages_ = bytes_ = 0;
      Answer(target);
    }
  }

  void Count(const Frame& frame) {
    if (messages_++ == 0) {
      began_ = Clock::now();
      processor_ = ProcessorSeconds();
    }
    bytes_ += frame.payload();
  }

  void Look() {
    const bool is_empty = messages_ == 0;
    seen_ = {messages_, bytes_, is_empty ? 0 : SecondsSince(began_),
             is_empty ? 0 : ProcessorSeconds() - processor_};
  }

  void Echo(const Target& target, const Frame& frame) {
    body_.assign(frame.data, frame.data + frame.size);
    Send(target, body_);
  }

  void Answer(const Target& target) {
    char text[128];
    std::snprintf(text, sizeof(text), "messages=%zu bytes=%zu seconds=%.6f",
                  seen_.messages, seen_.bytes, seen_.seconds);
    Send(target, EncodeFrame(Kind::kResult, text));
  }

  // Thousands of associations that stop at once fill the socket's buffer.
  void Send(const Target& target, const std::vector<uint8_t>& frame) {
    while (socket_->Send(target, frame, 1) == 0) socket_->Wait(true);
  }

  const Settings& settings_;
  Socket* socket_;
  FrameReader reader_;
  std::vector<uint8_t> body_;
  size_t messages_ = 0;
  size_t bytes_ = 0;
  size_t stops_ = 0;
  Clock::time_point began_;
  double processor_ = 0;
  Lap seen_ = {};
};

#endif  // INTEROP_PERF_CPP_SERVER_H_
