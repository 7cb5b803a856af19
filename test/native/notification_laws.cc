#include <cstdio>
#include <cstring>

#include "kernel/translate.h"
#include "laws.h"
#include "recorded.h"

using sctp::ReceiveDescriptor;

namespace {

constexpr int32_t kOffset = 1000;  // as if in the middle of a slab

ReceiveDescriptor Decode(const ExactBytes& bytes, bool host_byte_order) {
  ReceiveDescriptor record = {};
  record.flags = sctp::kReceive_endOfRecord | sctp::kReceive_notification;
  record.offset = kOffset;
  record.length = static_cast<int32_t>(bytes.size());
  sctp::kernel::DecodeNotification(bytes.data(), bytes.size(), host_byte_order,
                                   &record);
  return record;
}

bool Same(const ReceiveDescriptor& a, const ReceiveDescriptor& b) {
  return memcmp(&a, &b, sizeof(a)) == 0;
}

}  // namespace

void CheckRecordedNotifications() {
  for (const Recorded& recorded : RecordedNotifications()) {
    ExactBytes bytes(recorded.bytes);
    ReceiveDescriptor record = Decode(bytes, false);

    ReceiveDescriptor expected = recorded.expected;
    expected.kind = recorded.kind;
    expected.flags |= sctp::kReceive_endOfRecord;
    expected.offset = kOffset;
    expected.length = static_cast<int32_t>(bytes.size());
    expected.dataOffset = record.dataOffset;
    expected.dataLength = static_cast<int32_t>(recorded.data.size());
    if (!Same(record, expected))
      fprintf(stderr, "notification: %s\n", recorded.name);
    LAW(Same(record, expected));
    LAW(memcmp(bytes.data() + record.dataOffset - kOffset, recorded.data.data(),
               recorded.data.size()) == 0 ||
        recorded.data.empty());
  }
}

void TryNotification(Random* random) {
  const auto& all = RecordedNotifications();
  std::vector<uint8_t> changed = all[random->Below(all.size())].bytes;
  Mutate(random, &changed);
  ExactBytes bytes(changed);
  bool host_byte_order = random->OneIn(4);
  ReceiveDescriptor record = Decode(bytes, host_byte_order);

  // It has been dealt with, whatever it was.
  LAW(!(record.flags & sctp::kReceive_notification));
  LAW(record.kind > 0 && record.kind <= sctp::kNotification_unknown);
  LAW(record.offset == kOffset);
  LAW(record.length == static_cast<int32_t>(bytes.size()));

  // What it points to lies within it.
  LAW(record.dataLength >= 0);
  if (record.dataLength > 0) {
    LAW(record.dataOffset >= kOffset);
    LAW(record.dataOffset + record.dataLength <= kOffset + record.length);
  }

  // What names a row names one, or says that there is none.
  LAW(record.kind != sctp::kNotification_associationChange ||
      (record.state >= -1 && record.state <= 4));
  LAW(record.kind != sctp::kNotification_peerAddressChange ||
      (record.state >= -1 && record.state <= 6));
  LAW(record.kind != sctp::kNotification_peerAddressChange ||
      ((record.family == 4 || record.family == 6) && record.port >= 0 &&
       record.port <= UINT16_MAX));
  LAW(record.kind != sctp::kNotification_authentication ||
      (record.state >= -1 && record.state <= 2));

  // What is not understood is left alone, save for its type.
  if (record.kind == sctp::kNotification_unknown) {
    LAW(record.associationId == 0 && record.state == 0 && record.error == 0);
    LAW(record.dataLength == 0);
  }

  // The same bytes mean the same, and the byte order is of the PPID only.
  LAW(Same(record, Decode(bytes, host_byte_order)));
  ReceiveDescriptor other = Decode(bytes, !host_byte_order);
  LAW(static_cast<uint32_t>(other.ppid) ==
      __builtin_bswap32(static_cast<uint32_t>(record.ppid)));
  other.ppid = record.ppid;
  LAW(Same(record, other));
}
