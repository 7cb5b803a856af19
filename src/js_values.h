#ifndef SRC_JS_VALUES_H_
#define SRC_JS_VALUES_H_

#include <nan.h>

#include <cstdint>
#include <string>

#include "address.h"
#include "batch.h"
#include "option.h"

// Reads arguments that lib/ has validated, and makes values of results.

namespace sctp {

using Arguments = Nan::FunctionCallbackInfo<v8::Value>;

bool BooleanArgument(const Arguments& info, int index);
int32_t IntegerArgument(const Arguments& info, int index);
uint16_t PortArgument(const Arguments& info, int index);
std::string StringArgument(const Arguments& info, int index);
v8::Local<v8::Function> FunctionProperty(v8::Local<v8::Value> object,
                                         const char* name);

// The bytes of an ArrayBufferView; valid while it lives and is not detached.
Bytes BytesOf(v8::Local<v8::Value> view);
Bytes BytesArgument(const Arguments& info, int index);

// Hosts at `index` and their port behind it. False where a host is no address
// of this machine's making, such as one with the zone of an interface that is
// gone.
bool AddressesArgument(const Arguments& info, int index, AddressList* result);

// A host, which may be '' for no address, and its port behind it.
bool AddressArgument(const Arguments& info, int index, Address* result);

OptionValues NumbersArgument(const Arguments& info, int index);

v8::Local<v8::String> ToJs(const std::string& value);
v8::Local<v8::Array> ToJs(const OptionValues& values);
// [port, host, …]
v8::Local<v8::Array> ToJs(const AddressList& addresses);

void SetProperty(v8::Local<v8::Object> object, const char* name,
                 v8::Local<v8::Value> value);
void Append(v8::Local<v8::Array> array, v8::Local<v8::Value> value);

}  // namespace sctp

#endif  // SRC_JS_VALUES_H_
