#ifndef SRC_ADDON_H_
#define SRC_ADDON_H_

#include <nan.h>

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "batch.h"
#include "engine.h"
#include "js_values.h"
#include "uv_handle.h"

namespace sctp {

class EndpointWrap;

// A slab and the array of its descriptors: JavaScript's, and kept alive here
// while they are lent.
class LentBuffers {
 public:
  void Lend(v8::Local<v8::Value> slab, v8::Local<v8::Value> descriptors);

  uint8_t* slab() const { return slab_; }
  size_t slab_size() const { return slab_size_; }

  template <typename Descriptor>
  Descriptor* descriptors() const {
    return reinterpret_cast<Descriptor*>(words_);
  }
  template <typename Descriptor>
  size_t capacity() const {
    return words_size_ / sizeof(Descriptor);
  }

 private:
  Nan::Global<v8::Value> slab_view_;
  Nan::Global<v8::Value> words_view_;
  uint8_t* slab_ = nullptr;
  size_t slab_size_ = 0;
  uint8_t* words_ = nullptr;
  size_t words_size_ = 0;
};

// What one environment (the main thread, or a worker) has of this addon. It
// ends with the environment, after the last of its handles has closed.
class Addon {
 public:
  enum Callback { kOnBatch, kOnWritable, kOnFailure, kCallbacks };

  static void Initialize(v8::Local<v8::Object> exports);

  Addon(const Addon&) = delete;
  Addon& operator=(const Addon&) = delete;

  Engine* FindEngine(const std::string& name) const;

  // False as soon as the environment goes away: nothing of JavaScript may be
  // called then.
  bool can_call_js() const;
  v8::Local<v8::Function> callback(Callback which) const;

  LentBuffers receive_buffers;
  LentBuffers transmit_buffers;
  std::vector<Bytes> bodies;  // of the batch that is sent just now

  void Add(EndpointWrap* endpoint) { endpoints_.insert(endpoint); }
  void Remove(EndpointWrap* endpoint) { endpoints_.erase(endpoint); }

 private:
  explicit Addon(v8::Isolate* isolate);

  static void OnCleanup(void* data, void (*done)(void*), void* done_data);
  static Addon* From(const Arguments& info);
  static void Initialize(const Arguments& info);
  static void LendReceiveBuffers(const Arguments& info);
  static void LendTransmitBuffers(const Arguments& info);
  static void Engines(const Arguments& info);
  static void IngressCounters(const Arguments& info);
  static void EncodeAddress(const Arguments& info);

  v8::Isolate* isolate_;
  bool closing_ = false;
  // Engines use the handles, and endpoints' sockets the engines: they are
  // destroyed in the reverse of this order.
  UvHandles handles_;
  std::vector<std::unique_ptr<Engine>> engines_;
  std::unordered_set<EndpointWrap*> endpoints_;
  Nan::Global<v8::Function> callbacks_[kCallbacks];
  node::AsyncCleanupHookHandle cleanup_hook_;
};

}  // namespace sctp

#endif  // SRC_ADDON_H_
