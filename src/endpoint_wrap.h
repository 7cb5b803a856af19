#ifndef SRC_ENDPOINT_WRAP_H_
#define SRC_ENDPOINT_WRAP_H_

#include <nan.h>

#include <memory>
#include <optional>

#include "addon.h"
#include "engine.h"
#include "js_values.h"
#include "pump.h"

namespace sctp {

// The class `Endpoint` of typings/addon.d.ts: one socket of one engine.
//
// While its socket is open it holds itself alive. Every call into JavaScript
// may close it.
class EndpointWrap final : public Nan::ObjectWrap,
                           private SocketDelegate,
                           private PumpDelegate {
 public:
  // `data` is the Addon.
  static v8::Local<v8::Function> MakeClass(v8::Local<v8::External> data);

  ~EndpointWrap() override;

  void Close();

 private:
  EndpointWrap(Addon* addon, Engine* engine);

  static void New(const Arguments& info);
  static void Open(const Arguments& info);
  static void Bind(const Arguments& info);
  static void BindAdd(const Arguments& info);
  static void BindRemove(const Arguments& info);
  static void Listen(const Arguments& info);
  static void Connect(const Arguments& info);
  static void PeelOff(const Arguments& info);
  static void ReceiveStart(const Arguments& info);
  static void ReceiveStop(const Arguments& info);
  static void Transmit(const Arguments& info);
  static void WatchWritable(const Arguments& info);
  static void Shutdown(const Arguments& info);
  static void Abort(const Arguments& info);
  static void GetOption(const Arguments& info);
  static void SetOption(const Arguments& info);
  static void LocalAddresses(const Arguments& info);
  static void PeerAddresses(const Arguments& info);
  static void AssociationAt(const Arguments& info);
  static void DecodeNotification(const Arguments& info);
  static void Fd(const Arguments& info);
  static void FailedSyscall(const Arguments& info);
  static void RefMethod(const Arguments& info);
  static void UnrefMethod(const Arguments& info);
  static void HasRef(const Arguments& info);
  static void CloseMethod(const Arguments& info);

  static EndpointWrap* From(const Arguments& info);
  // Calls `operation` with the socket, where it is open, and gives its status
  // to JavaScript.
  template <typename Operation>
  static Status Perform(const Arguments& info, const char* syscall,
                        Operation operation);
  template <typename Operation>
  static void PerformWithAddresses(const Arguments& info, const char* syscall,
                                   Operation operation);
  Status Return(const Arguments& info, Status status);

  // The socket is open from here on.
  void Begin(const SocketOptions& options);
  void SetRef(bool on);

  void OnReadable() override;
  void OnWritable() override;
  void OnFailure(Status status) override;
  ReceiveBatch NextBatch() override;
  void OnBatch(size_t count) override;
  void Call(Addon::Callback callback, v8::Local<v8::Value> argument);

  Addon* addon_;
  Engine* engine_;
  Pump pump_;
  SocketOptions options_;
  std::unique_ptr<Socket> socket_;
  // Only while the socket is open: ending it needs a context, which a
  // finalizer has not.
  std::optional<Nan::AsyncResource> async_;
  const char* failed_syscall_ = "";
  bool ref_ = true;
};

}  // namespace sctp

#endif  // SRC_ENDPOINT_WRAP_H_
