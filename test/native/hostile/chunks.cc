#include "chunks.h"

#include <iterator>

namespace {

constexpr uint8_t kChunkTypes[] = {
    0,    1,    2,    3,    4,    5,    6,    7,    8,    9,
    10,   11,   12,   13,   14,   15,   16,   0x40, 0x80, 0x81,
    0x82, 0x84, 0xc0, 0xc1, 0xc2, 0x3f, 0x7f, 0xbf, 0xff};
// Those with the most to get wrong.
constexpr uint8_t kRichTypes[] = {0,    3,    9,    16,   0x40, 0x80,
                                  0x81, 0x82, 0xc0, 0xc1, 0xc2};

constexpr uint16_t kInitParameters[] = {
    5,      6,      7,      8,      9,      11,     12,     13,
    0x8000, 0x8001, 0x8002, 0x8003, 0x8004, 0x8005, 0x8008, 0xc000,
    0xc001, 0xc006, 0xc007, 0x1234, 0x9234, 0xd234};
constexpr uint16_t kAddressParameters[] = {5,      6,      0xc001, 0xc002,
                                           0xc003, 0xc004, 0xc005};
constexpr uint16_t kResetParameters[] = {13, 14, 15, 16, 17, 18};

template <typename T, size_t N>
T AnyOf(Random* random, const T (&values)[N]) {
  return values[random->Below(N)];
}

class Maker {
 public:
  Maker(Random* random, const Side& sender, const Side& receiver)
      : random_(random), sender_(sender), receiver_(receiver) {}

  Bytes Chunk(uint8_t type) {
    chunk_ = {type, 0, 0, 0};
    if (random_->OneIn(4)) chunk_[1] = Byte();
    Body(type);
    Finish(&chunk_);
    return chunk_;
  }

 private:
  void Body(uint8_t type);
  void Data(bool interleaved);
  void Init(bool is_answer);
  void Sack(bool has_second_kind);
  void Causes();
  void PacketDropped();
  Bytes Parameter(uint16_t type, int depth = 0);
  Bytes AddressParameter();

  // Lengths are right, mostly.
  void Finish(Bytes* bytes) {
    size_t length = bytes->size();
    Set16(bytes, 2, random_->OneIn(15) ? WrongLength(random_, length) : length);
    Pad(bytes);
  }

  uint8_t Byte() { return static_cast<uint8_t>(random_->Next()); }
  uint32_t Number() { return static_cast<uint32_t>(random_->Next()); }
  void Noise(Bytes* bytes, size_t size) {
    while (size-- > 0) bytes->push_back(Byte());
  }
  uint32_t Ahead(size_t often, size_t seldom) {
    return static_cast<uint32_t>(
        random_->Below(random_->OneIn(4) ? seldom : often));
  }

  Random* random_;
  const Side& sender_;
  const Side& receiver_;
  Bytes chunk_;
};

void Maker::Body(uint8_t type) {
  Bytes* body = &chunk_;
  switch (type) {
    case 0:
    case 0x40:
      return Data(type != 0);
    case 1:
    case 2:
      return Init(type == 2);
    case 3:
    case 16:
      return Sack(type == 16);
    case 4:
    case 5:
      Add16(body, 1);
      Add16(body, random_->OneIn(4) ? WrongLength(random_, 40) : 40);
      return Noise(body, 36);
    case 6:
    case 9:
      return Causes();
    case 7:
      return Add32(body, receiver_.acked);
    case 12:
    case 13:
      return Add32(body,
                   random_->OneIn(2) ? receiver_.acked : receiver_.next_tsn);
    case 15:
      Add16(body, random_->OneIn(4) ? random_->Below(3) : 0);
      Add16(body, random_->OneIn(4) ? random_->Below(6) : 1);
      return Noise(body, 20);
    case 0x80:
      Add32(body, receiver_.next_address - 1 + Ahead(1, 3));
      for (size_t n = random_->Below(4); n > 0; n--)
        Add(body, Parameter(AnyOf(random_, kAddressParameters)));
      return;
    case 0x81:
      return PacketDropped();
    case 0x82:
      for (size_t n = random_->Between(1, 3); n > 0; n--)
        Add(body, Parameter(AnyOf(random_, kResetParameters)));
      return;
    case 0xc0:
    case 0xc2:
      Add32(body, sender_.acked + Ahead(6, 3000));
      for (size_t n = random_->Below(6); n > 0; n--) {
        Add16(body, random_->Below(14));
        Add16(body, random_->Below(type == 0xc0 ? 6 : 2));
        if (type == 0xc2) Add32(body, Number() % 6);
      }
      return;
    case 0xc1:
      Add32(body, sender_.next_address - (random_->OneIn(6) ? 1 : 0));
      Add(body, AddressParameter());
      for (size_t n = random_->Below(5); n > 0; n--)
        Add(body, Parameter(AnyOf(random_, kAddressParameters)));
      return;
    default:
      if (random_->OneIn(3)) Noise(body, random_->Below(60));
  }
}

void Maker::Data(bool interleaved) {
  Bytes* body = &chunk_;
  chunk_[1] = static_cast<uint8_t>(random_->Below(16));
  Add32(body, sender_.acked + 1 + Ahead(4, 2000));
  Add16(body, random_->Below(14));
  if (interleaved) {
    Add16(body, 0);
    Add32(body, Ahead(6, 70000));
    Add32(body, random_->OneIn(3) ? Number() : Ahead(5, 9));
  } else {
    Add16(body, random_->Below(6));
    Add32(body, Number());
  }
  Noise(body, random_->Below(random_->OneIn(5) ? 1200 : 100));
}

void Maker::Init(bool is_answer) {
  Bytes* body = &chunk_;
  Add32(body, random_->OneIn(8) ? 0 : Number() | 1);
  Add32(body, random_->OneIn(3) ? WrongNumber(random_, 0) : 65536);
  for (int streams = 0; streams < 2; streams++)
    Add16(body, random_->OneIn(4) ? Number() : 10);
  Add32(body, Number());
  for (size_t n = random_->Below(8); n > 0; n--)
    Add(body, Parameter(AnyOf(random_, kInitParameters)));
  if (!is_answer || random_->OneIn(2)) return;
  Add16(body, 7);
  Add16(body, 100);
  Noise(body, 96);
}

void Maker::Sack(bool has_second_kind) {
  Bytes* body = &chunk_;
  size_t in_flight = receiver_.next_tsn - 1 - receiver_.acked;
  size_t step = in_flight < 200 ? in_flight + 2 : 200;
  Add32(body,
        receiver_.acked + static_cast<uint32_t>(
                              random_->OneIn(2) ? 0 : random_->Below(step)));
  Add32(body, random_->OneIn(4) ? Ahead(2000, 10) : 65536);
  size_t gaps = random_->Below(random_->OneIn(3) ? 100 : 6);
  size_t others = has_second_kind ? random_->Below(4) : 0;
  size_t duplicates = random_->OneIn(3) ? random_->Below(6) : 0;
  Add16(body, gaps);
  if (has_second_kind) Add16(body, others);
  Add16(body, duplicates);
  if (has_second_kind) Add16(body, 0);
  size_t from_cumulative = 2;
  for (size_t i = 0; i < 2 * (gaps + others); i++) {
    from_cumulative += random_->Below(4);
    Add16(body, random_->OneIn(20) ? Number() : from_cumulative);
  }
  for (size_t i = 0; i < duplicates; i++)
    Add32(body, receiver_.acked - Ahead(5, 50));
}

void Maker::Causes() {
  for (size_t n = random_->Below(4); n > 0; n--) {
    Bytes cause;
    Add16(&cause, random_->OneIn(20) ? Number() : random_->Below(20));
    Add16(&cause, 0);
    Bytes inside = {AnyChunkType(random_)};
    Noise(&inside, random_->Below(40));
    Add(&cause, inside);
    Finish(&cause);
    Add(&chunk_, cause);
  }
}

void Maker::PacketDropped() {
  Bytes* body = &chunk_;
  chunk_[1] = static_cast<uint8_t>(random_->Below(8));
  Add32(body, random_->OneIn(3) ? WrongNumber(random_, 0) : 65536);
  Add32(body, Ahead(2000, 5));
  Add16(body, random_->OneIn(2) ? Number() : 0);
  Add16(body, 0);
  for (int i = 0; i < 3; i++) Add32(body, 0);  // the dropped one's header
  for (size_t n = random_->Below(4); n > 0; n--) {
    Bytes dropped = {AnyChunkType(random_), 3, 0, 0};
    Add32(&dropped, receiver_.next_tsn - 1 - Ahead(4, 100));
    Noise(&dropped, 8);
    Finish(&dropped);
    Add(body, dropped);
  }
}

// RFC 9260 section 3.3.2, RFC 5061 section 4.2, RFC 6525 section 4.
Bytes Maker::Parameter(uint16_t type, int depth) {
  if (type == 5 || type == 6) return AddressParameter();
  Bytes body;
  Add16(&body, type);
  Add16(&body, 0);
  switch (type) {
    case 13:
      Add32(&body, sender_.next_reset);
      Add32(&body, receiver_.next_reset - 1);
      Add32(&body, sender_.next_tsn - 1 + Ahead(1, 3));
      for (size_t n = random_->Below(8); n > 0; n--)
        Add16(&body, random_->Below(14));
      break;
    case 14:
      Add32(&body, sender_.next_reset);
      for (size_t n = random_->Below(8); n > 0; n--)
        Add16(&body, random_->Below(14));
      break;
    case 15:
      Add32(&body, sender_.next_reset);
      break;
    case 16:
      Add32(&body, receiver_.next_reset - 1 - Ahead(1, 2));
      Add32(&body, Number() % 8);
      if (random_->OneIn(2)) break;
      Add32(&body, Number());
      Add32(&body, Number());
      break;
    case 17:
    case 18:
      Add32(&body, sender_.next_reset);
      Add16(&body, random_->OneIn(2) ? Number() : random_->Below(20));
      Add16(&body, 0);
      break;
    case 0xc001:
    case 0xc002:
    case 0xc004:
      Add32(&body, Number());
      Add(&body, AddressParameter());
      break;
    case 0xc003:
      Add32(&body, Number() % 16);
      if (depth < 2)
        Add(&body, Parameter(AnyOf(random_, kAddressParameters), depth + 1));
      break;
    case 0xc005:
      Add32(&body, Number() % 16);
      break;
    case 12:
      for (size_t n = random_->Below(4); n > 0; n--)
        Add16(&body, random_->OneIn(3) ? 11 : random_->Between(5, 6));
      break;
    case 0x8002:
      Noise(&body, random_->OneIn(2) ? random_->Below(40) : 32);
      break;
    case 0x8003:
    case 0x8008:
      for (size_t n = random_->Below(12); n > 0; n--)
        body.push_back(AnyChunkType(random_));
      break;
    case 0x8004:
      for (size_t n = random_->Below(5); n > 0; n--)
        Add16(&body, random_->Below(5));
      break;
    case 9:
    case 0x8001:
    case 0xc006:
      Noise(&body, 4);
      break;
    default:
      if (!random_->OneIn(3)) Noise(&body, random_->Below(40));
  }
  Finish(&body);
  return body;
}

Bytes Maker::AddressParameter() {
  Bytes body;
  if (random_->OneIn(3)) {
    Add16(&body, 6);
    Add16(&body, 20);
    Add16(&body, random_->OneIn(5) ? 0 : 0xfd00 + random_->Between(1, 3));
    for (int i = 0; i < 6; i++) Add16(&body, 0);
    Add16(&body, random_->OneIn(5) ? 0 : random_->Between(1, 3));
    return body;
  }
  constexpr uint32_t kAddresses[] = {
      0x0a010001, 0x0a010002, 0x0a020001, 0x0a020002, 0x0a030001,
      0x0a030002, 0,          0xffffffff, 0xe0000001, 0x7f000001};
  Add16(&body, 5);
  Add16(&body, 8);
  Add32(&body, AnyOf(random_, kAddresses));
  return body;
}

}  // namespace

Bytes MakeChunk(Random* random, const Side& sender, const Side& receiver) {
  uint8_t type =
      random->OneIn(3) ? AnyOf(random, kRichTypes) : AnyChunkType(random);
  return Maker(random, sender, receiver).Chunk(type);
}

uint8_t AnyChunkType(Random* random) { return AnyOf(random, kChunkTypes); }

size_t WrongLength(Random* random, size_t length) {
  switch (random->Below(9)) {
    case 0:
      return 0;
    case 1:
      return random->Below(8);
    case 2:
      return length + 1;
    case 3:
      return length - 1;
    case 4:
      return length + 4;
    case 5:
      return length - 4;
    case 6:
      return 0xffff;
    case 7:
      return random->Below(2000);
    default:
      return random->Below(length + 8);
  }
}

uint32_t WrongNumber(Random* random, uint32_t number) {
  auto step = static_cast<uint32_t>(random->Below(64));
  switch (random->Below(4)) {
    case 0:
      return number + step;
    case 1:
      return number - step;
    default:
      return random->Awkward();
  }
}
