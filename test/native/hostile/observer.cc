#include "observer.h"

void Observer::Learn(const Bytes& packet) {
  if (packet.size() < kCommonHeader + 4) return;
  Side* sender = &sides_[Get16(packet, 0)];
  Side* receiver = &sides_[Get16(packet, 2)];
  uint8_t first = packet[kCommonHeader];
  bool reflects_tag = (first == 6 || first == 14) && packet[13] & 1;
  if (first != 1 && !reflects_tag) receiver->tag = Get32(packet, 4);
  for (size_t at : ChunksOf(packet))
    LearnChunk(packet, at, Get16(packet, at + 2), sender, receiver);
}

void Observer::LearnChunk(const Bytes& packet, size_t at, size_t length,
                          Side* sender, Side* receiver) {
  switch (packet[at]) {
    case 0:
    case 64: {
      if (length < 16) return;
      uint32_t tsn = Get32(packet, at + 4);
      if (static_cast<int32_t>(tsn - sender->next_tsn) >= 0)
        sender->next_tsn = tsn + 1;
      return;
    }
    case 1:
    case 2:
      if (length < 20) return;
      sender->tag = Get32(packet, at + 4);
      sender->next_tsn = Get32(packet, at + 16);
      sender->acked = sender->next_tsn - 1;
      sender->next_reset = sender->next_address = sender->next_tsn;
      return;
    case 3:
    case 16:
      if (length >= 16) receiver->acked = Get32(packet, at + 4);
      return;
    case 130: {
      if (length < 12) return;
      uint16_t type = Get16(packet, at + 4);
      if (type != 16) sender->next_reset = Get32(packet, at + 8) + 1;
      return;
    }
    case 193:
      if (length >= 8) sender->next_address = Get32(packet, at + 4) + 1;
      return;
  }
}

std::vector<size_t> ChunksOf(const Bytes& packet) {
  std::vector<size_t> chunks;
  for (size_t at = kCommonHeader; at + 4 <= packet.size();) {
    size_t length = Get16(packet, at + 2);
    if (length < 4 || at + length > packet.size()) break;
    chunks.push_back(at);
    at += Padded(length);
  }
  return chunks;
}
