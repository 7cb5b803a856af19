#ifndef SRC_RFC6458_OPTION_TABLE_H_
#define SRC_RFC6458_OPTION_TABLE_H_

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>

#include "mapping.h"
#include "option.h"
#include "status.h"

// How an engine's socket options lie in memory, and how their values get in
// and out. The rows themselves are in option.inl, compiled once per engine.

namespace sctp {

enum class FieldType : uint8_t {
  kUnsigned,
  kSigned,
  kPpid,
  kPort,  // in the network's byte order
  kEnumeration,
  kFlags,
  kAddress,
  kAbsent,  // the engine has no such member: no number when read, 0 when set
};

struct OptionField {
  FieldType type = FieldType::kUnsigned;
  size_t offset = 0;
  size_t size = 0;
  Mapping mapping;
};

// The elements that follow a struct, and the member that counts them.
struct OptionList {
  OptionField count;
  OptionField element;
};

struct OptionRow {
  static constexpr size_t kMaxFields = 16;
  static constexpr int kNone = -1;

  OptionId id;
  int level;
  int name;
  size_t size;      // of the struct
  int association;  // offset of its association id
  int address;      // offset of the peer's address that it is about
  OptionField fields[kMaxFields];
  OptionList list;

  bool has_list() const { return list.element.size != 0; }
};

// An engine's getsockopt and setsockopt: 0, or -1 and errno.
class OptionCalls {
 public:
  virtual int Get(int level, int name, void* value, socklen_t* size) = 0;
  virtual int Set(int level, int name, const void* value, socklen_t size) = 0;

 protected:
  ~OptionCalls() = default;
};

// Values are the fields in their order, then the list's elements. An address
// that is a field is set from the request's address, and is no value.
Status GetOption(const OptionRow& row, const OptionRequest& request,
                 bool host_byte_order, OptionCalls* calls,
                 OptionValues* values);
Status SetOption(const OptionRow& row, const OptionRequest& request,
                 bool host_byte_order, OptionCalls* calls,
                 const OptionValues& values);

}  // namespace sctp

#endif  // SRC_RFC6458_OPTION_TABLE_H_
