#include <cstring>

#include "address.h"
#include "laws.h"

using sctp::Address;
using sctp::AddressList;

namespace {

Address RandomAddress(Random* random) {
  Address address;
  int32_t words[Address::kWords] = {};
  words[0] = random->OneIn(2) ? 4 : 6;
  words[1] = static_cast<int32_t>(random->Below(65536));
  if (words[0] == 6 && random->OneIn(2))
    words[2] = static_cast<int32_t>(random->Awkward());
  for (size_t i = 3; i < (words[0] == 4 ? 4 : Address::kWords); i++)
    words[i] = random->OneIn(3) ? 0 : static_cast<int32_t>(random->Next());
  LAW(Address::FromWords(words, &address));

  int32_t back[Address::kWords];
  address.ToWords(back);
  LAW(memcmp(words, back, sizeof(words)) == 0);
  return address;
}

bool Same(const Address& a, const Address& b) {
  return a.size() == b.size() && memcmp(a.data(), b.data(), a.size()) == 0;
}

// Text as it may be taken for an address.
std::string AlmostAddress(Random* random) {
  std::string text = RandomAddress(random).host();
  static const char kCharacters[] = "0123456789abcdef:.%/ x";
  for (size_t changes = random->Below(4); changes > 0; changes--) {
    size_t at = random->Below(text.size() + 1);
    char character = random->OneIn(8)
                         ? static_cast<char>(random->Next())
                         : kCharacters[random->Below(sizeof(kCharacters))];
    if (random->OneIn(2))
      text.insert(at, 1, character);
    else if (at < text.size())
      text[at] = character;
  }
  return text;
}

}  // namespace

void CheckAddresses() {
  Address address;
  for (const std::string& text :
       {std::string("127.0.0.1"), std::string("::1"), std::string("fe80::1%1"),
        std::string("fe80::1%lo"), std::string("::ffff:192.0.2.1"),
        std::string("fe80::1%4294967295")})
    LAW(Address::Parse(text, 1, &address));
  for (const std::string& text :
       {std::string(), std::string("localhost"), std::string("127.1"),
        std::string("127.0.0.1%lo"), std::string("127.0.0.1\0", 10),
        std::string("fe80::1%"), std::string("fe80::1%nosuch"),
        std::string("fe80::1%4294967296"), std::string("[::1]"),
        std::string(" ::1")})
    LAW(!Address::Parse(text, 1, &address));
}

void TryAddress(Random* random) {
  // An address survives its text, its sockaddr and its words.
  Address address = RandomAddress(random);
  Address parsed;
  LAW(Address::Parse(address.host(), address.port(), &parsed));
  LAW(Same(address, parsed));
  LAW(Address::FromSockaddr(address.data(), address.size(), &parsed));
  LAW(Same(address, parsed));
  LAW(!Address::FromSockaddr(address.data(), address.size() - 1, &parsed));
  LAW(parsed.empty() && parsed.size() == 0 && parsed.host().empty());

  // What parses is an address: its text parses to the same.
  Address again;
  if (Address::Parse(AlmostAddress(random), 9899, &parsed)) {
    LAW(parsed.port() == 9899);
    LAW(Address::Parse(parsed.host(), 9899, &again));
    LAW(Same(parsed, again));
  } else {
    LAW(!Address::Parse("", 0, &parsed));
  }

  // A list survives packing.
  AddressList list;
  for (size_t i = random->Below(5); i > 0; i--)
    list.push_back(RandomAddress(random));
  std::vector<uint8_t> packed = sctp::Pack(list);
  ExactBytes bytes(packed);
  AddressList unpacked = sctp::Unpack(bytes.data(), bytes.size(), list.size());
  LAW(unpacked.size() == list.size());
  for (size_t i = 0; i < list.size(); i++) LAW(Same(list[i], unpacked[i]));

  // Anything else unpacks to no more than its bytes can hold.
  Mutate(random, &packed);
  ExactBytes changed(packed);
  unpacked = sctp::Unpack(changed.data(), changed.size(), random->Awkward());
  size_t size = 0;
  for (const Address& entry : unpacked) size += entry.size();
  LAW(size <= changed.size());
}
