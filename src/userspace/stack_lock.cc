#include "userspace/stack_lock.h"

#include <thread>

namespace sctp {
namespace userspace {

// Each of those that wait has the lock for some 100 us and is then counted no
// more, and whoever comes while it is free takes it without waiting.
void StackLock::LockAfterOthers() {
  while (is_wanted()) std::this_thread::yield();
  mutex_.lock();
}

}  // namespace userspace
}  // namespace sctp
