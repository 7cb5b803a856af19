#include "userspace/engine_thread.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <mutex>

#include "userspace/host_address.h"
#include "userspace/stack/stack.h"

namespace sctp {
namespace userspace {

namespace {

// How many reads of several datagrams are done before the loop does everything
// else that there is to do.
constexpr int kMaxReadsPerWakeup = 4;

// How soon a UDP port is looked at again that endpoints have left: their
// associations may still be ending.
constexpr uint64_t kPortCheckMilliseconds = 20;

constexpr uint64_t kNever = UINT64_MAX;

// Never destroyed: the thread runs until the process is gone.
EngineThread* instance = nullptr;
std::mutex* const instance_mutex = new std::mutex();

uint64_t Now() { return uv_hrtime() / 1000000; }

uv_handle_t* AsHandle(void* handle) {
  return static_cast<uv_handle_t*>(handle);
}

// A worker that loaded the addon unloads it when it ends, if no other has it;
// the thread still runs in it.
void KeepLibrary() {
  Dl_info info;
  if (dladdr(reinterpret_cast<void*>(&KeepLibrary), &info) != 0)
    dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

}  // namespace

EngineThread::Hold::Hold(EngineThread* thread) : thread_(thread) {
  thread_->lock_.Lock();
  thread_->Elapse();
}

EngineThread::Hold::~Hold() {
  thread_->Settle();
  bool is_earlier = thread_->NextDue() < thread_->sleeps_until_;
  thread_->lock_.Unlock();
  if (is_earlier) uv_async_send(&thread_->wake_);
}

// static
Status EngineThread::Start(EngineThread** result) {
  std::lock_guard<std::mutex> guard(*instance_mutex);
  if (instance == nullptr) {
    auto* thread = new EngineThread();
    Status status = thread->Initialize();
    if (!status.ok()) {
      delete thread;
      return status;
    }
    instance = thread;
  }
  *result = instance;
  return Status::Ok();
}

// static
EngineThread* EngineThread::Running() {
  std::lock_guard<std::mutex> guard(*instance_mutex);
  return instance;
}

Status EngineThread::Initialize() {
  int status = uv_loop_init(&loop_);
  if (status != 0) return Status::Failed(-status, "epoll_create1");
  uv_async_init(&loop_, &wake_, [](uv_async_t*) {});
  uv_timer_init(&loop_, &timer_);
  uv_prepare_init(&loop_, &prepare_);
  loop_.data = this;
  uv_prepare_start(&prepare_, OnPrepare);

  sctp_stack_callbacks callbacks = {};
  callbacks.context = this;
  callbacks.output = OnOutput;
  callbacks.ready = OnStackReady;
  callbacks.route = sctp_stack_route;
  sctp_stack_init(&callbacks);
  LearnInterfaces();
  now_ = heard_until_ = Now();
  KeepLibrary();

  // Signals are Node's affair, on its own thread.
  sigset_t all;
  sigset_t previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  pthread_t thread;
  status = pthread_create(
      &thread, nullptr,
      [](void* engine) -> void* {
        static_cast<EngineThread*>(engine)->Run();
        return nullptr;
      },
      this);
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  if (status != 0) return Status::Failed(status, "pthread_create");
  pthread_detach(thread);
  return Status::Ok();
}

void EngineThread::Run() { uv_run(&loop_, UV_RUN_DEFAULT); }

void EngineThread::RemoveQueue(ReadyQueue* queue) {
  queues_.erase(std::remove(queues_.begin(), queues_.end(), queue),
                queues_.end());
}

// static
int EngineThread::OnOutput(void* context, const sctp_stack_packet* packet) {
  return static_cast<EngineThread*>(context)->ring_.Add(*packet);
}

// static
void EngineThread::OnStackReady(void* tag, int events) {
  ReadyQueue::Note(static_cast<ReadyTarget*>(tag), events);
}

// Timers that were armed before the stack knows how late it is would count the
// time since then as their own.
void EngineThread::Elapse() {
  uint64_t now = Now();
  sctp_stack_elapse(static_cast<uint32_t>(now - now_));
  now_ = now;
}

// What fell due before the loop last looked at its sockets, and nothing later.
// Whoever was held up, by a busy processor or a stopped machine, would else
// count timeouts while the acknowledgements lie in its sockets: with two paths
// and short RTOs an association was given up for that.
void EngineThread::Expire() {
  sctp_stack_expire(static_cast<uint32_t>(now_ - heard_until_));
  heard_until_ = now_;
}

void EngineThread::Settle() {
  sctp_stack_iterate();
  ring_.Flush();
  for (ReadyQueue* queue : queues_) queue->Settle();
}

uint64_t EngineThread::NextDue() const {
  int64_t remaining = sctp_stack_next_timer();
  return remaining < 0 ? kNever : now_ + static_cast<uint64_t>(remaining);
}

// The last thing before the loop sleeps, and after each of its turns.
// static
void EngineThread::OnPrepare(uv_prepare_t* handle) {
  auto* thread = static_cast<EngineThread*>(handle->loop->data);
  thread->lock_.LockAfterOthers();
  thread->Elapse();
  thread->Expire();
  thread->Settle();
  for (auto& watched : thread->ports_)
    if (!watched->is_watched) thread->Watch(watched.get());
  thread->CloseUnusedPorts();
  uint64_t due = thread->NextDue();
  bool has_leftover =
      std::any_of(thread->ports_.begin(), thread->ports_.end(),
                  [](const auto& one) { return one->port.users == 0; });
  if (has_leftover) due = std::min(due, thread->now_ + kPortCheckMilliseconds);
  thread->sleeps_until_ = due;
  uint64_t wait = due == kNever ? 0 : due - std::min(due, thread->now_);
  thread->lock_.Unlock();

  if (due == kNever) {
    uv_timer_stop(&thread->timer_);
    return;
  }
  uv_update_time(handle->loop);
  uv_timer_start(
      &thread->timer_, [](uv_timer_t*) {}, wait, 0);
}

UdpPort* EngineThread::FindPort(uint16_t number) {
  for (auto& watched : ports_)
    if (watched->port.number() == number) return &watched->port;
  return nullptr;
}

Status EngineThread::GetPort(uint16_t number, UdpPort** result) {
  *result = number == 0 ? nullptr : FindPort(number);
  return *result == nullptr ? OpenPort(number, result) : Status::Ok();
}

Status EngineThread::GetSharedPort(UdpPort** result) {
  Status status =
      shared_port_ == nullptr ? OpenPort(0, &shared_port_) : Status::Ok();
  *result = shared_port_;
  return status;
}

void EngineThread::LeavePort(UdpPort* port) {
  if (--port->users == 0) uv_async_send(&wake_);
}

Status EngineThread::OpenPort(uint16_t number, UdpPort** result) {
  auto watched = std::make_unique<Watched>();
  Status status = watched->port.Open(number);
  if (!status.ok()) return status;
  watched->thread = this;
  *result = &watched->port;
  ports_.push_back(std::move(watched));
  uv_async_send(&wake_);
  return Status::Ok();
}

void EngineThread::Watch(Watched* watched) {
  watched->is_watched = true;
  for (int family : {AF_INET, AF_INET6}) {
    int fd = watched->port.fd(family);
    if (fd < 0) continue;
    uv_poll_t* poll = &watched->polls[watched->open_polls];
    if (uv_poll_init(&loop_, poll, fd) != 0) continue;
    poll->data = watched;
    watched->open_polls++;
    uv_poll_start(poll, UV_READABLE, OnPoll);
  }
}

void EngineThread::CloseUnusedPorts() {
  for (size_t i = 0; i < ports_.size();) {
    UdpPort* port = &ports_[i]->port;
    if (port->users > 0 || sctp_stack_port_in_use(port)) {
      i++;
      continue;
    }
    if (port == shared_port_) shared_port_ = nullptr;
    // libuv has the handles until it has closed them.
    Watched* watched = ports_[i].release();
    ports_.erase(ports_.begin() + static_cast<ptrdiff_t>(i));
    for (int poll = 0; poll < watched->open_polls; poll++)
      uv_close(AsHandle(&watched->polls[poll]), OnPollClosed);
    watched->port.Close();
    if (watched->open_polls == 0) delete watched;
  }
}

// static
void EngineThread::OnPollClosed(uv_handle_t* handle) {
  auto* watched = static_cast<Watched*>(handle->data);
  if (--watched->open_polls == 0) delete watched;
}

// static
void EngineThread::OnPoll(uv_poll_t* handle, int status, int) {
  auto* watched = static_cast<Watched*>(handle->data);
  bool is_first = handle == &watched->polls[0];
  bool is_v4 = is_first && watched->port.fd(AF_INET) >= 0;
  int family = is_v4 ? AF_INET : AF_INET6;
  if (status != 0) {
    // libuv makes UV_EBADF of what the error queue has, and stops watching.
    watched->thread->TakeErrors(watched->port.fd(family));
    uv_poll_start(handle, UV_READABLE, OnPoll);
  }
  watched->thread->ReceiveFrom(watched, family);
}

void EngineThread::ReceiveFrom(Watched* watched, int family) {
  for (int i = 0; i < kMaxReadsPerWakeup; i++) {
    int count = receiver_.Receive(watched->port.fd(family));
    if (count == 0) break;
    Feed(&watched->port, count);
    if (count < UdpReceiver::kCapacity) break;
  }
}

void EngineThread::Feed(UdpPort* port, int count) {
  lock_.LockAfterOthers();
  Elapse();
  for (int i = 0; i < count; i++) {
    Datagrams datagrams = receiver_.Get(i);
    // An empty one is a packet, too.
    size_t at = 0;
    do {
      sctp_stack_input(datagrams.data + at,
                       std::min(datagrams.segment, datagrams.size - at),
                       reinterpret_cast<const sockaddr*>(&datagrams.from),
                       reinterpret_cast<const sockaddr*>(&datagrams.to), port,
                       datagrams.traffic_class);
      at += datagrams.segment;
    } while (at < datagrams.size);
    if (!lock_.is_wanted() || i + 1 == count) continue;
    ring_.Flush();
    lock_.Unlock();
    lock_.LockAfterOthers();
    Elapse();
  }
  ring_.Flush();
  lock_.Unlock();
}

void EngineThread::TakeErrors(int fd) {
  Undelivered undelivered;
  while (TakeUndelivered(fd, &undelivered)) {
    lock_.LockAfterOthers();
    Elapse();
    sctp_stack_undelivered(undelivered.data, undelivered.size);
    lock_.Unlock();
  }
}

}  // namespace userspace
}  // namespace sctp
