#ifndef SRC_UV_HANDLE_H_
#define SRC_UV_HANDLE_H_

#include <uv.h>

#include <functional>
#include <utility>

namespace sctp {

// The libuv handles of one environment. The environment must not end before
// the last of them has closed, so it waits here.
class UvHandles {
 public:
  explicit UvHandles(uv_loop_t* loop) : loop_(loop) {}
  UvHandles(const UvHandles&) = delete;
  UvHandles& operator=(const UvHandles&) = delete;

  uv_loop_t* loop() const { return loop_; }

  // Calls `done` as soon as no handle is open or closing.
  void WhenClosed(std::function<void()> done) {
    done_ = std::move(done);
    Report();
  }

 private:
  template <typename T>
  friend class UvHandle;

  void Report() {
    if (open_ == 0 && done_) std::exchange(done_, nullptr)();
  }

  uv_loop_t* loop_;
  int open_ = 0;
  std::function<void()> done_;
};

// Owns one libuv handle: closes it when destroyed, and frees its memory only
// when libuv has let go of it.
//
// A descriptor under a uv_poll_t may be closed right after its owner here is
// gone: uv_close has then taken it out of epoll (libuv's uv_poll_t, note).
template <typename T>
class UvHandle {
 public:
  explicit UvHandle(UvHandles* handles) : handles_(handles) {}
  ~UvHandle() { Close(); }
  UvHandle(const UvHandle&) = delete;
  UvHandle& operator=(const UvHandle&) = delete;

  // `init` is the uv_*_init call; its result is returned. A handle whose init
  // failed must not be closed, and is not.
  template <typename Init>
  int Open(void* data, Init init) {
    T* handle = new T();
    int status = init(handles_->loop(), handle);
    if (status != 0) {
      delete handle;
      return status;
    }
    handle->data = data;
    handle_ = handle;
    handles_->open_++;
    return 0;
  }

  T* get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }

  void Close() {
    if (handle_ == nullptr) return;
    T* handle = std::exchange(handle_, nullptr);
    handle->data = handles_;
    uv_close(reinterpret_cast<uv_handle_t*>(handle), [](uv_handle_t* closed) {
      auto* handles = static_cast<UvHandles*>(closed->data);
      delete reinterpret_cast<T*>(closed);
      handles->open_--;
      handles->Report();
    });
  }

 private:
  UvHandles* handles_;
  T* handle_ = nullptr;
};

}  // namespace sctp

#endif  // SRC_UV_HANDLE_H_
