#include "addon.h"

#include <cerrno>

#include "address.h"
#include "check.h"
#include "endpoint_wrap.h"
#include "notification.h"
#include "option.h"

namespace sctp {

namespace {

v8::Local<v8::Object> MakeLayout();

void SetFunction(v8::Local<v8::Object> object, const char* name,
                 Nan::FunctionCallback callback, v8::Local<v8::Value> data) {
  SetProperty(object, name,
              Nan::GetFunction(Nan::New<v8::FunctionTemplate>(callback, data))
                  .ToLocalChecked());
}

}  // namespace

// static
void Addon::Initialize(v8::Local<v8::Object> exports) {
  Nan::HandleScope scope;
  auto* addon = new Addon(v8::Isolate::GetCurrent());
  v8::Local<v8::External> data = Nan::New<v8::External>(addon);
  SetFunction(exports, "initialize", Initialize, data);
  SetFunction(exports, "lendReceiveBuffers", LendReceiveBuffers, data);
  SetFunction(exports, "lendTransmitBuffers", LendTransmitBuffers, data);
  SetFunction(exports, "engines", Engines, data);
  SetFunction(exports, "ingressCounters", IngressCounters, data);
  SetFunction(exports, "encodeAddress", EncodeAddress, data);
  SetProperty(exports, "layout", MakeLayout());
  SetProperty(exports, "Endpoint", EndpointWrap::MakeClass(data));
}

Addon::Addon(v8::Isolate* isolate)
    : isolate_(isolate),
      handles_(Nan::GetCurrentEventLoop()),
      engines_(MakeEngines(&handles_)),
      cleanup_hook_(node::AddEnvironmentCleanupHook(isolate, OnCleanup, this)) {
}

// static
void Addon::OnCleanup(void* data, void (*done)(void*), void* done_data) {
  auto* addon = static_cast<Addon*>(data);
  addon->closing_ = true;
  for (EndpointWrap* endpoint : addon->endpoints_) endpoint->Close();
  addon->handles_.WhenClosed([=] {
    // An isolate that ends does not finalize its objects.
    auto endpoints = std::move(addon->endpoints_);
    for (EndpointWrap* endpoint : endpoints) delete endpoint;
    delete addon;
    done(done_data);
  });
}

Engine* Addon::FindEngine(const std::string& name) const {
  for (const auto& engine : engines_)
    if (engine->name() == name) return engine.get();
  return nullptr;
}

bool Addon::can_call_js() const {
  return !closing_ && !isolate_->IsExecutionTerminating();
}

v8::Local<v8::Function> Addon::callback(Callback which) const {
  return Nan::New(callbacks_[which]);
}

void LentBuffers::Lend(v8::Local<v8::Value> slab,
                       v8::Local<v8::Value> descriptors) {
  Bytes bytes = BytesOf(slab);
  CHECK(bytes.size > 0);
  CHECK(descriptors->IsInt32Array());
  Bytes words = BytesOf(descriptors);
  slab_view_.Reset(slab);
  words_view_.Reset(descriptors);
  slab_ = const_cast<uint8_t*>(bytes.data);
  slab_size_ = bytes.size;
  words_ = const_cast<uint8_t*>(words.data);
  words_size_ = words.size;
}

// static
Addon* Addon::From(const Arguments& info) {
  return static_cast<Addon*>(
      Nan::GetExternalValue(info.Data().As<v8::External>()));
}

// static
void Addon::Initialize(const Arguments& info) {
  Addon* addon = From(info);
  addon->callbacks_[kOnBatch].Reset(FunctionProperty(info[0], "onBatch"));
  addon->callbacks_[kOnWritable].Reset(FunctionProperty(info[0], "onWritable"));
  addon->callbacks_[kOnFailure].Reset(FunctionProperty(info[0], "onFailure"));
}

// static
void Addon::LendReceiveBuffers(const Arguments& info) {
  From(info)->receive_buffers.Lend(info[0], info[1]);
}

// static
void Addon::LendTransmitBuffers(const Arguments& info) {
  From(info)->transmit_buffers.Lend(info[0], info[1]);
}

// static
void Addon::Engines(const Arguments& info) {
  v8::Local<v8::Array> reports = Nan::New<v8::Array>();
  for (const auto& engine : From(info)->engines_) {
    Status status = engine->Probe();
    v8::Local<v8::Object> report = Nan::New<v8::Object>();
    SetProperty(report, "name", ToJs(engine->name()));
    SetProperty(report, "status", Nan::New(status.value));
    SetProperty(report, "syscall", ToJs(status.syscall));
    Append(reports, report);
  }
  info.GetReturnValue().Set(reports);
}

// static
void Addon::IngressCounters(const Arguments& info) {
  v8::Local<v8::Object> counters = Nan::New<v8::Object>();
  for (const auto& engine : From(info)->engines_)
    for (const IngressCounter& counter : engine->IngressCounters())
      SetProperty(counters, counter.name,
                  Nan::New(static_cast<double>(counter.packets)));
  info.GetReturnValue().Set(counters);
}

// static
void Addon::EncodeAddress(const Arguments& info) {
  Address address;
  if (!Address::Parse(StringArgument(info, 0), PortArgument(info, 1),
                      &address)) {
    info.GetReturnValue().Set(-EINVAL);
    return;
  }
  CHECK(info[2]->IsInt32Array());
  Bytes target = BytesArgument(info, 2);
  size_t at = IntegerArgument(info, 3);
  CHECK((at + Address::kWords) * sizeof(int32_t) <= target.size);
  auto* words = reinterpret_cast<int32_t*>(const_cast<uint8_t*>(target.data));
  address.ToWords(words + at);
  info.GetReturnValue().Set(0);
}

namespace {

v8::Local<v8::Array> Names(const std::vector<const char*>& names) {
  v8::Local<v8::Array> array = Nan::New<v8::Array>();
  for (const char* name : names) Append(array, ToJs(name));
  return array;
}

v8::Local<v8::Object> ReceiveFlagNumbers() {
  v8::Local<v8::Object> flags = Nan::New<v8::Object>();
#define V(name, bit) SetProperty(flags, #name, Nan::New(bit));
  SCTP_RECEIVE_FLAGS(V)
#undef V
  return flags;
}

v8::Local<v8::Object> TransmitFlagNumbers() {
  v8::Local<v8::Object> flags = Nan::New<v8::Object>();
#define V(name, bit) SetProperty(flags, #name, Nan::New(bit));
  SCTP_TRANSMIT_FLAGS(V)
#undef V
  return flags;
}

v8::Local<v8::Array> Options() {
  v8::Local<v8::Array> options = Nan::New<v8::Array>();
  auto add = [&](const char* name, const std::vector<const char*>& fields) {
    v8::Local<v8::Object> option = Nan::New<v8::Object>();
    SetProperty(option, "name", ToJs(name));
    SetProperty(option, "fields", Names(fields));
    Append(options, option);
  };
#define SCTP_OPTION(name, ...) add(#name, {__VA_ARGS__});
#include "option.def"
#undef SCTP_OPTION
  return options;
}

v8::Local<v8::Object> Enumerations() {
  v8::Local<v8::Object> enumerations = Nan::New<v8::Object>();
#define V(name, ...) SetProperty(enumerations, #name, Names({__VA_ARGS__}));
  SCTP_ENUMERATIONS(V)
#undef V
  return enumerations;
}

#define V(name, ...) #name,
v8::Local<v8::Object> MakeLayout() {
  v8::Local<v8::Object> layout = Nan::New<v8::Object>();
  SetProperty(layout, "receiveFields", Names({SCTP_RECEIVE_FIELDS(V)}));
  SetProperty(layout, "transmitFields", Names({SCTP_TRANSMIT_FIELDS(V)}));
  SetProperty(layout, "receiveFlags", ReceiveFlagNumbers());
  SetProperty(layout, "transmitFlags", TransmitFlagNumbers());
  SetProperty(layout, "notificationKinds", Names({SCTP_NOTIFICATION_KINDS(V)}));
  SetProperty(layout, "maxBatchMessages",
              Nan::New(static_cast<uint32_t>(kMaxBatchMessages)));
  SetProperty(layout, "options", Options());
  SetProperty(layout, "enumerations", Enumerations());
  return layout;
}
#undef V

}  // namespace

NAN_MODULE_INIT(Init) { Addon::Initialize(target); }

NAN_MODULE_WORKER_ENABLED(sctp, Init)

}  // namespace sctp
