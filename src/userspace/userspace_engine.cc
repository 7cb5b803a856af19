#include "userspace/userspace_engine.h"

#include "userspace/engine_thread.h"
#include "userspace/ready_queue.h"
#include "userspace/stack/stack.h"
#include "userspace/translate.h"
#include "userspace/udp_socket.h"
#include "userspace/userspace_socket.h"

namespace sctp {
namespace userspace {

namespace {

class UserspaceEngine final : public Engine {
 public:
  explicit UserspaceEngine(UvHandles* handles) : handles_(handles) {}
  ~UserspaceEngine() override;

  const char* name() const override { return "userspace"; }
  Status Probe() override;
  Status Open(const SocketOptions& options, SocketDelegate* delegate,
              std::unique_ptr<Socket>* result) override;
  NotificationDecoder decoder() const override { return DecodeNotification; }
  std::vector<IngressCounter> IngressCounters() const override;

 private:
  UvHandles* handles_;
  // Of all environments, once there is a socket.
  EngineThread* thread_ = nullptr;
  std::unique_ptr<ReadyQueue> queue_;
};

UserspaceEngine::~UserspaceEngine() {
  if (thread_ == nullptr) return;
  EngineThread::Hold hold(thread_);
  thread_->RemoveQueue(queue_.get());
}

Status UserspaceEngine::Probe() {
  UdpSocket v4;
  Status status = v4.Open(AF_INET, 0);
  if (status.ok()) return status;
  UdpSocket v6;
  return v6.Open(AF_INET6, 0).ok() ? Status::Ok() : status;
}

Status UserspaceEngine::Open(const SocketOptions& options,
                             SocketDelegate* delegate,
                             std::unique_ptr<Socket>* result) {
  if (thread_ == nullptr) {
    Status started = EngineThread::Start(&thread_);
    if (!started.ok()) return started;
    queue_ = std::make_unique<ReadyQueue>(thread_->lock(), handles_);
    EngineThread::Hold hold(thread_);
    thread_->AddQueue(queue_.get());
  }
  return UserspaceSocket::Make(options, thread_, queue_.get(), delegate,
                               result);
}

std::vector<IngressCounter> UserspaceEngine::IngressCounters() const {
  std::vector<IngressCounter> counters;
  EngineThread* thread = EngineThread::Running();
  if (thread == nullptr) return counters;
  EngineThread::Hold hold(thread);
  for (int i = 0; i < sctp_ingress_reason_count; i++)
    counters.push_back({sctp_ingress_names[i], sctp_ingress_counters[i]});
  return counters;
}

}  // namespace

std::unique_ptr<Engine> MakeEngine(UvHandles* handles) {
  return std::make_unique<UserspaceEngine>(handles);
}

}  // namespace userspace
}  // namespace sctp
