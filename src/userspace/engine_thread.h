#ifndef SRC_USERSPACE_ENGINE_THREAD_H_
#define SRC_USERSPACE_ENGINE_THREAD_H_

#include <uv.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "status.h"
#include "userspace/listeners.h"
#include "userspace/output_ring.h"
#include "userspace/ready_queue.h"
#include "userspace/stack_lock.h"
#include "userspace/udp_port.h"
#include "userspace/udp_socket.h"

namespace sctp {
namespace userspace {

// The one thread that serves the stack, for all environments of the process:
// takes packets in, lets time pass, tells environments what became ready. So
// acknowledgements, heartbeats and retransmissions go on while JavaScript is
// busy. Sends and receives are done by JavaScript's threads, with the lock.
//
// It begins with the process's first socket and never ends: it sleeps while
// there is nothing to do, and nothing that it touches is ever destroyed.
class EngineThread {
 public:
  // Begins it, unless it has begun.
  static Status Start(EngineThread** result);
  // The one that has begun, or nullptr.
  static EngineThread* Running();

  // The stack's lock for one of JavaScript's threads. At its end the packets
  // that the stack has made leave.
  class Hold {
   public:
    explicit Hold(EngineThread* thread);
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    EngineThread* thread_;
  };

  StackLock* lock() { return &lock_; }

  // With the lock: an environment's queue, while it lives.
  void AddQueue(ReadyQueue* queue) { queues_.push_back(queue); }
  void RemoveQueue(ReadyQueue* queue);

  // With the lock: a UDP port, opened where it is not open yet.
  Status GetPort(uint16_t number, UdpPort** result);
  // The one that all endpoints share that ask for none: whichever was free.
  Status GetSharedPort(UdpPort** result);
  // It closes when no endpoint has it, and no association of a closed one.
  void UsePort(UdpPort* port) { port->users++; }
  void LeavePort(UdpPort* port);

  // With the lock.
  Listeners* listeners() { return &listeners_; }

 private:
  // A UDP port that the loop watches.
  struct Watched {
    UdpPort port;
    EngineThread* thread = nullptr;
    uv_poll_t polls[2] = {};
    int open_polls = 0;
    bool is_watched = false;
  };

  EngineThread() = default;
  Status Initialize();
  void Run();

  static int OnOutput(void* context, const sctp_stack_packet* packet);
  static void OnStackReady(void* tag, int events);
  static void OnPoll(uv_poll_t* handle, int status, int events);
  static void OnPollClosed(uv_handle_t* handle);
  static void OnPrepare(uv_prepare_t* handle);

  UdpPort* FindPort(uint16_t number);
  Status OpenPort(uint16_t number, UdpPort** result);
  void Watch(Watched* watched);
  void CloseUnusedPorts();

  void ReceiveFrom(Watched* watched, int family);
  void Feed(UdpPort* port, int count);
  void TakeErrors(int fd);

  // With the lock.
  void Elapse();
  void Expire();
  void Settle();
  uint64_t NextDue() const;

  StackLock lock_;
  OutputRing ring_;
  UdpReceiver receiver_;
  uv_loop_t loop_;
  uv_async_t wake_;
  uv_timer_t timer_;
  uv_prepare_t prepare_;

  // Guarded by the lock.
  std::vector<std::unique_ptr<Watched>> ports_;
  UdpPort* shared_port_ = nullptr;
  Listeners listeners_;
  std::vector<ReadyQueue*> queues_;
  uint64_t now_ = 0;  // milliseconds that the stack knows of
  uint64_t heard_until_ = 0;
  uint64_t sleeps_until_ = 0;
};

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_ENGINE_THREAD_H_
