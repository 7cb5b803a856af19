#ifndef SRC_USERSPACE_STACK_LOCK_H_
#define SRC_USERSPACE_STACK_LOCK_H_

#include <atomic>
#include <condition_variable>
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
    if (!mutex_.try_lock()) LockWaiting();
  }

  // For the engine thread.
  void LockAfterOthers();

  void Unlock() { mutex_.unlock(); }

  // Whether somebody waits. For the engine thread, which then does well to let
  // go of the lock.
  bool is_wanted() const { return waiters_.load() > 0; }

 private:
  void LockWaiting();

  std::mutex mutex_;
  std::atomic<int> waiters_{0};
  std::mutex gate_mutex_;
  std::condition_variable gate_;  // nobody waits any more
};

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_STACK_LOCK_H_
