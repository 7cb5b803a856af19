#include "rfc6458/option_table.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <vector>

namespace sctp {

namespace {

// What a list may hold at first; a longer one is asked for again.
constexpr size_t kFirstListLength = 1024;
constexpr size_t kMaxListLength = 1024 * 1024;

class OptionBytes {
 public:
  OptionBytes(const OptionRow& row, bool host_byte_order, size_t list_length)
      : row_(row),
        host_byte_order_(host_byte_order),
        bytes_(row.size + list_length * row.list.element.size) {}

  void* data() { return bytes_.data(); }
  size_t size() const { return bytes_.size(); }
  void Truncate(size_t size) { bytes_.resize(std::min(size, bytes_.size())); }

  void WriteTarget(const OptionRequest& request);
  // 0, or why not: EINVAL, or ENOTSUP for what the engine has no word for.
  int WriteValues(const OptionRequest& request, const OptionValues& values);
  void ReadValues(OptionValues* values) const;

 private:
  int Write(const OptionField& field, double value);
  double Read(const OptionField& field) const;
  bool WriteInteger(const OptionField& field, int64_t value);
  int64_t ReadInteger(const OptionField& field) const;
  void WriteAddress(size_t offset, const Address& address);
  OptionValue ReadAddress(size_t offset) const;
  OptionField Element(size_t index) const;

  const OptionRow& row_;
  bool host_byte_order_;
  std::vector<uint8_t> bytes_;
};

}  // namespace

Status GetOption(const OptionRow& row, const OptionRequest& request,
                 bool host_byte_order, OptionCalls* calls,
                 OptionValues* values) {
  for (size_t length = row.has_list() ? kFirstListLength : 0;; length *= 4) {
    OptionBytes bytes(row, host_byte_order, length);
    int error = values->empty() ? 0 : bytes.WriteValues(request, *values);
    if (error != 0) return Status::Failed(error, "getsockopt");
    bytes.WriteTarget(request);
    auto size = static_cast<socklen_t>(bytes.size());
    if (calls->Get(row.level, row.name, bytes.data(), &size) == 0) {
      bytes.Truncate(std::max<size_t>(size, row.size));
      values->clear();
      bytes.ReadValues(values);
      return Status::Ok();
    }
    // A list that does not fit is EINVAL.
    if (errno != EINVAL || !row.has_list() || length >= kMaxListLength)
      return Status::FromErrno("getsockopt");
  }
}

Status SetOption(const OptionRow& row, const OptionRequest& request,
                 bool host_byte_order, OptionCalls* calls,
                 const OptionValues& values) {
  size_t numbers = 0;
  for (const OptionField& field : row.fields)
    if (field.size != 0 && field.type != FieldType::kAddress) numbers++;
  OptionBytes bytes(row, host_byte_order,
                    values.size() - std::min(numbers, values.size()));
  int error = bytes.WriteValues(request, values);
  if (error != 0) return Status::Failed(error, "setsockopt");
  bytes.WriteTarget(request);
  if (calls->Set(row.level, row.name, bytes.data(),
                 static_cast<socklen_t>(bytes.size())) != 0)
    return Status::FromErrno("setsockopt");
  return Status::Ok();
}

namespace {

void OptionBytes::WriteTarget(const OptionRequest& request) {
  if (row_.association != OptionRow::kNone) {
    memcpy(&bytes_[row_.association], &request.association_id,
           sizeof(request.association_id));
  }
  if (row_.address != OptionRow::kNone)
    WriteAddress(row_.address, request.address);
}

int OptionBytes::WriteValues(const OptionRequest& request,
                             const OptionValues& values) {
  auto value = values.begin();
  for (const OptionField& field : row_.fields) {
    if (field.size == 0) break;
    if (field.type == FieldType::kAddress) {
      WriteAddress(field.offset, request.address);
      continue;
    }
    int error = value == values.end() ? EINVAL : Write(field, value->number);
    if (error != 0) return error;
    ++value;
  }
  if (!row_.has_list()) return value == values.end() ? 0 : EINVAL;

  size_t length = values.end() - value;
  if (!WriteInteger(row_.list.count, static_cast<int64_t>(length)))
    return EINVAL;
  for (size_t i = 0; i < length; i++) {
    int error = Write(Element(i), value[i].number);
    if (error != 0) return error;
  }
  return 0;
}

void OptionBytes::ReadValues(OptionValues* values) const {
  for (const OptionField& field : row_.fields) {
    if (field.size == 0) break;
    if (field.type == FieldType::kAddress) {
      values->push_back(ReadAddress(field.offset));
    } else {
      values->push_back({OptionValue::Type::kNumber, Read(field), {}});
    }
  }
  if (!row_.has_list()) return;
  size_t room = (bytes_.size() - row_.size) / row_.list.element.size;
  size_t count = std::min<size_t>(room, ReadInteger(row_.list.count));
  for (size_t i = 0; i < count; i++)
    values->push_back({OptionValue::Type::kNumber, Read(Element(i)), {}});
}

int OptionBytes::Write(const OptionField& field, double value) {
  // Not even a number.
  if (!(value >= INT32_MIN && value <= UINT32_MAX)) return EINVAL;
  auto integer = static_cast<int64_t>(value);
  auto word = static_cast<int32_t>(integer);
  int32_t engines = 0;
  switch (field.type) {
    case FieldType::kUnsigned:
    case FieldType::kSigned:
      break;
    case FieldType::kPpid:
      if (integer < 0) return EINVAL;
      if (!host_byte_order_) integer = htonl(static_cast<uint32_t>(integer));
      break;
    case FieldType::kPort:
      if (integer < 0 || integer > UINT16_MAX) return EINVAL;
      integer = htons(static_cast<uint16_t>(integer));
      break;
    case FieldType::kEnumeration:
      if (!field.mapping.ToEngine(word, &engines)) return ENOTSUP;
      integer = engines;
      break;
    case FieldType::kFlags:
      if (!field.mapping.FlagsToEngine(word, &engines)) return ENOTSUP;
      integer = engines;
      break;
    case FieldType::kAbsent:
      return integer == 0 ? 0 : ENOTSUP;
    case FieldType::kAddress:
      return EINVAL;
  }
  return WriteInteger(field, integer) ? 0 : EINVAL;
}

double OptionBytes::Read(const OptionField& field) const {
  if (field.type == FieldType::kAbsent) return NAN;
  int64_t integer = ReadInteger(field);
  switch (field.type) {
    case FieldType::kPpid:
      return host_byte_order_ ? integer : ntohl(static_cast<uint32_t>(integer));
    case FieldType::kPort:
      return ntohs(static_cast<uint16_t>(integer));
    case FieldType::kEnumeration:
      return field.mapping.FromEngine(static_cast<int32_t>(integer));
    case FieldType::kFlags:
      return field.mapping.FlagsFromEngine(static_cast<int32_t>(integer));
    default:
      return static_cast<double>(integer);
  }
}

template <typename T>
bool Store(void* target, int64_t value) {
  T narrow = static_cast<T>(value);
  memcpy(target, &narrow, sizeof(narrow));
  return static_cast<int64_t>(narrow) == value;
}

template <typename T>
int64_t Load(const void* source) {
  T value;
  memcpy(&value, source, sizeof(value));
  return static_cast<int64_t>(value);
}

bool OptionBytes::WriteInteger(const OptionField& field, int64_t value) {
  void* target = &bytes_[field.offset];
  bool is_signed = field.type == FieldType::kSigned;
  switch (field.size) {
    case 1:
      return Store<uint8_t>(target, value);
    case 2:
      return Store<uint16_t>(target, value);
    case 4:
      return is_signed ? Store<int32_t>(target, value)
                       : Store<uint32_t>(target, value);
    case 8:
      return value >= 0 && Store<uint64_t>(target, value);
    default:
      return false;
  }
}

int64_t OptionBytes::ReadInteger(const OptionField& field) const {
  const void* source = &bytes_[field.offset];
  bool is_signed = field.type == FieldType::kSigned;
  switch (field.size) {
    case 1:
      return Load<uint8_t>(source);
    case 2:
      return Load<uint16_t>(source);
    case 4:
      return is_signed ? Load<int32_t>(source) : Load<uint32_t>(source);
    case 8:
      return Load<uint64_t>(source);
    default:
      return 0;
  }
}

void OptionBytes::WriteAddress(size_t offset, const Address& address) {
  memcpy(&bytes_[offset], address.data(), address.size());
}

OptionValue OptionBytes::ReadAddress(size_t offset) const {
  OptionValue value{OptionValue::Type::kAddress, 0, {}};
  Address::FromSockaddr(&bytes_[offset], bytes_.size() - offset,
                        &value.address);
  return value;
}

OptionField OptionBytes::Element(size_t index) const {
  OptionField field = row_.list.element;
  field.offset = row_.size + index * field.size;
  return field;
}

}  // namespace

}  // namespace sctp
