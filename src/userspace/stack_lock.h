#ifndef SRC_USERSPACE_STACK_LOCK_H_
#define SRC_USERSPACE_STACK_LOCK_H_

#include <atomic>
#include <mutex>

namespace sctp {
namespace userspace {

// The lock of the stack, of which there is one in a process. The engine thread
// may want it all the time; JavaScript's threads come before it, or they would
// starve: a mutex goes to who runs, not to who waits.
class StackLock {
 public:
  // For JavaScript's threads.
  void Lock() {
    if (mutex_.try_lock()) return;
    waiters_.fetch_add(1, std::memory_order_relaxed);
    mutex_.lock();
    waiters_.fetch_sub(1, std::memory_order_relaxed);
  }

  // For the engine thread.
  void LockAfterOthers();

  void Unlock() { mutex_.unlock(); }

  // Whether somebody waits. For the engine thread, which then does well to let
  // go of the lock.
  bool is_wanted() const {
    return waiters_.load(std::memory_order_relaxed) > 0;
  }

 private:
  std::mutex mutex_;
  std::atomic<int> waiters_{0};
};

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_STACK_LOCK_H_
