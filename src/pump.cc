#include "pump.h"

#include <algorithm>
#include <cstring>

namespace sctp {

namespace {

// After so many batches in which everything would have fitted a small slot,
// the small ones are used again: a batch of them carries more messages.
constexpr int kBatchesUntilSmallSlots = 16;

// Of every message's beginning, for those who read numbers from it in place.
constexpr size_t kAlignment = 8;

constexpr int32_t kIdentityFlags = kReceive_unordered | kReceive_notification;

bool Continues(const ReceiveDescriptor& record,
               const ReceiveDescriptor& piece) {
  return !(record.flags & kReceive_endOfRecord) &&
         record.associationId == piece.associationId &&
         record.stream == piece.stream &&
         (record.flags & kIdentityFlags) == (piece.flags & kIdentityFlags);
}

// The end of the record, and what follows it, is known with its last piece.
void TakeEnd(ReceiveDescriptor* record, const ReceiveDescriptor& piece) {
  record->flags = piece.flags;
  record->cumulativeTsn = piece.cumulativeTsn;
  record->nextStream = piece.nextStream;
  record->nextFlags = piece.nextFlags;
  record->nextPpid = piece.nextPpid;
  record->nextLength = piece.nextLength;
  record->nextAssociationId = piece.nextAssociationId;
}

}  // namespace

void Pump::Attach(Socket* socket, NotificationDecoder decoder,
                  bool host_byte_order) {
  socket_ = socket;
  decoder_ = decoder;
  host_byte_order_ = host_byte_order;
  receiving_ = false;
  in_notification_ = false;
}

void Pump::Detach() {
  socket_ = nullptr;
  receiving_ = false;
}

void Pump::Start() {
  if (receiving_ || socket_ == nullptr) return;
  receiving_ = true;
  socket_->WatchReadable(true);
}

void Pump::Stop() {
  if (!receiving_) return;
  receiving_ = false;
  socket_->WatchReadable(false);
}

Status Pump::Drain() {
  for (int i = 0; i < kMaxBatchesPerWakeup && receiving_; i++) {
    ReceiveBatch batch = delegate_->NextBatch();
    batch.slot = std::min(slot_, batch.slab_size);
    Status status = socket_->Receive(&batch);
    PackRecords(&batch);
    DecodeNotifications(&batch);
    ChooseSlot(batch);
    if (batch.count > 0) delegate_->OnBatch(batch.count);
    if (!status.ok()) return status;
    if (batch.drained) break;
  }
  return Status::Ok();
}

void PackRecords(ReceiveBatch* batch) {
  ReceiveDescriptor* records = batch->descriptors;
  size_t packed = 0;
  size_t end = 0;
  for (size_t i = 0; i < batch->count; i++) {
    const ReceiveDescriptor& piece = records[i];
    uint8_t* bytes = batch->slab + piece.offset;
    if (packed > 0 && Continues(records[packed - 1], piece)) {
      ReceiveDescriptor* record = &records[packed - 1];
      if (bytes != batch->slab + end)
        memmove(batch->slab + end, bytes, piece.length);
      record->length += piece.length;
      TakeEnd(record, piece);
    } else {
      if (packed != i) records[packed] = piece;
      ReceiveDescriptor* record = &records[packed++];
      auto offset = static_cast<size_t>(record->offset);
      size_t next = (end + kAlignment - 1) & ~(kAlignment - 1);
      if (next < offset && static_cast<size_t>(record->length) <= kSmallSlot) {
        memmove(batch->slab + next, bytes, record->length);
        record->offset = static_cast<int32_t>(next);
      }
      end = record->offset;
    }
    end += piece.length;
  }
  batch->count = packed;
}

// A notification that did not fit the rest of a batch crosses raw, in pieces.
void Pump::DecodeNotifications(ReceiveBatch* batch) {
  for (size_t i = 0; i < batch->count; i++) {
    ReceiveDescriptor* record = &batch->descriptors[i];
    if (!(record->flags & kReceive_notification)) continue;
    bool complete = record->flags & kReceive_endOfRecord;
    if (complete && !in_notification_) {
      decoder_(batch->slab + record->offset, record->length, host_byte_order_,
               record);
    }
    in_notification_ = !complete;
  }
}

void Pump::ChooseSlot(const ReceiveBatch& batch) {
  for (size_t i = 0; i < batch.count; i++) {
    const ReceiveDescriptor& record = batch.descriptors[i];
    auto length = static_cast<size_t>(record.length);
    bool was_cut = !(record.flags & kReceive_endOfRecord);
    if (length > kSmallSlot || (was_cut && length == kSmallSlot)) {
      slot_ = kLargeSlot;
      batches_without_large_ = 0;
      return;
    }
  }
  if (++batches_without_large_ >= kBatchesUntilSmallSlots) slot_ = kSmallSlot;
}

}  // namespace sctp
