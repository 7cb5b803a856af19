#include "userspace/ready_queue.h"

#include <algorithm>
#include <utility>

#include "userspace/stack/stack.h"

namespace sctp {
namespace userspace {

namespace {

uv_handle_t* AsHandle(uv_async_t* async) {
  return reinterpret_cast<uv_handle_t*>(async);
}

// They stay where they are, as somebody may be going through them.
void Forget(std::vector<ReadyTarget*>* targets, ReadyTarget* target) {
  std::replace(targets->begin(), targets->end(), target,
               static_cast<ReadyTarget*>(nullptr));
}

}  // namespace

Status ReadyQueue::Add() {
  if (!handle_) {
    int status = handle_.Open(this, [](uv_loop_t* loop, uv_async_t* handle) {
      return uv_async_init(loop, handle, OnAsync);
    });
    if (status != 0) return Status::Failed(-status, "eventfd");
    uv_unref(AsHandle(handle_.get()));
    is_told_ = false;
  }
  targets_++;
  return Status::Ok();
}

void ReadyQueue::Remove(ReadyTarget* target) {
  Forget(&candidates_, target);
  Forget(&noted_, target);
  Forget(&due_, target);
  Forget(&running_, target);
  if (--targets_ == 0) handle_.Close();
}

// static
void ReadyQueue::Note(ReadyTarget* target, int events) {
  events &= target->wanted_;
  ReadyQueue* queue = target->queue_;
  if (events & SCTP_STACK_READABLE) queue->Add(target, SCTP_STACK_READABLE);
  if (!(events & SCTP_STACK_WRITABLE) ||
      std::exchange(target->is_candidate_, true))
    return;
  queue->candidates_.push_back(target);
}

void ReadyQueue::Add(ReadyTarget* target, int events) {
  target->noted_ |= events;
  if (!std::exchange(target->is_noted_, true)) noted_.push_back(target);
}

void ReadyQueue::Settle() {
  for (ReadyTarget* target : candidates_) {
    if (target == nullptr) continue;
    target->is_candidate_ = false;
    if (target->HasRoom()) Add(target, SCTP_STACK_WRITABLE);
  }
  candidates_.clear();
  if (!noted_.empty() && !std::exchange(is_told_, true)) Send();
}

void ReadyQueue::Send() {
  if (handle_) uv_async_send(handle_.get());
}

void ReadyQueue::Schedule(ReadyTarget* target) {
  if (std::exchange(target->is_due_, true)) return;
  due_.push_back(target);
  Send();
}

void ReadyQueue::Ref(bool on) {
  refs_ += on ? 1 : -1;
  if (refs_ == (on ? 1 : 0) && handle_) {
    if (on)
      uv_ref(AsHandle(handle_.get()));
    else
      uv_unref(AsHandle(handle_.get()));
  }
}

// static
void ReadyQueue::OnAsync(uv_async_t* handle) {
  static_cast<ReadyQueue*>(handle->data)->Deliver();
}

void ReadyQueue::Deliver() {
  std::swap(running_, due_);
  lock_->Lock();
  is_told_ = false;
  for (ReadyTarget* target : noted_) {
    if (target == nullptr) continue;
    target->is_noted_ = false;
    if (!std::exchange(target->is_due_, true)) running_.push_back(target);
  }
  noted_.clear();
  lock_->Unlock();

  for (size_t i = 0; i < running_.size(); i++) {
    ReadyTarget* target = running_[i];
    if (target == nullptr) continue;
    target->is_due_ = false;
    lock_->Lock();
    int events = std::exchange(target->noted_, 0);
    lock_->Unlock();
    target->OnReady(events);
  }
  running_.clear();
}

}  // namespace userspace
}  // namespace sctp
