// The userspace engine driven from C++: net-sctp's own src/userspace, called
// as the addon calls it, so that what is between the two is the cost of
// JavaScript and of the binding.

#include "engine.h"

#include <uv.h>

#include <cstring>
#include <memory>
#include <vector>

#include "roles.h"
#include "userspace/userspace_engine.h"
#include "uv_handle.h"

namespace {

constexpr char kHost[] = "127.0.0.1";

int Require(sctp::Status status) {
  errno = -status.value;
  return ::Require(status.value, status.syscall);
}

sctp::AddressList Loopback(uint16_t port) {
  sctp::AddressList addresses(1);
  sctp::Address::Parse(kHost, port, &addresses[0]);
  return addresses;
}

class EngineSocket final : public Socket, private sctp::SocketDelegate {
 public:
  explicit EngineSocket(const Settings& settings);
  ~EngineSocket() override;

  Ports Listen() override;
  uint32_t Connect(const Settings& settings) override;
  bool Wait(bool writable) override;
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

  sctp::UvHandles handles_{uv_default_loop()};
  std::unique_ptr<sctp::Engine> engine_;
  std::unique_ptr<sctp::Socket> socket_;
  bool is_readable_ = false;
  bool is_writable_ = false;
  bool watches_writable_ = false;
  std::vector<uint8_t> slab_ = std::vector<uint8_t>(kSlabSize);
  sctp::ReceiveDescriptor incoming_[kBatchMessages];
  sctp::TransmitDescriptor outgoing_[kBatchMessages] = {};
  sctp::Bytes bodies_[kBatchMessages];
  size_t slot_;
};

EngineSocket::EngineSocket(const Settings& settings)
    : engine_(sctp::userspace::MakeEngine(&handles_)),
      slot_(settings.size > kSmallSlot ? kLargeSlot : kSmallSlot) {
  Require(engine_->Open({}, this, &socket_));
  SetOption(sctp::kOption_events, 1 << sctp::kNotification_associationChange);
  SetOption(sctp::kOption_noDelay, settings.nodelay);
  if (settings.sndbuf > 0)
    SetOption(sctp::kOption_sendBufferSize, settings.sndbuf);
  if (settings.rcvbuf > 0)
    SetOption(sctp::kOption_receiveBufferSize, settings.rcvbuf);
  Require(socket_->Bind(Loopback(0)));
  socket_->Ref(true);
  socket_->WatchReadable(true);
}

EngineSocket::~EngineSocket() {
  socket_.reset();
  engine_.reset();
  uv_run(handles_.loop(), UV_RUN_DEFAULT);
}

void EngineSocket::SetOption(sctp::OptionId id, double value) {
  using Value = sctp::OptionValue;
  Require(socket_->SetOption({id, 0, {}}, {{Value::Type::kNumber, value, {}}}));
}

Ports EngineSocket::Listen() {
  Require(socket_->Listen(1));
  sctp::AddressList addresses;
  Require(socket_->LocalAddresses(0, &addresses));
  sctp::OptionValues udp;
  Require(socket_->GetOption({sctp::kOption_localUdpEncapsulationPort, 0, {}},
                             &udp));
  return {addresses[0].port(), static_cast<uint16_t>(udp[0].number)};
}

uint32_t EngineSocket::Connect(const Settings& settings) {
  SetOption(sctp::kOption_remoteUdpEncapsulationPort, settings.udp);
  int id = Require(socket_->Connect(Loopback(settings.port)));
  return static_cast<uint32_t>(id);
}

void EngineSocket::OnReadable() {
  is_readable_ = true;
  socket_->WatchReadable(false);
}

bool EngineSocket::Wait(bool writable) {
  if (writable && !watches_writable_) socket_->WatchWritable();
  watches_writable_ |= writable;
  while (!is_readable_ && !is_writable_) uv_run(handles_.loop(), UV_RUN_ONCE);
  bool was_writable = is_writable_;
  if (was_writable) watches_writable_ = false;
  is_writable_ = false;
  return was_writable;
}

Received EngineSocket::Describe(sctp::ReceiveDescriptor* record) const {
  Received received;
  received.data = slab_.data() + record->offset;
  received.size = record->length;
  if (record->flags & sctp::kReceive_notification) {
    engine_->decoder()(received.data, received.size, false, record);
    received.is_end = record->kind == sctp::kNotification_associationChange &&
                      record->state != 0;  // "communicationUp"
    return received;
  }
  received.is_message = record->flags & sctp::kReceive_endOfRecord;
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
    batch.slab = slab_.data();
    batch.slab_size = slab_.size();
    batch.descriptors = incoming_;
    batch.capacity = kBatchMessages;
    batch.slot = slot_;
    Require(socket_->Receive(&batch));
    for (size_t at = 0; at < batch.count; at++) take(Describe(&incoming_[at]));
    if (batch.drained) break;
  }
  socket_->WatchReadable(true);
}

size_t EngineSocket::Send(const Target& target,
                          const std::vector<uint8_t>& body, size_t count) {
  for (size_t i = 0; i < count; i++) {
    sctp::TransmitDescriptor* message = &outgoing_[i];
    message->associationId = static_cast<int32_t>(target.association);
    message->stream = target.stream;
    message->ppid = static_cast<int32_t>(target.ppid);
    message->body = static_cast<int32_t>(i);
    message->authKeyId = -1;
    bodies_[i] = {body.data(), body.size()};
  }
  sctp::TransmitBatch batch;
  batch.descriptors = outgoing_;
  batch.count = count;
  batch.bodies = bodies_;
  batch.body_count = count;
  size_t sent = socket_->Transmit(&batch);
  int status = sent < count ? outgoing_[sent].status : 0;
  if (status != 0 && status != -EAGAIN) Require({status, "sendmsg"});
  return sent;
}

void EngineSocket::Shutdown(uint32_t association) {
  Require(socket_->Shutdown(static_cast<int32_t>(association)));
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings = ParseSettings(argc, argv);
  EngineSocket socket(settings);
  return Play(settings, &socket);
}
