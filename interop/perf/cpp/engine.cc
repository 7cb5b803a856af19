// The userspace engine driven from C++: net-sctp's own src/userspace, called
// as the addon calls it, so that what is between the two is the cost of
// JavaScript and of the binding.

#include "engine.h"

#include <uv.h>

#include <cstring>
#include <memory>
#include <vector>

#include "play.h"
#include "userspace/userspace_engine.h"
#include "uv_handle.h"

namespace {

int Require(sctp::Status status) {
  errno = -status.value;
  return ::Require(status.value, status.syscall);
}

sctp::AddressList AddressesOf(const std::string& host, uint16_t port) {
  sctp::AddressList addresses(1);
  sctp::Address::Parse(host.c_str(), port, &addresses[0]);
  return addresses;
}

// What all sockets of the process have in common.
struct Environment {
  ~Environment() {
    engine.reset();
    uv_run(handles.loop(), UV_RUN_DEFAULT);
  }

  sctp::UvHandles handles{uv_default_loop()};
  std::unique_ptr<sctp::Engine> engine = sctp::userspace::MakeEngine(&handles);
  std::vector<uint8_t> slab = std::vector<uint8_t>(kSlabSize);
  sctp::ReceiveDescriptor incoming[kBatchMessages];
  sctp::TransmitDescriptor outgoing[kBatchMessages] = {};
  sctp::Bytes bodies[kBatchMessages];
};

class EngineSocket final : public Socket, private sctp::SocketDelegate {
 public:
  EngineSocket(const Settings& settings, Environment* environment);

  Ports Listen() override;
  uint32_t Connect() override;
  bool Wait(bool writable) override;
  void WaitUntil(Clock::time_point when) override;
  void Receive(const std::function<void(const Received&)>& take) override;
  size_t Send(const Target& target, const std::vector<uint8_t>& body,
              size_t count) override;
  void Shutdown(uint32_t association) override;

 private:
  void OnReadable() override;
  void OnWritable() override { is_writable_ = true; }
  void OnFailure(sctp::Status status) override { Require(status); }

  void SetOption(sctp::OptionId id, double value);
  Received Describe(sctp::ReceiveDescriptor* record) const;

  const Settings& settings_;
  Environment* environment_;
  std::unique_ptr<sctp::Socket> socket_;
  bool is_readable_ = false;
  bool is_writable_ = false;
  bool watches_writable_ = false;
};

EngineSocket::EngineSocket(const Settings& settings, Environment* environment)
    : settings_(settings), environment_(environment) {
  Require(environment->engine->Open({}, this, &socket_));
  SetOption(sctp::kOption_events, 1 << sctp::kNotification_associationChange);
  SetOption(sctp::kOption_noDelay, settings.nodelay);
  if (settings.sndbuf > 0)
    SetOption(sctp::kOption_sendBufferSize, settings.sndbuf);
  if (settings.rcvbuf > 0)
    SetOption(sctp::kOption_receiveBufferSize, settings.rcvbuf);
  const uint16_t port = settings.is_client() ? 0 : settings.port;
  Require(socket_->Bind(AddressesOf(settings.host, port)));
  socket_->Ref(true);
  socket_->WatchReadable(true);
}

void EngineSocket::SetOption(sctp::OptionId id, double value) {
  using Value = sctp::OptionValue;
  Require(socket_->SetOption({id, 0, {}}, {{Value::Type::kNumber, value, {}}}));
}

Ports EngineSocket::Listen() {
  Require(socket_->Listen(static_cast<int>(settings_.associations())));
  sctp::AddressList addresses;
  Require(socket_->LocalAddresses(0, &addresses));
  sctp::OptionValues udp;
  Require(socket_->GetOption({sctp::kOption_localUdpEncapsulationPort, 0, {}},
                             &udp));
  return {addresses[0].port(), static_cast<uint16_t>(udp[0].number)};
}

uint32_t EngineSocket::Connect() {
  SetOption(sctp::kOption_remoteUdpEncapsulationPort, settings_.udp);
  sctp::AddressList server = AddressesOf(settings_.host, settings_.port);
  return static_cast<uint32_t>(Require(socket_->Connect(server)));
}

void EngineSocket::OnReadable() {
  is_readable_ = true;
  socket_->WatchReadable(false);
}

bool EngineSocket::Wait(bool writable) {
  if (writable && !watches_writable_) socket_->WatchWritable();
  watches_writable_ |= writable;
  while (!is_readable_ && !is_writable_)
    uv_run(environment_->handles.loop(), UV_RUN_ONCE);
  bool was_writable = is_writable_;
  if (was_writable) watches_writable_ = false;
  is_writable_ = false;
  return was_writable;
}

void EngineSocket::WaitUntil(Clock::time_point when) {
  uv_loop_t* loop = environment_->handles.loop();
  uv_run(loop, UV_RUN_NOWAIT);
  if (is_readable_) return;
  PollUntil(uv_backend_fd(loop), when);
  uv_run(loop, UV_RUN_NOWAIT);
}

Received EngineSocket::Describe(sctp::ReceiveDescriptor* record) const {
  Received received;
  received.data = environment_->slab.data() + record->offset;
  received.size = record->length;
  if (record->flags & sctp::kReceive_notification) {
    environment_->engine->decoder()(received.data, received.size, false,
                                    record);
    received.is_notification = true;
    const bool is_change =
        record->kind == sctp::kNotification_associationChange;
    received.is_beginning =
        is_change && record->state == 0;  // "communicationUp"
    received.is_end = is_change && record->state != 0;
    return received;
  }
  received.is_complete = record->flags & sctp::kReceive_endOfRecord;
  received.association = static_cast<uint32_t>(record->associationId);
  received.stream = static_cast<uint16_t>(record->stream);
  received.ppid = static_cast<uint32_t>(record->ppid);
  return received;
}

void EngineSocket::Receive(const std::function<void(const Received&)>& take) {
  if (!is_readable_) return;
  is_readable_ = false;
  for (int i = 0; i < kBatchesPerWakeup; i++) {
    sctp::ReceiveBatch batch;
    batch.slab = environment_->slab.data();
    batch.slab_size = environment_->slab.size();
    batch.descriptors = environment_->incoming;
    batch.capacity = kBatchMessages;
    batch.slot = SlotFor(settings_);
    Require(socket_->Receive(&batch));
    for (size_t at = 0; at < batch.count; at++)
      take(Describe(&environment_->incoming[at]));
    if (batch.drained) break;
  }
  socket_->WatchReadable(true);
}

size_t EngineSocket::Send(const Target& target,
                          const std::vector<uint8_t>& body, size_t count) {
  for (size_t i = 0; i < count; i++) {
    sctp::TransmitDescriptor* message = &environment_->outgoing[i];
    message->associationId = static_cast<int32_t>(target.association);
    message->stream = target.stream;
    message->ppid = static_cast<int32_t>(target.ppid);
    message->body = static_cast<int32_t>(i);
    message->authKeyId = -1;
    environment_->bodies[i] = {body.data(), body.size()};
  }
  sctp::TransmitBatch batch;
  batch.descriptors = environment_->outgoing;
  batch.count = count;
  batch.bodies = environment_->bodies;
  batch.body_count = count;
  size_t sent = socket_->Transmit(&batch);
  int status = sent < count ? environment_->outgoing[sent].status : 0;
  if (status != 0 && status != -EAGAIN) Require({status, "sendmsg"});
  return sent;
}

void EngineSocket::Shutdown(uint32_t association) {
  Require(socket_->Shutdown(static_cast<int32_t>(association)));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings = ParseSettings(argc, argv);
  Environment environment;
  return Play(settings, [&] {
    return std::make_unique<EngineSocket>(settings, &environment);
  });
}
