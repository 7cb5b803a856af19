#ifndef SRC_USERSPACE_READY_QUEUE_H_
#define SRC_USERSPACE_READY_QUEUE_H_

#include <uv.h>

#include <vector>

#include "status.h"
#include "userspace/stack_lock.h"
#include "uv_handle.h"

namespace sctp {
namespace userspace {

class ReadyQueue;

// Who is told what has become of a socket: the tag that the stack has of it.
class ReadyTarget {
 protected:
  explicit ReadyTarget(ReadyQueue* queue) : queue_(queue) {}
  ~ReadyTarget() = default;

  // Guarded by the stack's lock: what has been noted and not been told yet.
  int noted_ = 0;
  // Guarded by it, too: other events are of no interest.
  int wanted_ = 0;

  ReadyQueue* const queue_;

 private:
  friend class ReadyQueue;

  // On the environment's thread. The target may be destroyed within.
  virtual void OnReady(int events) = 0;
  // With the lock, and not amid the stack's work.
  virtual bool HasRoom() const = 0;

  bool is_noted_ = false;      // guarded by the stack's lock
  bool is_candidate_ = false;  // guarded by it
  bool is_due_ = false;        // of the environment's thread
};

// The sockets of one environment that have become ready: noted by whatever
// thread the stack works on, told on the environment's own.
class ReadyQueue {
 public:
  ReadyQueue(StackLock* lock, UvHandles* handles)
      : lock_(lock), handle_(handles) {}

  // Called on the environment's thread, with the lock. The loop knows of the
  // queue while it has a target.
  Status Add();
  void Remove(ReadyTarget* target);

  // Called on any thread, with the lock, amid the stack's work.
  static void Note(ReadyTarget* target, int events);
  // With the lock. Tells the environment, if there is something new.
  void Settle();

  // Called on the environment's thread, without the lock: the target is called
  // in the loop's next turn.
  void Schedule(ReadyTarget* target);
  // The loop goes on as long as one target wants it to.
  void Ref(bool on);

 private:
  static void OnAsync(uv_async_t* handle);
  void Add(ReadyTarget* target, int events);
  void Send();
  void Deliver();

  StackLock* lock_;
  UvHandle<uv_async_t> handle_;
  // Guarded by the lock. Every acknowledgement makes room; those that wait for
  // it are told when there is much of it.
  std::vector<ReadyTarget*> candidates_;
  std::vector<ReadyTarget*> noted_;
  bool is_told_ = false;
  std::vector<ReadyTarget*> due_;
  std::vector<ReadyTarget*> running_;
  int targets_ = 0;
  int refs_ = 0;
};

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_READY_QUEUE_H_
