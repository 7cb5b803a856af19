#include "execution.h"

#include <algorithm>

#include "endpoint.h"
#include "mutator.h"

// What replaced.c needs to be told.
extern "C" void SeedStackRandom(uint64_t seed);
extern "C" int exact_mbuf;

namespace {

void Elapse(uint32_t milliseconds) {
  virtual_time += milliseconds;
  sctp_stack_elapse(milliseconds);
  sctp_stack_expire(0);
  sctp_stack_iterate();
}

class Execution {
 public:
  Execution(uint64_t seed, const Settings& settings, Tally* tally)
      : random_(seed),
        traits_(&random_, settings),
        mutates_(settings.mutate),
        exact_(settings.mutate && random_.OneIn(2)),
        tally_(tally),
        mutator_(&random_),
        server_(&random_, traits_, 1, tally),
        client_(&random_, traits_, 2, tally) {
    // How hostile the network is: the odds of a change and of a loss, and
    // whether the first packets are spared.
    constexpr size_t kOdds[] = {60, 20, 8, 3};
    change_odds_ = kOdds[random_.Below(4)];
    loss_odds_ = random_.OneIn(3) ? 20 : 0;
    spared_ = random_.OneIn(4) ? 0 : 4;
  }

  void Run();

 private:
  void Step();
  void Move();
  void Feed(const Packet& packet);
  void Restart();
  void End();
  Packet Take(size_t index);
  bool IsChanged() {
    return mutates_ && spared_ == 0 && random_.OneIn(change_odds_);
  }

  Random random_;
  Traits traits_;
  bool mutates_;
  bool exact_;
  Tally* tally_;
  Mutator mutator_;
  Endpoint server_;
  Endpoint client_;
  size_t change_odds_ = 0;
  size_t loss_odds_ = 0;
  size_t spared_ = 0;
  Wire* wire_ = Wire::Get();
};

void Execution::Run() {
  server_.Open();
  client_.Open();
  server_.Listen();
  client_.Connect(traits_.several_addresses && random_.OneIn(2) ? 2 : 1);
  for (size_t steps = random_.Between(60, 200); steps > 0; steps--) Step();
  End();
}

void Execution::Step() {
  switch (random_.Below(10)) {
    case 0:
      if (random_.OneIn(5))
        Elapse(random_.OneIn(4)
                   ? 1500
                   : static_cast<uint32_t>(random_.Between(200, 500)));
      else
        Elapse(static_cast<uint32_t>(random_.Between(10, 70)));
      break;
    case 1: {
      Packet packet;
      if (mutates_ && random_.OneIn(3) && mutator_.Replay(&packet)) {
        if (random_.OneIn(2)) mutator_.Mutate(&packet);
        Feed(packet);
      }
      break;
    }
    case 2:
      server_.Act();
      break;
    case 3:
      client_.Act();
      break;
    default:
      for (size_t n = random_.Between(1, 4); n > 0 && !wire_->packets.empty();
           n--)
        Move();
  }
  if (!random_.OneIn(3)) {
    server_.Drain();
    client_.Drain();
  }
  if (mutates_ && random_.OneIn(300)) Restart();
}

// One packet arrives, is lost, arrives changed, or twice.
void Execution::Move() {
  size_t index = 0;
  if (loss_odds_ && random_.OneIn(4))
    index = random_.Below(wire_->packets.size());
  Packet packet = Take(index);
  if (loss_odds_ && random_.OneIn(loss_odds_)) return;
  if (mutates_ && random_.OneIn(30)) wire_->packets.push_back(packet);
  if (!IsChanged()) {
    if (spared_ > 0) spared_--;
    return Feed(packet);
  }
  Packet changed = packet;
  mutator_.Mutate(&changed);
  tally_->mutated++;
  Feed(changed);
  if (random_.OneIn(2)) Feed(packet);
}

Packet Execution::Take(size_t index) {
  Packet packet = std::move(wire_->packets[index]);
  wire_->packets.erase(wire_->packets.begin() + static_cast<ptrdiff_t>(index));
  mutator_.Learn(packet);
  return packet;
}

void Execution::Feed(const Packet& packet) {
  Packet sealed = packet;
  Seal(&sealed.bytes);
  tally_->packets++;
  exact_mbuf = exact_;
  if (wire_->Deliver(sealed) != sctp_ingress_taken) tally_->refused++;
  exact_mbuf = 0;
}

// The client vanishes and comes back by the same port (RFC 9260 section 5.2).
void Execution::Restart() {
  client_.Close();
  wire_->packets.clear();
  client_.Open();
  client_.Connect(1);
}

// The last packets, some of them still changed, then silence.
void Execution::End() {
  if (random_.OneIn(2)) {
    (random_.OneIn(2) ? client_ : server_).Close();
    for (int i = 0; i < 40; i++) {
      if (wire_->packets.empty())
        Elapse(50);
      else
        Move();
      server_.Drain();
      client_.Drain();
    }
  }
  client_.Close();
  server_.Close();
  for (int i = 0; i < 60; i++) {
    for (int n = 0; n < 60 && !wire_->packets.empty(); n++) Feed(Take(0));
    wire_->packets.clear();
    Elapse(100);
  }
}

uint32_t Left() {
  uint32_t endpoints, associations;
  sctp_stack_count(&endpoints, &associations);
  return endpoints + associations;
}

}  // namespace

bool Execute(uint64_t seed, const Settings& settings, Tally* tally) {
  SeedStackRandom(seed);
  Wire* wire = Wire::Get();
  uint32_t before = Left();
  Execution(seed, settings, tally).Run();
  for (int seconds = 0; seconds < 1500 && Left() > before; seconds++) {
    Elapse(1000);
    wire->packets.clear();
  }
  wire->readiness.clear();
  return Left() <= before;
}
