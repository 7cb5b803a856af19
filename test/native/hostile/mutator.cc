#include "mutator.h"

#include "chunks.h"

namespace {

constexpr size_t kMaxPacket = 8800;
constexpr size_t kRemembered = 256;

size_t PaddedAt(const Bytes& packet, size_t chunk) {
  size_t length = Padded(Get16(packet, chunk + 2));
  return std::min(length, packet.size() - chunk);
}

void Insert(Bytes* packet, size_t at, const Bytes& more) {
  if (packet->size() + more.size() > kMaxPacket) return;
  packet->insert(packet->begin() + static_cast<ptrdiff_t>(at), more.begin(),
                 more.end());
}

Bytes Slice(const Bytes& packet, size_t at, size_t size) {
  auto begin = packet.begin() + static_cast<ptrdiff_t>(at);
  return Bytes(begin, begin + static_cast<ptrdiff_t>(size));
}

}  // namespace

void Mutator::Learn(const Packet& packet) {
  observer_.Learn(packet.bytes);
  sent_.push_back(packet);
  if (sent_.size() > kRemembered) sent_.pop_front();
}

bool Mutator::Replay(Packet* packet) {
  if (sent_.empty()) return false;
  *packet = sent_[random_->Below(sent_.size())];
  if (random_->OneIn(2))
    Set32(&packet->bytes, 4, observer_.SideAt(Get16(packet->bytes, 2)).tag);
  return true;
}

void Mutator::Mutate(Packet* packet) {
  size_t times = random_->OneIn(3) ? random_->Between(1, 5) : 1;
  while (times-- > 0) MutateOnce(&packet->bytes);
  MutateEnds(packet);
  // Packets of another size end at once, at the ingress.
  if (!random_->OneIn(20)) Pad(&packet->bytes);
}

void Mutator::MutateOnce(Bytes* packet) {
  std::vector<size_t> chunks = ChunksOf(*packet);
  size_t end = packet->size();
  size_t chunk = chunks.empty() ? end : chunks[random_->Below(chunks.size())];
  size_t size = chunks.empty() ? 0 : PaddedAt(*packet, chunk);
  size_t behind = chunks.empty() || random_->OneIn(2) ? end : chunk;
  size_t body = end - kCommonHeader;
  switch (random_->Below(16)) {
    case 0:
      if (body > 0)
        for (size_t n = random_->Between(1, 4); n > 0; n--)
          (*packet)[kCommonHeader + random_->Below(body)] ^=
              static_cast<uint8_t>(1 << random_->Below(8));
      break;
    case 1:
      if (body > 0)
        (*packet)[kCommonHeader + random_->Below(body)] =
            static_cast<uint8_t>(random_->Next());
      break;
    case 2:
      if (size > 0)
        Set16(packet, chunk + 2,
              WrongLength(random_, Get16(*packet, chunk + 2)));
      break;
    case 3:
      if (size > 8) BreakParameter(packet, chunk);
      break;
    case 4:
      if (body > 4) packet->resize(kCommonHeader + random_->Below(body));
      break;
    case 5:
      if (size > 0 && size < 2000)
        Insert(packet, behind, Slice(*packet, chunk, size));
      break;
    case 6:
      if (size > 0)
        packet->erase(packet->begin() + static_cast<ptrdiff_t>(chunk),
                      packet->begin() + static_cast<ptrdiff_t>(chunk + size));
      break;
    case 7:
      if (size > 0) (*packet)[chunk] = AnyChunkType(random_);
      break;
    case 8:
    case 9:
    case 10:
      Insert(packet, behind, Made(*packet));
      break;
    case 11: {
      if (sent_.empty()) break;
      const Bytes& other = sent_[random_->Below(sent_.size())].bytes;
      std::vector<size_t> others = ChunksOf(other);
      if (others.empty()) break;
      size_t from = others[random_->Below(others.size())];
      Insert(packet, behind, Slice(other, from, PaddedAt(other, from)));
      break;
    }
    case 12:
      if (size >= 8) {
        size_t at = chunk + 4 + 4 * random_->Below(size / 4 - 1);
        if (at + 4 <= end)
          Set32(packet, at, WrongNumber(random_, Get32(*packet, at)));
      }
      break;
    case 13:
      if (size >= 8) {
        size_t at = chunk + 4 + 2 * random_->Below(size / 2 - 2);
        if (at + 2 <= end)
          Set16(packet, at, WrongNumber(random_, Get16(*packet, at)));
      }
      break;
    case 14:
      if (size > 0)
        (*packet)[chunk + 1] = static_cast<uint8_t>(random_->Next());
      break;
    case 15:
      packet->resize(kCommonHeader);
      for (size_t n = random_->Between(1, 4); n > 0; n--)
        Insert(packet, packet->size(), Made(*packet));
      break;
  }
}

// Addresses, ports and tag.
void Mutator::MutateEnds(Packet* packet) {
  Bytes* bytes = &packet->bytes;
  if (random_->OneIn(16))
    Set32(bytes, 4,
          random_->OneIn(2) ? 0 : WrongNumber(random_, Get32(*bytes, 4)));
  if (random_->OneIn(40)) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(packet->from);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(packet->from);
    auto network = static_cast<uint8_t>(random_->Between(1, 4));
    if (v4.sin_family == AF_INET)
      reinterpret_cast<uint8_t*>(&v4.sin_addr)[1] = network;
    else
      v6.sin6_addr.s6_addr[1] = network;
  }
  if (random_->OneIn(60)) Set16(bytes, 2 * random_->Below(2), random_->Next());
  if (random_->OneIn(60))
    reinterpret_cast<sockaddr_in&>(packet->from).sin_port =
        static_cast<in_port_t>(random_->Next());
}

// One type or length of a list of parameters or causes.
void Mutator::BreakParameter(Bytes* packet, size_t chunk) {
  size_t header = 4;
  switch ((*packet)[chunk]) {
    case 1:
    case 2:
      header = 20;
      break;
    case 0x80:
    case 0xc1:
      header = 8;
      break;
  }
  size_t end = chunk + PaddedAt(*packet, chunk);
  size_t skip = random_->Below(6);
  for (size_t at = chunk + header; at + 4 <= end;) {
    size_t length = Get16(*packet, at + 2);
    if (skip-- > 0 && length >= 4) {
      at += Padded(length);
      continue;
    }
    if (random_->OneIn(3))
      Set16(packet, at,
            random_->OneIn(2) ? random_->Below(20)
                              : 0x8000 + random_->Below(12) * 0x1001);
    else
      Set16(packet, at + 2, WrongLength(random_, length));
    return;
  }
}

Bytes Mutator::Made(const Bytes& packet) {
  return MakeChunk(random_, observer_.SideAt(Get16(packet, 0)),
                   observer_.SideAt(Get16(packet, 2)));
}
