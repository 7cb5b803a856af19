#include "userspace/stack_lock.h"

namespace sctp {
namespace userspace {

void StackLock::LockWaiting() {
  waiters_++;
  mutex_.lock();
  if (--waiters_ > 0) return;
  std::lock_guard<std::mutex> guard(gate_mutex_);
  gate_.notify_one();
}

// Each of those that wait has the lock for some 100 us and is then counted no
// more, and whoever comes while it is free takes it without waiting.
void StackLock::LockAfterOthers() {
  if (is_wanted()) {
    std::unique_lock<std::mutex> guard(gate_mutex_);
    gate_.wait(guard, [this] { return !is_wanted(); });
  }
  mutex_.lock();
}

}  // namespace userspace
}  // namespace sctp
