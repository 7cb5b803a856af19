#include "party.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace {

using sctp::Status;

constexpr size_t kSlabSize = 2 * sctp::kLargeSlot;
constexpr size_t kRecords = 16;
constexpr size_t kLongestMessage = 40'000;
constexpr size_t kMessagesAtOnce = 8;
constexpr int kEveryEvent = (1 << (sctp::kNotification_streamChange + 1)) - 2;

const std::vector<uint8_t> contents(kLongestMessage, 'x');

// Rows of associationChangeState.
enum { kUp, kLost, kRestart, kShutdownComplete, kCannotStart };

}  // namespace

Party::Party(Random* random, Tally* tally, std::function<void()> on_progress)
    : random_(random),
      tally_(tally),
      on_progress_(std::move(on_progress)),
      pump_(this),
      slab_(kSlabSize),
      records_(kRecords) {}

void Party::Open(sctp::Engine* engine, int family) {
  sctp::SocketOptions options;
  options.family = family;
  LAW(engine->Open(options, this, &socket_).ok());
  decoder_ = engine->decoder();
  Attach(nullptr);
  Set(sctp::kOption_events, {kEveryEvent});
  // A peer whose last words are lost is soon given up.
  Set(sctp::kOption_rtoInfo, {100, 400, 50});
  Set(sctp::kOption_associationParameters, {5, 0, 0, 0, 60'000});
  if (random_->OneIn(3)) Set(sctp::kOption_noDelay, {1});
  if (random_->OneIn(3)) Set(sctp::kOption_sendBufferSize, {50'000});
  if (random_->OneIn(3)) Set(sctp::kOption_receiveBufferSize, {20'000});
  // A UDP port of its own.
  if (random_->OneIn(4)) Set(sctp::kOption_localUdpEncapsulationPort, {0});
}

void Party::Attach(const Party* parent) {
  pump_.Attach(socket_.get(), decoder_, false);
  if (parent != nullptr) pump_.ContinueFrom(parent->pump_);
  socket_->Ref(random_->OneIn(2));
}

void Party::Close() {
  if (!socket_) return;
  if (is_blocked_) tally_->closed_in_flow++;
  pump_.Detach();
  socket_.reset();
}

void Party::Set(sctp::OptionId option, const std::vector<double>& numbers) {
  sctp::OptionValues values(numbers.size());
  for (size_t i = 0; i < numbers.size(); i++) values[i].number = numbers[i];
  LAW(socket_->SetOption({option, 0, {}}, values).ok());
}

uint16_t Party::Listen(const sctp::Address& address) {
  sctp::AddressList bound;
  LAW(socket_->Bind({address}).ok());
  LAW(socket_->Listen(16).ok());
  LAW(socket_->LocalAddresses(0, &bound).ok());
  return bound[0].port();
}

void Party::Connect(const sctp::Address& address) {
  Status status = socket_->Connect({address});
  LAW(status.ok() || status.value == -EISCONN || status.value == -EALREADY);
}

void Party::ChangeAddresses(const sctp::Address& address) {
  if (random_->OneIn(3))
    socket_->BindRemove({address});
  else
    socket_->BindAdd({address});
}

void Party::Read(bool on) {
  if (on)
    pump_.Start();
  else
    pump_.Stop();
}

void Party::Flood() {
  floods_ = true;
  while (!is_blocked_ && !associations_.empty()) {
    size_t count = random_->Between(1, kMessagesAtOnce);
    if (Send(count) == count) continue;
    is_blocked_ = true;
    tally_->blocked++;
    socket_->WatchWritable();
  }
}

size_t Party::Send(size_t count) {
  sctp::TransmitDescriptor messages[kMessagesAtOnce] = {};
  size_t longest = random_->OneIn(3) ? kLongestMessage : 2000;
  for (size_t i = 0; i < count; i++) {
    messages[i].associationId = SomeAssociation();
    messages[i].stream = static_cast<int32_t>(random_->Below(10));
    messages[i].flags = random_->OneIn(3) ? sctp::kTransmit_unordered : 0;
    messages[i].body = -1;
    messages[i].length = static_cast<int32_t>(random_->Between(1, longest));
    messages[i].authKeyId = -1;
  }
  sctp::TransmitBatch batch;
  batch.slab = contents.data();
  batch.slab_size = contents.size();
  batch.descriptors = messages;
  batch.count = count;
  size_t sent = socket_->Transmit(&batch);
  tally_->sent += sent;
  return sent;
}

std::unique_ptr<Party> Party::PeelOff() {
  sctp::AssociationId id = SomeAssociation();
  auto peeled = std::make_unique<Party>(random_, tally_, on_progress_);
  if (!socket_->PeelOff(id, peeled.get(), &peeled->socket_).ok())
    return nullptr;
  tally_->peeled_off++;
  associations_.erase(
      std::remove(associations_.begin(), associations_.end(), id),
      associations_.end());
  peeled->associations_.push_back(id);
  peeled->decoder_ = decoder_;
  peeled->Attach(this);
  return peeled;
}

void Party::Shutdown() {
  Status status = socket_->Shutdown(SomeAssociation());
  LAW(status.value != -EAGAIN);  // an end needs no room
  if (status.ok()) tally_->shut_down++;
}

void Party::Abort() {
  Status status = socket_->Abort(SomeAssociation(), {contents.data(), 20});
  LAW(status.value != -EAGAIN);
  if (status.ok()) tally_->aborted++;
}

void Party::OnReadable() { LAW(pump_.Drain().ok()); }

void Party::OnWritable() {
  is_blocked_ = false;
  if (floods_) Flood();
}

void Party::OnFailure(Status) { LAW(!"a socket of this engine fails"); }

sctp::ReceiveBatch Party::NextBatch() {
  sctp::ReceiveBatch batch;
  batch.slab = slab_.data();
  batch.slab_size = slab_.size();
  batch.descriptors = records_.data();
  batch.capacity = records_.size();
  return batch;
}

void Party::OnBatch(size_t count) {
  for (size_t i = 0; i < count && is_open(); i++) {
    const sctp::ReceiveDescriptor& record = records_[i];
    LAW(static_cast<size_t>(record.offset + record.length) <= slab_.size());
    if (record.kind == sctp::kNotification_associationChange)
      OnAssociationChange(record);
    else if (record.kind != sctp::kNotification_message)
      continue;
    else
      tally_->received++;
    on_progress_();
  }
}

void Party::OnAssociationChange(const sctp::ReceiveDescriptor& record) {
  sctp::AssociationId id = record.associationId;
  switch (record.state) {
    case kUp:
      tally_->associations++;
      associations_.push_back(id);
      if (floods_) Flood();
      break;
    case kCannotStart:
      tally_->refused++;
      break;
    case kLost:
    case kShutdownComplete:
      associations_.erase(
          std::remove(associations_.begin(), associations_.end(), id),
          associations_.end());
      break;
  }
}

// Zero, which none has, where there is none.
sctp::AssociationId Party::SomeAssociation() {
  if (associations_.empty()) return 0;
  return associations_[random_->Below(associations_.size())];
}
