#include "endpoint_wrap.h"

#include <cerrno>
#include <utility>

#include "check.h"

namespace sctp {

// static
v8::Local<v8::Function> EndpointWrap::MakeClass(v8::Local<v8::External> data) {
  auto constructor = Nan::New<v8::FunctionTemplate>(New, data);
  constructor->SetClassName(ToJs("Endpoint"));
  constructor->InstanceTemplate()->SetInternalFieldCount(1);
  constructor->InstanceTemplate()->Set(ToJs("owner"), Nan::Undefined());

  constexpr struct {
    const char* name;
    Nan::FunctionCallback callback;
  } kMethods[] = {
      {"open", Open},
      {"bind", Bind},
      {"bindAdd", BindAdd},
      {"bindRemove", BindRemove},
      {"listen", Listen},
      {"connect", Connect},
      {"peelOff", PeelOff},
      {"receiveStart", ReceiveStart},
      {"receiveStop", ReceiveStop},
      {"transmit", Transmit},
      {"watchWritable", WatchWritable},
      {"shutdown", Shutdown},
      {"abort", Abort},
      {"getOption", GetOption},
      {"setOption", SetOption},
      {"localAddresses", LocalAddresses},
      {"peerAddresses", PeerAddresses},
      {"associationAt", AssociationAt},
      {"decodeNotification", DecodeNotification},
      {"fd", Fd},
      {"failedSyscall", FailedSyscall},
      {"ref", RefMethod},
      {"unref", UnrefMethod},
      {"hasRef", HasRef},
      {"close", CloseMethod},
  };
  for (const auto& method : kMethods)
    Nan::SetPrototypeMethod(constructor, method.name, method.callback);
  return Nan::GetFunction(constructor).ToLocalChecked();
}

EndpointWrap::EndpointWrap(Addon* addon, Engine* engine)
    : addon_(addon), engine_(engine), pump_(this) {
  addon_->Add(this);
}

EndpointWrap::~EndpointWrap() { addon_->Remove(this); }

void EndpointWrap::Close() {
  if (socket_ == nullptr) return;
  pump_.Detach();
  socket_.reset();
  async_.reset();
  Unref();
}

void EndpointWrap::Begin(const SocketOptions& options) {
  options_ = options;
  pump_.Attach(socket_.get(), engine_->decoder(), options.host_byte_order);
  socket_->Ref(ref_);
  async_.emplace("SCTPENDPOINT", handle());
  Ref();
}

// static
EndpointWrap* EndpointWrap::From(const Arguments& info) {
  return Unwrap<EndpointWrap>(info.This());
}

Status EndpointWrap::Return(const Arguments& info, Status status) {
  if (!status.ok()) failed_syscall_ = status.syscall;
  info.GetReturnValue().Set(status.value);
  return status;
}

template <typename Operation>
Status EndpointWrap::Perform(const Arguments& info, const char* syscall,
                             Operation operation) {
  EndpointWrap* wrap = From(info);
  Socket* socket = wrap->socket_.get();
  return wrap->Return(info, socket == nullptr ? Status::Failed(EBADF, syscall)
                                              : operation(socket));
}

template <typename Operation>
void EndpointWrap::PerformWithAddresses(const Arguments& info,
                                        const char* syscall,
                                        Operation operation) {
  Perform(info, syscall, [&](Socket* socket) {
    AddressList addresses;
    return AddressesArgument(info, 0, &addresses)
               ? operation(socket, addresses)
               : Status::Failed(EINVAL, syscall);
  });
}

// static
void EndpointWrap::New(const Arguments& info) {
  CHECK(info.IsConstructCall());
  auto* addon = static_cast<Addon*>(
      Nan::GetExternalValue(info.Data().As<v8::External>()));
  Engine* engine = addon->FindEngine(StringArgument(info, 0));
  CHECK(engine != nullptr);
  auto* wrap = new EndpointWrap(addon, engine);
  wrap->Wrap(info.This());
  info.GetReturnValue().Set(info.This());
}

// static
void EndpointWrap::Open(const Arguments& info) {
  EndpointWrap* wrap = From(info);
  CHECK(wrap->socket_ == nullptr);
  SocketOptions options;
  options.family = IntegerArgument(info, 0) == 6 ? AF_INET6 : AF_INET;
  options.ipv6_only = BooleanArgument(info, 1);
  options.host_byte_order = BooleanArgument(info, 2);
  Status status = wrap->engine_->Open(options, wrap, &wrap->socket_);
  if (status.ok()) wrap->Begin(options);
  wrap->Return(info, status);
}

// static
void EndpointWrap::Bind(const Arguments& info) {
  PerformWithAddresses(info, "bind",
                       [](Socket* socket, const AddressList& addresses) {
                         return socket->Bind(addresses);
                       });
}

// static
void EndpointWrap::BindAdd(const Arguments& info) {
  PerformWithAddresses(info, "bindx",
                       [](Socket* socket, const AddressList& addresses) {
                         return socket->BindAdd(addresses);
                       });
}

// static
void EndpointWrap::BindRemove(const Arguments& info) {
  PerformWithAddresses(info, "bindx",
                       [](Socket* socket, const AddressList& addresses) {
                         return socket->BindRemove(addresses);
                       });
}

// static
void EndpointWrap::Listen(const Arguments& info) {
  Perform(info, "listen", [&](Socket* socket) {
    return socket->Listen(IntegerArgument(info, 0));
  });
}

// static
void EndpointWrap::Connect(const Arguments& info) {
  PerformWithAddresses(info, "connectx",
                       [](Socket* socket, const AddressList& addresses) {
                         return socket->Connect(addresses);
                       });
}

// static
void EndpointWrap::PeelOff(const Arguments& info) {
  EndpointWrap* wrap = From(info);
  Perform(info, "peeloff", [&](Socket* socket) {
    CHECK(info[1]->IsObject());
    auto* target = Unwrap<EndpointWrap>(info[1].As<v8::Object>());
    CHECK(target->socket_ == nullptr && target->engine_ == wrap->engine_);
    Status status =
        socket->PeelOff(IntegerArgument(info, 0), target, &target->socket_);
    if (status.ok()) {
      target->Begin(wrap->options_);
      target->pump_.ContinueFrom(wrap->pump_);
    }
    return status;
  });
}

// static
void EndpointWrap::ReceiveStart(const Arguments& info) {
  From(info)->pump_.Start();
}

// static
void EndpointWrap::ReceiveStop(const Arguments& info) {
  From(info)->pump_.Stop();
}

// static
void EndpointWrap::Transmit(const Arguments& info) {
  EndpointWrap* wrap = From(info);
  const LentBuffers& buffers = wrap->addon_->transmit_buffers;
  TransmitBatch batch;
  batch.slab = buffers.slab();
  batch.slab_size = buffers.slab_size();
  batch.descriptors = buffers.descriptors<TransmitDescriptor>();
  batch.count = IntegerArgument(info, 0);
  CHECK(batch.count <= buffers.capacity<TransmitDescriptor>());

  CHECK(info[1]->IsArray());
  auto views = info[1].As<v8::Array>();
  std::vector<Bytes>& bodies = wrap->addon_->bodies;
  bodies.clear();
  for (uint32_t i = 0; i < views->Length(); i++)
    bodies.push_back(BytesOf(Nan::Get(views, i).ToLocalChecked()));
  batch.bodies = bodies.data();
  batch.body_count = bodies.size();
  for (size_t i = 0; i < batch.count; i++)
    CHECK(batch.HasBody(batch.descriptors[i]));

  size_t accepted = 0;
  if (wrap->socket_ != nullptr) {
    accepted = wrap->socket_->Transmit(&batch);
  } else if (batch.count > 0) {
    batch.descriptors[0].status = -EBADF;
  }
  if (accepted < batch.count) wrap->failed_syscall_ = "sendmsg";
  info.GetReturnValue().Set(static_cast<uint32_t>(accepted));
}

// static
void EndpointWrap::WatchWritable(const Arguments& info) {
  EndpointWrap* wrap = From(info);
  if (wrap->socket_ != nullptr) wrap->socket_->WatchWritable();
}

// static
void EndpointWrap::Shutdown(const Arguments& info) {
  Perform(info, "sendmsg", [&](Socket* socket) {
    return socket->Shutdown(IntegerArgument(info, 0));
  });
}

// static
void EndpointWrap::Abort(const Arguments& info) {
  Perform(info, "sendmsg", [&](Socket* socket) {
    return socket->Abort(IntegerArgument(info, 0), BytesArgument(info, 1));
  });
}

namespace {

// False where the host is no address.
bool OptionArguments(const Arguments& info, OptionRequest* request,
                     OptionValues* values) {
  int32_t option = IntegerArgument(info, 0);
  CHECK(option >= 0 && option < kOptionCount);
  request->id = static_cast<OptionId>(option);
  request->association_id = IntegerArgument(info, 1);
  *values = NumbersArgument(info, 4);
  return AddressArgument(info, 2, &request->address);
}

}  // namespace

// static
void EndpointWrap::GetOption(const Arguments& info) {
  OptionValues values;
  Status status = Perform(info, "getsockopt", [&](Socket* socket) {
    OptionRequest request;
    return OptionArguments(info, &request, &values)
               ? socket->GetOption(request, &values)
               : Status::Failed(EINVAL, "getsockopt");
  });
  if (status.ok()) info.GetReturnValue().Set(ToJs(values));
}

// static
void EndpointWrap::SetOption(const Arguments& info) {
  Perform(info, "setsockopt", [&](Socket* socket) {
    OptionRequest request;
    OptionValues values;
    return OptionArguments(info, &request, &values)
               ? socket->SetOption(request, values)
               : Status::Failed(EINVAL, "setsockopt");
  });
}

// static
void EndpointWrap::LocalAddresses(const Arguments& info) {
  AddressList addresses;
  Status status = Perform(info, "getladdrs", [&](Socket* socket) {
    return socket->LocalAddresses(IntegerArgument(info, 0), &addresses);
  });
  if (status.ok()) info.GetReturnValue().Set(ToJs(addresses));
}

// static
void EndpointWrap::PeerAddresses(const Arguments& info) {
  AddressList addresses;
  Status status = Perform(info, "getpaddrs", [&](Socket* socket) {
    return socket->PeerAddresses(IntegerArgument(info, 0), &addresses);
  });
  if (status.ok()) info.GetReturnValue().Set(ToJs(addresses));
}

// static
void EndpointWrap::AssociationAt(const Arguments& info) {
  Perform(info, "getsockopt", [&](Socket* socket) {
    Address peer;
    return AddressArgument(info, 0, &peer)
               ? socket->AssociationAt(peer)
               : Status::Failed(EINVAL, "getsockopt");
  });
}

// static
void EndpointWrap::DecodeNotification(const Arguments& info) {
  EndpointWrap* wrap = From(info);
  Bytes bytes = BytesArgument(info, 0);
  auto* record = wrap->addon_->receive_buffers.descriptors<ReceiveDescriptor>();
  CHECK(record != nullptr);
  *record = {};
  record->flags = kReceive_endOfRecord;
  record->length = static_cast<int32_t>(bytes.size);
  wrap->engine_->decoder()(bytes.data, bytes.size,
                           wrap->options_.host_byte_order, record);
}

// static
void EndpointWrap::Fd(const Arguments& info) {
  EndpointWrap* wrap = From(info);
  info.GetReturnValue().Set(wrap->socket_ == nullptr ? -1
                                                     : wrap->socket_->fd());
}

// static
void EndpointWrap::FailedSyscall(const Arguments& info) {
  info.GetReturnValue().Set(ToJs(From(info)->failed_syscall_));
}

// static
void EndpointWrap::RefMethod(const Arguments& info) {
  From(info)->SetRef(true);
}

// static
void EndpointWrap::UnrefMethod(const Arguments& info) {
  From(info)->SetRef(false);
}

void EndpointWrap::SetRef(bool on) {
  ref_ = on;
  if (socket_ != nullptr) socket_->Ref(on);
}

// static
void EndpointWrap::HasRef(const Arguments& info) {
  EndpointWrap* wrap = From(info);
  info.GetReturnValue().Set(wrap->socket_ != nullptr && wrap->ref_);
}

// static
void EndpointWrap::CloseMethod(const Arguments& info) { From(info)->Close(); }

void EndpointWrap::OnReadable() {
  Nan::HandleScope scope;
  handle();  // lives through a close() in a callback and a collection after it
  Status status = pump_.Drain();
  if (!status.ok()) OnFailure(status);
}

void EndpointWrap::OnWritable() {
  Nan::HandleScope scope;
  Call(Addon::kOnWritable, Nan::Undefined());
}

void EndpointWrap::OnFailure(Status status) {
  if (socket_ == nullptr) return;
  pump_.Stop();
  failed_syscall_ = status.syscall;
  Nan::HandleScope scope;
  Call(Addon::kOnFailure, Nan::New(status.value));
}

ReceiveBatch EndpointWrap::NextBatch() {
  const LentBuffers& buffers = addon_->receive_buffers;
  CHECK(buffers.slab() != nullptr);
  ReceiveBatch batch;
  batch.slab = buffers.slab();
  batch.slab_size = buffers.slab_size();
  batch.descriptors = buffers.descriptors<ReceiveDescriptor>();
  batch.capacity = buffers.capacity<ReceiveDescriptor>();
  return batch;
}

void EndpointWrap::OnBatch(size_t count) {
  Nan::HandleScope scope;
  Call(Addon::kOnBatch, Nan::New(static_cast<uint32_t>(count)));
}

void EndpointWrap::Call(Addon::Callback callback,
                        v8::Local<v8::Value> argument) {
  if (!addon_->can_call_js()) return;
  v8::Local<v8::Value> arguments[] = {handle(), argument};
  // An exception has already been reported as uncaught.
  static_cast<void>(async_->runInAsyncScope(
      handle(), addon_->callback(callback), 2, arguments));
}

}  // namespace sctp
