#include <algorithm>
#include <cstring>
#include <deque>

#include "laws.h"
#include "pump.h"

using sctp::ReceiveBatch;
using sctp::ReceiveDescriptor;
using sctp::Status;

namespace {

constexpr size_t kSlabSize = 256 * 1024;
constexpr size_t kCapacity = 32;

// A message or a notification, as it was sent.
struct Record {
  int32_t association;
  int32_t stream;
  bool unordered;
  bool notification;
  sctp::Bytes bytes;
};

// Stands for an engine's decoder, which has laws of its own.
void Decode(const uint8_t*, size_t, bool, ReceiveDescriptor* record) {
  record->flags &= ~sctp::kReceive_notification;
  record->kind = sctp::kNotification_senderDry;
}

// Gives its records as a kernel does: what does not fit a slot continues in
// the next one, and now and then a piece is cut short.
class FakeSocket final : public sctp::Socket {
 public:
  FakeSocket(Random* random, std::vector<Record> records)
      : random_(random), records_(std::move(records)) {}

  Status Receive(ReceiveBatch* batch) override {
    LAW(watching_);
    LAW(batch->slot == sctp::kSmallSlot || batch->slot == sctp::kLargeSlot);
    size_t slots = std::min(batch->capacity, batch->slab_size / batch->slot);
    LAW(slots > 0);
    if (random_->OneIn(64)) return Status::Failed(EPROTO, "recvmmsg");
    while (batch->count < slots && next_ < records_.size()) TakePiece(batch);
    batch->drained = batch->count < slots;
    return Status::Ok();
  }

  bool empty() const { return next_ == records_.size(); }
  bool watching() const { return watching_; }

  void WatchReadable(bool on) override { watching_ = on; }
  Status Bind(const sctp::AddressList&) override { return {}; }
  Status BindAdd(const sctp::AddressList&) override { return {}; }
  Status BindRemove(const sctp::AddressList&) override { return {}; }
  Status Listen(int) override { return {}; }
  Status Connect(const sctp::AddressList&) override { return {}; }
  Status PeelOff(int32_t, sctp::SocketDelegate*,
                 std::unique_ptr<sctp::Socket>*) override {
    return {};
  }
  size_t Transmit(sctp::TransmitBatch*) override { return 0; }
  Status Shutdown(int32_t) override { return {}; }
  Status Abort(int32_t, sctp::Bytes) override { return {}; }
  Status GetOption(const sctp::OptionRequest&, sctp::OptionValues*) override {
    return {};
  }
  Status SetOption(const sctp::OptionRequest&,
                   const sctp::OptionValues&) override {
    return {};
  }
  Status LocalAddresses(int32_t, sctp::AddressList*) override { return {}; }
  Status PeerAddresses(int32_t, sctp::AddressList*) override { return {}; }
  Status AssociationAt(const sctp::Address&) override { return {}; }
  void WatchWritable() override {}
  void Ref(bool) override {}

 private:
  void TakePiece(ReceiveBatch* batch) {
    const Record& record = records_[next_];
    size_t rest = record.bytes.size - taken_;
    size_t length = std::min(rest, batch->slot);
    if (random_->OneIn(16)) length = random_->Between(1, length);

    size_t slot = batch->count * batch->slot;
    ReceiveDescriptor* piece = &batch->descriptors[batch->count++];
    *piece = {};
    memcpy(batch->slab + slot, record.bytes.data + taken_, length);
    piece->offset = static_cast<int32_t>(slot);
    piece->length = static_cast<int32_t>(length);
    if (!record.notification) {
      piece->associationId = record.association;
      piece->stream = record.stream;
      piece->tsn = static_cast<int32_t>(taken_);
    }
    piece->nextLength = static_cast<int32_t>(length);
    if (record.unordered) piece->flags |= sctp::kReceive_unordered;
    if (record.notification) piece->flags |= sctp::kReceive_notification;
    taken_ += length;
    if (taken_ < record.bytes.size) return;
    piece->flags |= sctp::kReceive_endOfRecord;
    taken_ = 0;
    next_++;
  }

  Random* random_;
  std::vector<Record> records_;
  size_t next_ = 0;
  size_t taken_ = 0;
  bool watching_ = false;
};

// Stands for JavaScript: takes batches, and stops and starts as it likes.
class Reader final : public sctp::PumpDelegate {
 public:
  Reader(Random* random, const std::vector<Record>* expected,
         std::vector<uint8_t>* slab)
      : random_(random), expected_(expected), slab_(*slab) {}

  void Run(FakeSocket* socket) {
    sctp::Pump pump(this);
    pump_ = &pump;
    pump.Attach(socket, Decode, false);
    while (!socket->empty()) {
      pump.Start();
      LAW(socket->watching());
      stopped_ = false;
      batches_ = 0;
      pump.Drain();
      LAW(batches_ <= sctp::kMaxBatchesPerWakeup);
    }
    LAW(received_ == expected_->size() && partial_.empty());
    pump.Detach();
    pump.Start();
    LAW(pump.Drain().ok());
  }

  ReceiveBatch NextBatch() override {
    LAW(!stopped_);
    ReceiveBatch batch;
    batch.slab = slab_.data();
    batch.slab_size = slab_.size();
    batch.descriptors = descriptors_;
    batch.capacity = kCapacity;
    return batch;
  }

  void OnBatch(size_t count) override {
    LAW(!stopped_ && count > 0 && count <= kCapacity);
    batches_++;
    int32_t end = 0;
    for (size_t i = 0; i < count; i++) {
      // In order, and each in a part of the slab of its own.
      LAW(descriptors_[i].offset >= end && descriptors_[i].length > 0);
      end = descriptors_[i].offset + descriptors_[i].length;
      LAW(static_cast<size_t>(end) <= slab_.size());
      Take(descriptors_[i], i > 0 ? &descriptors_[i - 1] : nullptr);
    }
    if (random_->OneIn(4)) {
      pump_->Stop();
      stopped_ = true;
    }
  }

 private:
  void Take(const ReceiveDescriptor& record,
            const ReceiveDescriptor* previous) {
    LAW(received_ < expected_->size());
    const Record& sent = (*expected_)[received_];
    bool complete = record.flags & sctp::kReceive_endOfRecord;

    // Only what a batch cut in two is left in pieces.
    LAW(previous == nullptr || (previous->flags & sctp::kReceive_endOfRecord));
    LAW(!(record.flags & sctp::kReceive_unordered) == !sent.unordered);
    if (sent.notification) {
      bool decoded = record.kind == sctp::kNotification_senderDry;
      LAW(decoded == (complete && partial_.empty()));
      LAW(decoded == !(record.flags & sctp::kReceive_notification));
    } else {
      LAW(record.kind == 0 && !(record.flags & sctp::kReceive_notification));
      LAW(record.associationId == sent.association);
      LAW(record.stream == sent.stream);
      // The first piece's own, and what the last one knew of the next.
      LAW(record.tsn == static_cast<int32_t>(partial_.size()));
    }
    LAW(record.nextLength > 0 && record.nextLength <= record.length);

    const uint8_t* bytes = slab_.data() + record.offset;
    partial_.insert(partial_.end(), bytes, bytes + record.length);
    if (!complete) return;
    LAW(partial_.size() == sent.bytes.size);
    LAW(memcmp(partial_.data(), sent.bytes.data, partial_.size()) == 0);
    partial_.clear();
    received_++;
  }

  Random* random_;
  const std::vector<Record>* expected_;
  sctp::Pump* pump_ = nullptr;
  std::vector<uint8_t>& slab_;
  ReceiveDescriptor descriptors_[kCapacity];
  std::vector<uint8_t> partial_;
  size_t received_ = 0;
  int batches_ = 0;
  bool stopped_ = false;
};

size_t RandomLength(Random* random) {
  switch (random->Below(8)) {
    case 0:
      return random->Between(sctp::kSmallSlot - 1, sctp::kSmallSlot + 1);
    case 1:
      return random->Between(1, 4) * sctp::kSmallSlot;
    case 2:
      return random->Between(1, 10000);
    default:
      return random->Between(1, 100);
  }
}

// What all records consist of. Filling each anew would take most of the time.
constexpr size_t kNoiseStarts = 4096;

const uint8_t* Noise() {
  static const std::vector<uint8_t> noise = [] {
    std::vector<uint8_t> bytes(kNoiseStarts + sctp::kLargeSlot + 1);
    Random(0).Fill(bytes.data(), bytes.size());
    return bytes;
  }();
  return noise.data();
}

Record RandomRecord(Random* random) {
  Record record;
  record.association = static_cast<int32_t>(random->Between(3, 4));
  record.stream = static_cast<int32_t>(random->Below(2));
  record.notification = random->OneIn(4);
  record.unordered = !record.notification && random->OneIn(2);
  size_t length = RandomLength(random);
  if (random->OneIn(256))
    length = random->Between(sctp::kLargeSlot - 1, sctp::kLargeSlot + 1);
  record.bytes = {Noise() + random->Below(kNoiseStarts), length};
  return record;
}

}  // namespace

void TryPump(Random* random) {
  static std::vector<uint8_t> slab(kSlabSize);
  std::vector<Record> records(random->Between(1, 24));
  for (Record& record : records) record = RandomRecord(random);
  FakeSocket socket(random, records);
  Reader(random, &records, &slab).Run(&socket);
}
