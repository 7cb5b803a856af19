#include "cycle.h"

#include <algorithm>

namespace {

sctp::Address Loopback(int family, uint16_t port, int host = 1) {
  std::string text = family == AF_INET6 ? "::1" : "127.0.0.1";
  text.back() = static_cast<char>('0' + host);
  sctp::Address address;
  LAW(sctp::Address::Parse(text, port, &address));
  return address;
}

}  // namespace

Cycle::Cycle(sctp::Engine* engine, Random* random, Tally* tally,
             Servers* servers)
    : engine_(engine),
      random_(random),
      tally_(tally),
      servers_(servers),
      family_(random->OneIn(4) ? AF_INET6 : AF_INET),
      acts_(random->Below(random->OneIn(3) ? 30 : 6)) {
  Begin();
}

void Cycle::Begin() {
  Party* server = Add(family_);
  uint16_t port = server->Listen(Loopback(family_, 0));
  (*servers_)[random_->Below(servers_->size())] =
      static_cast<uint32_t>(family_) << 16 | port;
  Add(family_)->Connect(Loopback(family_, port));
  if (random_->OneIn(2)) Connect(Add(AF_INET6));
  for (auto& party : parties_) {
    if (!random_->OneIn(6)) party->Read(true);
    if (!random_->OneIn(4)) party->Flood();
  }
}

// To any server, which may be gone or about to go.
void Cycle::Connect(Party* party) {
  uint32_t server = (*servers_)[random_->Below(servers_->size())];
  auto port = static_cast<uint16_t>(server);
  if (port != 0) party->Connect(Loopback(static_cast<int>(server >> 16), port));
}

Party* Cycle::Add(int family) {
  parties_.push_back(
      std::make_unique<Party>(random_, tally_, [this] { OnProgress(); }));
  parties_.back()->Open(engine_, family);
  return parties_.back().get();
}

void Cycle::Tick() { OnProgress(); }

void Cycle::OnProgress() {
  if (moments_ > 0) {
    moments_--;
    return;
  }
  moments_ = random_->Below(random_->OneIn(4) ? 100 : 5);
  if (acts_ > 0)
    Act();
  else
    CloseOne();
}

void Cycle::Act() {
  acts_--;
  Party* party = SomeParty();
  switch (random_->Below(12)) {
    case 0:
      party->Shutdown();
      break;
    case 1:
      party->Abort();
      break;
    case 2:
    case 3: {
      std::unique_ptr<Party> peeled = party->PeelOff();
      if (!peeled) break;
      if (!random_->OneIn(4)) peeled->Read(true);
      if (!random_->OneIn(4)) peeled->Flood();
      parties_.push_back(std::move(peeled));
      break;
    }
    case 4:
      if (family_ == AF_INET) party->ChangeAddresses(Loopback(AF_INET, 0, 2));
      break;
    case 5:
      Connect(Add(AF_INET6));
      break;
    case 6:
      CloseOne();
      break;
    case 7:
      party->Read(false);
      break;
    case 8:
    case 9:
      party->Read(true);
      break;
    default:
      party->Flood();
  }
}

void Cycle::CloseOne() {
  Party* party = SomeParty();
  if (party != nullptr) party->Close();
  if (random_->OneIn(3)) moments_ = 0;
}

bool Cycle::is_over() const {
  return std::none_of(parties_.begin(), parties_.end(),
                      [](const auto& party) { return party->is_open(); });
}

Party* Cycle::SomeParty() {
  std::vector<Party*> open;
  for (auto& party : parties_)
    if (party->is_open()) open.push_back(party.get());
  return open.empty() ? nullptr : open[random_->Below(open.size())];
}
