#ifndef INTEROP_PERF_CPP_CLIENT_H_
#define INTEROP_PERF_CPP_CLIENT_H_

#include <sys/prctl.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "frame.h"
#include "usage.h"

// One association of a client's.
class Channel {
 public:
  explicit Channel(std::unique_ptr<Socket> socket)
      : socket_(std::move(socket)) {
    target_ = {socket_->Connect(), 0, htonl(kPpid)};
  }

  Socket* socket() { return socket_.get(); }

  size_t Send(const std::vector<uint8_t>& frame, size_t count) {
    return socket_->Send(target_, frame, count);
  }

  void SendAll(const std::vector<uint8_t>& frame, size_t count) {
    while (count > 0) {
      size_t sent = Send(frame, std::min(count, kBatchMessages));
      count -= sent;
      if (sent == 0) AwaitRoom();
    }
  }

  void AwaitRoom() {
    while (!socket_->Wait(true)) Receive([](const Frame&) {});
  }

  void AwaitBeginning() { AwaitTrue(&is_up_); }
  void AwaitEnd() { AwaitTrue(&is_down_); }

  void AwaitResult() {
    bool answered = false;
    while (!answered) {
      socket_->Wait(false);
      Receive(
          [&](const Frame& frame) { answered |= frame.kind == Kind::kResult; });
    }
  }

  void Receive(const std::function<void(const Frame&)>& take) {
    socket_->Receive([&](const Received& received) {
      is_up_ |= received.is_beginning;
      is_down_ |= received.is_end;
      Frame frame;
      if (reader_.Read(received, &frame)) take(frame);
    });
  }

  void Shutdown() { socket_->Shutdown(target_.association); }

 private:
  void AwaitTrue(const bool* condition) {
    while (!*condition) {
      socket_->Wait(false);
      Receive([](const Frame&) {});
    }
  }

  std::unique_ptr<Socket> socket_;
  Target target_;
  FrameReader reader_;
  bool is_up_ = false;
  bool is_down_ = false;
};

class Client {
 public:
  Client(const Settings& settings, OpenSocket open)
      : settings_(settings),
        open_(std::move(open)),
        data_(EncodeFrame(Kind::kData, std::string(settings.size, 'x'))),
        stop_(EncodeFrame(Kind::kStop, "")) {}

  // False: there is no such mode.
  bool Run() {
    if (settings_.mode == "associations") {
      Associate();
      return true;
    }
    const std::map<std::string, void (Client::*)(size_t)> exchanges = {
        {"rtt", &Client::RoundTrips},
        {"throughput", &Client::Flood},
        {"messages", &Client::Flood},
        {"latency", &Client::KeepRate}};
    auto exchange = exchanges.find(settings_.mode);
    if (exchange == exchanges.end()) return false;

    channel_ = std::make_unique<Channel>(open_());
    channel_->AwaitBeginning();
    if (settings_.warmup > 0) {
      auto warm_up =
          settings_.is_echo() ? &Client::RoundTrips : exchange->second;
      (this->*warm_up)(settings_.warmup);
      // The server's count begins anew.
      if (settings_.is_echo()) Finish();
    }
    const double processor = ProcessorSeconds();
    const Clock::time_point began = Clock::now();
    (this->*exchange->second)(settings_.iterations);
    elapsed_ = SecondsSince(began);
    processor_ = ProcessorSeconds() - processor;
    Report(settings_.mode == "latency" ? Percentiles() : "");
    channel_->Shutdown();
    channel_->AwaitEnd();
    return true;
  }

 private:
  // As in the Go fork the server is not told that it was the last.
  void RoundTrips(size_t count) {
    auto ping = [&] {
      if (channel_->Send(data_, 1) != 1) Fail("ping");
    };
    ping();
    for (size_t seen = 0; seen < count;) {
      channel_->socket()->Wait(false);
      channel_->Receive([&](const Frame&) {
        if (++seen < count) ping();
      });
    }
  }

  void Flood(size_t count) {
    size_t per_tick = std::max<size_t>(1, kBytesPerTick / data_.size());
    while (count > 0) {
      // All that one tick queues, in whole batches but for the last.
      size_t tick = std::min(count, per_tick);
      channel_->SendAll(data_, tick);
      count -= tick;
    }
    Finish();
  }

  void Finish() {
    channel_->SendAll(stop_, 1);
    channel_->AwaitResult();
  }

  // Each message has a time at which it is to be sent, and its latency counts
  // from then: whoever comes late to send it does not hide it.
  void KeepRate(size_t count) {
    constexpr std::chrono::seconds kPatience(1);  // for the last answers
    prctl(PR_SET_TIMERSLACK, 1);  // 50 us of it would be in every latency
    const std::chrono::duration<double> interval(
        1 / static_cast<double>(settings_.rate));
    const Clock::time_point began = Clock::now();
    const auto due = [&](size_t number) {
      auto since = std::chrono::duration_cast<Clock::duration>(
          interval * static_cast<double>(number));
      return began + since;
    };
    std::vector<uint8_t> frame = data_;
    latencies_.clear();
    size_t sent = 0;
    for (bool answered = false; !answered;) {
      for (; sent < count && due(sent) <= Clock::now(); sent++) {
        SetNumber(&frame, static_cast<uint32_t>(sent));
        channel_->SendAll(frame, 1);
        if (sent + 1 == count) channel_->SendAll(stop_, 1);
      }
      channel_->socket()->WaitUntil(sent < count ? due(sent)
                                                 : Clock::now() + kPatience);
      channel_->Receive([&](const Frame& received) {
        if (received.kind == Kind::kResult) answered = true;
        if (received.kind != Kind::kData) return;
        latencies_.push_back(SecondsSince(due(received.number())) * 1e6);
      });
    }
  }

  // Sets up as many as asked for, and has them send together.
  void Associate() {
    constexpr size_t kAtOnce = 200;  // being set up
    const size_t count = settings_.iterations;
    const double memory = ResidentKib();
    const double processor = ProcessorSeconds();
    std::vector<std::unique_ptr<Channel>> channels;
    Clock::time_point began = Clock::now();
    for (size_t i = 0; i < count; i++) {
      while (channels.size() < std::min(count, i + kAtOnce))
        channels.push_back(std::make_unique<Channel>(open_()));
      channels[i]->AwaitBeginning();
    }
    elapsed_ = SecondsSince(began);
    processor_ = ProcessorSeconds() - processor;
    const double each = (ResidentKib() - memory) / static_cast<double>(count);

    began = Clock::now();
    FloodAll(channels);
    const double seconds = SecondsSince(began);
    mbps_ = static_cast<double>(settings_.messages * settings_.size) * 8 /
            seconds / 1e6;
    Report(" kib_each=" + std::to_string(each) + " messages_per_s=" +
           std::to_string(static_cast<double>(settings_.messages) / seconds));
    for (auto& channel : channels) channel->Shutdown();
    for (auto& channel : channels) channel->AwaitEnd();
  }

  void FloodAll(const std::vector<std::unique_ptr<Channel>>& channels) {
    const size_t each = settings_.messages / channels.size();
    std::vector<size_t> left(channels.size(), each);
    for (size_t i = 0; i < settings_.messages % channels.size(); i++) left[i]++;
    for (size_t open = channels.size(); open > 0;) {
      bool moved = false;
      Channel* blocked = nullptr;
      for (size_t i = 0; i < channels.size(); i++) {
        if (left[i] == 0) continue;
        size_t sent =
            channels[i]->Send(data_, std::min(left[i], kBatchMessages));
        left[i] -= sent;
        moved |= sent > 0;
        if (left[i] == 0) open--;
        if (sent == 0 && blocked == nullptr) blocked = channels[i].get();
      }
      if (!moved && blocked != nullptr) blocked->AwaitRoom();
    }
    for (auto& channel : channels) channel->SendAll(stop_, 1);
    for (auto& channel : channels) channel->AwaitResult();
  }

  void Report(const std::string& more) {
    if (settings_.mode == "rtt")
      rtt_ = elapsed_ * 1e6 / static_cast<double>(settings_.iterations);
    if (settings_.mode == "throughput" || settings_.mode == "messages")
      mbps_ = static_cast<double>(settings_.iterations * settings_.size) * 8 /
              elapsed_ / 1e6;
    std::printf(
        "PERF_CLIENT_RESULT lang=cpp mode=%s iterations=%zu size=%zu "
        "elapsed_s=%.6f rtt_us_avg=%.3f throughput_mbps=%.3f cpu_s=%.6f%s\n",
        settings_.mode.c_str(), settings_.iterations, settings_.size, elapsed_,
        rtt_, mbps_, processor_, more.c_str());
  }

  std::string Percentiles() {
    std::sort(latencies_.begin(), latencies_.end());
    for (double latency : latencies_)
      rtt_ += latency / static_cast<double>(latencies_.size());
    std::string text;
    const std::pair<const char*, double> named[] = {
        {"p50", 50}, {"p90", 90}, {"p99", 99}, {"p999", 99.9}};
    for (auto [name, percent] : named)
      text += std::string(" ") + name +
              "_us=" + std::to_string(Percentile(percent));
    size_t lost = settings_.iterations - latencies_.size();
    return text + " lost=" + std::to_string(lost);
  }

  double Percentile(double percent) const {
    if (latencies_.empty()) return 0;
    double rank =
        std::ceil(percent / 100 * static_cast<double>(latencies_.size()));
    return latencies_[static_cast<size_t>(std::max(rank, 1.0)) - 1];
  }

  const Settings& settings_;
  OpenSocket open_;
  const std::vector<uint8_t> data_;
  const std::vector<uint8_t> stop_;
  std::unique_ptr<Channel> channel_;
  std::vector<double> latencies_;  // in microseconds
  double elapsed_ = 0;
  double processor_ = 0;
  double rtt_ = 0;
  double mbps_ = 0;
};

#endif  // INTEROP_PERF_CPP_CLIENT_H_
