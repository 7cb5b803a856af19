#include <algorithm>
#include <array>
#include <cerrno>
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

// Messages that arrive in order among each other: those of one stream of an
// association, unordered or not. Notifications have a lane to themselves.
constexpr size_t kLanes = 9;
constexpr size_t kNotifications = 8;

struct Lane {
  explicit Lane(size_t index) : index(index) {}
  int32_t association() const { return index & 1 ? 3 : 4; }
  int32_t stream() const { return index & 2 ? 1 : 0; }
  bool unordered() const { return index & 4; }
  bool notifications() const { return index == kNotifications; }
  size_t index;
};

Lane LaneOf(const ReceiveDescriptor& record) {
  if (record.kind != 0 || (record.flags & sctp::kReceive_notification))
    return Lane(kNotifications);
  LAW(record.associationId == 3 || record.associationId == 4);
  LAW(record.stream == 0 || record.stream == 1);
  return Lane((record.associationId == 3 ? 1 : 0) | record.stream << 1 |
              (record.flags & sctp::kReceive_unordered ? 4 : 0));
}

// What is sent in each lane.
using Records = std::array<std::deque<sctp::Bytes>, kLanes>;

// Stands for an engine's decoder, which has laws of its own.
void Decode(const uint8_t*, size_t, bool, ReceiveDescriptor* record) {
  record->flags &= ~sctp::kReceive_notification;
  record->kind = sctp::kNotification_senderDry;
}

// Gives its records as a kernel does: what does not fit a slot continues in
// the next one. Where it interleaves, messages are cut short, and their pieces
// mix.
class FakeSocket final : public sctp::Socket {
 public:
  FakeSocket(Random* random, Records records)
      : random_(random),
        records_(std::move(records)),
        interleaves_(random->OneIn(2)) {}

  Status Receive(ReceiveBatch* batch) override {
    LAW(watching_);
    // Long messages make slots large, and short ones make them small again.
    LAW(batch->slot == sctp::kSmallSlot || batch->slot == sctp::kLargeSlot);
    LAW(!was_cut_ || batch->slot == sctp::kLargeSlot);
    LAW(batches_without_large_ < 16 || batch->slot == sctp::kSmallSlot);
    was_cut_ = false;
    batches_without_large_++;

    size_t slots = std::min(batch->capacity, batch->slab_size / batch->slot);
    LAW(slots > 0);
    if (random_->OneIn(64)) return Status::Failed(EPROTO, "recvmmsg");
    while (batch->count < slots && !empty()) TakePiece(batch);
    batch->drained = batch->count < slots;
    return Status::Ok();
  }

  bool empty() const {
    for (const auto& lane : records_)
      if (!lane.empty()) return false;
    return true;
  }
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
    ChooseLane();
    Lane lane(lane_);
    const sctp::Bytes& record = records_[lane_].front();
    size_t* taken = &taken_[lane_];
    size_t length = std::min(record.size - *taken, batch->slot);
    if (interleaves_ && random_->OneIn(4)) length = random_->Between(1, length);

    size_t slot = batch->count * batch->slot;
    ReceiveDescriptor* piece = &batch->descriptors[batch->count++];
    *piece = {};
    memcpy(batch->slab + slot, record.data + *taken, length);
    piece->offset = static_cast<int32_t>(slot);
    piece->length = static_cast<int32_t>(length);
    piece->tsn = static_cast<int32_t>(*taken);
    *taken += length;
    piece->nextLength = static_cast<int32_t>(*taken);
    if (lane.notifications()) {
      piece->flags |= sctp::kReceive_notification;
    } else {
      piece->associationId = lane.association();
      piece->stream = lane.stream();
      if (lane.unordered()) piece->flags |= sctp::kReceive_unordered;
    }

    if (record.size > sctp::kSmallSlot) batches_without_large_ = 0;
    if (*taken < record.size) {
      was_cut_ |= length == batch->slot;
      return;
    }
    piece->flags |= sctp::kReceive_endOfRecord;
    *taken = 0;
    records_[lane_].pop_front();
  }

  void ChooseLane() {
    bool stays =
        taken_[lane_] > 0 && (!interleaves_ || lane_ == kNotifications);
    if (stays) return;
    do {
      lane_ = random_->Below(kLanes);
    } while (records_[lane_].empty());
  }

  Random* random_;
  Records records_;
  bool interleaves_;
  size_t lane_ = 0;
  size_t taken_[kLanes] = {};
  bool watching_ = false;
  bool was_cut_ = false;
  int batches_without_large_ = 0;
};

// Stands for JavaScript: takes batches, and stops and starts as it likes.
class Reader final : public sctp::PumpDelegate {
 public:
  Reader(Random* random, Records* expected, std::vector<uint8_t>* slab)
      : random_(random), expected_(*expected), slab_(*slab) {}

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
    for (size_t lane = 0; lane < kLanes; lane++)
      LAW(expected_[lane].empty() && partial_[lane].empty());
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
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
      const ReceiveDescriptor& record = descriptors_[i];
      // In order, and each in a part of the slab of its own.
      LAW(record.offset >= static_cast<int32_t>(end) && record.length > 0);
      // Small ones leave no gap but for their alignment.
      size_t gap = static_cast<size_t>(record.offset) - end;
      auto length = static_cast<size_t>(record.length);
      LAW(length > sctp::kSmallSlot || gap < 8);
      end = static_cast<size_t>(record.offset) + record.length;
      LAW(end <= slab_.size());
      // What could be joined has been.
      LAW(i == 0 || (descriptors_[i - 1].flags & sctp::kReceive_endOfRecord) ||
          LaneOf(descriptors_[i - 1]).index != LaneOf(record).index);
      Take(record);
    }
    if (random_->OneIn(4)) {
      pump_->Stop();
      stopped_ = true;
    }
  }

 private:
  void Take(const ReceiveDescriptor& record) {
    Lane lane = LaneOf(record);
    std::vector<uint8_t>* partial = &partial_[lane.index];
    LAW(!expected_[lane.index].empty());
    const sctp::Bytes& sent = expected_[lane.index].front();
    bool complete = record.flags & sctp::kReceive_endOfRecord;
    bool decoded = record.kind == sctp::kNotification_senderDry;
    LAW(decoded == (lane.notifications() && complete && partial->empty()));

    // The first piece's own, and what only the last one knew.
    LAW(record.tsn == static_cast<int32_t>(partial->size()));
    const uint8_t* bytes = slab_.data() + record.offset;
    partial->insert(partial->end(), bytes, bytes + record.length);
    LAW(record.nextLength == static_cast<int32_t>(partial->size()));
    if (!complete) return;
    LAW(partial->size() == sent.size);
    LAW(memcmp(partial->data(), sent.data, sent.size) == 0);
    partial->clear();
    expected_[lane.index].pop_front();
  }

  Random* random_;
  Records& expected_;
  sctp::Pump* pump_ = nullptr;
  std::vector<uint8_t>& slab_;
  ReceiveDescriptor descriptors_[kCapacity];
  std::vector<uint8_t> partial_[kLanes];
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
      return random->OneIn(32)
                 ? random->Between(sctp::kLargeSlot - 1, sctp::kLargeSlot + 1)
                 : random->Between(1, 10000);
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

}  // namespace

void TryPump(Random* random) {
  static std::vector<uint8_t> slab(kSlabSize);
  Records records;
  for (size_t i = random->Between(1, 24); i > 0; i--) {
    records[random->Below(kLanes)].push_back(
        {Noise() + random->Below(kNoiseStarts), RandomLength(random)});
  }
  FakeSocket socket(random, records);
  Reader(random, &records, &slab).Run(&socket);
}
