#include "pump.h"

#include <algorithm>
#include <cstring>

namespace sctp {

namespace {

// After so many batches in which everything would have fitted a small slot,
// the small ones are used again: a batch of them carries more messages.
constexpr int kBatchesUntilSmallSlots = 16;

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
    JoinPieces(&batch);
    DecodeNotifications(&batch);
    ChooseSlot(batch);
    if (batch.count > 0) delegate_->OnBatch(batch.count);
    if (!status.ok()) return status;
    if (batch.drained) break;
  }
  return Status::Ok();
}

void JoinPieces(ReceiveBatch* batch) {
  ReceiveDescriptor* records = batch->descriptors;
  size_t joined = 0;
  for (size_t i = 0; i < batch->count; i++) {
    const ReceiveDescriptor& piece = records[i];
    if (joined > 0 && Continues(records[joined - 1], piece)) {
      ReceiveDescriptor* record = &records[joined - 1];
      uint8_t* end = batch->slab + record->offset + record->length;
      uint8_t* bytes = batch->slab + piece.offset;
      if (bytes != end) memmove(end, bytes, piece.length);
      record->length += piece.length;
      TakeEnd(record, piece);
    } else {
      if (joined != i) records[joined] = piece;
      joined++;
    }
  }
  batch->count = joined;
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
