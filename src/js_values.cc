#include "js_values.h"

#include "check.h"

namespace sctp {

namespace {

v8::Local<v8::Array> ArrayArgument(const Arguments& info, int index) {
  CHECK(info[index]->IsArray());
  return info[index].As<v8::Array>();
}

std::string StringOf(v8::Local<v8::Value> value) {
  CHECK(value->IsString());
  Nan::Utf8String text(value);
  return std::string(*text, text.length());
}

}  // namespace

bool BooleanArgument(const Arguments& info, int index) {
  CHECK(info[index]->IsBoolean());
  return info[index]->IsTrue();
}

int32_t IntegerArgument(const Arguments& info, int index) {
  CHECK(info[index]->IsInt32());
  return info[index].As<v8::Int32>()->Value();
}

uint16_t PortArgument(const Arguments& info, int index) {
  int32_t port = IntegerArgument(info, index);
  CHECK(port >= 0 && port <= UINT16_MAX);
  return static_cast<uint16_t>(port);
}

std::string StringArgument(const Arguments& info, int index) {
  return StringOf(info[index]);
}

v8::Local<v8::Function> FunctionProperty(v8::Local<v8::Value> object,
                                         const char* name) {
  CHECK(object->IsObject());
  v8::Local<v8::Value> value;
  CHECK(Nan::Get(object.As<v8::Object>(), ToJs(name)).ToLocal(&value));
  CHECK(value->IsFunction());
  return value.As<v8::Function>();
}

Bytes BytesOf(v8::Local<v8::Value> view) {
  CHECK(view->IsArrayBufferView());
  return {reinterpret_cast<const uint8_t*>(node::Buffer::Data(view)),
          node::Buffer::Length(view)};
}

Bytes BytesArgument(const Arguments& info, int index) {
  return BytesOf(info[index]);
}

bool AddressesArgument(const Arguments& info, int index, AddressList* result) {
  v8::Local<v8::Array> hosts = ArrayArgument(info, index);
  uint16_t port = PortArgument(info, index + 1);
  for (uint32_t i = 0; i < hosts->Length(); i++) {
    v8::Local<v8::Value> host;
    CHECK(Nan::Get(hosts, i).ToLocal(&host));
    Address address;
    if (!Address::Parse(StringOf(host), port, &address)) return false;
    result->push_back(address);
  }
  return !result->empty();
}

bool AddressArgument(const Arguments& info, int index, Address* result) {
  std::string host = StringArgument(info, index);
  uint16_t port = PortArgument(info, index + 1);
  return host.empty() || Address::Parse(host, port, result);
}

OptionValues NumbersArgument(const Arguments& info, int index) {
  v8::Local<v8::Array> numbers = ArrayArgument(info, index);
  OptionValues values;
  values.reserve(numbers->Length());
  for (uint32_t i = 0; i < numbers->Length(); i++) {
    v8::Local<v8::Value> number;
    CHECK(Nan::Get(numbers, i).ToLocal(&number));
    CHECK(number->IsNumber());
    values.push_back(
        {OptionValue::Type::kNumber, number.As<v8::Number>()->Value(), {}});
  }
  return values;
}

v8::Local<v8::String> ToJs(const std::string& value) {
  return Nan::New(value).ToLocalChecked();
}

v8::Local<v8::Array> ToJs(const OptionValues& values) {
  v8::Local<v8::Array> array = Nan::New<v8::Array>();
  for (const OptionValue& value : values) {
    if (value.type == OptionValue::Type::kAddress) {
      Append(array, ToJs(value.address.host()));
      Append(array, Nan::New(value.address.port()));
    } else {
      Append(array, Nan::New(value.number));
    }
  }
  return array;
}

v8::Local<v8::Array> ToJs(const AddressList& addresses) {
  v8::Local<v8::Array> array = Nan::New<v8::Array>();
  int port = addresses.empty() ? 0 : addresses[0].port();
  Append(array, Nan::New(port));
  for (const Address& address : addresses) Append(array, ToJs(address.host()));
  return array;
}

void SetProperty(v8::Local<v8::Object> object, const char* name,
                 v8::Local<v8::Value> value) {
  Nan::Set(object, ToJs(name), value).Check();
}

void Append(v8::Local<v8::Array> array, v8::Local<v8::Value> value) {
  Nan::Set(array, array->Length(), value).Check();
}

}  // namespace sctp
