#include "environment.h"

#include "userspace/userspace_engine.h"

namespace {

constexpr size_t kCyclesAtOnce = 6;
constexpr uint64_t kTickMilliseconds = 1;

}  // namespace

Environment::Environment(uint64_t seed, Tally* tally, Servers* servers,
                         std::atomic<int>* wanted)
    : random_(seed),
      tally_(tally),
      servers_(servers),
      wanted_(wanted),
      handles_(&loop_),
      cycles_(kCyclesAtOnce) {}

void Environment::Run() {
  LAW(uv_loop_init(&loop_) == 0);
  engine_ = sctp::userspace::MakeEngine(&handles_);
  LAW(engine_->Probe().ok());
  uv_timer_init(&loop_, &ticks_);
  ticks_.data = this;
  uv_timer_start(
      &ticks_,
      [](uv_timer_t* timer) {
        static_cast<Environment*>(timer->data)->OnTick();
      },
      0, kTickMilliseconds);
  uv_run(&loop_, UV_RUN_DEFAULT);
  LAW(uv_loop_close(&loop_) == 0);
}

void Environment::OnTick() {
  for (auto& cycle : cycles_) {
    if (cycle != nullptr && !cycle->is_over()) {
      cycle->Tick();
      continue;
    }
    if (wanted_->fetch_sub(1) > 0) {
      cycle =
          std::make_unique<Cycle>(engine_.get(), &random_, tally_, servers_);
      continue;
    }
    cycles_.clear();
    engine_.reset();
    uv_close(reinterpret_cast<uv_handle_t*>(&ticks_), nullptr);
    return;
  }
}
