#include <cerrno>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <utility>

#include "kernel/linux_sctp.h"
#include "kernel/translate.h"
#include "laws.h"

using sctp::Address;
using sctp::OptionCalls;
using sctp::OptionId;
using sctp::OptionRequest;
using sctp::OptionValue;
using sctp::OptionValues;
using sctp::Status;

namespace {

using Fields = std::vector<std::string>;

const std::vector<Fields>& AllFields() {
  static const std::vector<Fields> fields = {
#define SCTP_OPTION(name, ...) Fields{__VA_ARGS__},
#include "option.def"
#undef SCTP_OPTION
  };
  return fields;
}

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool IsAddress(const std::string& field) { return EndsWith(field, ":address"); }
bool IsList(const std::string& field) { return EndsWith(field, "..."); }

// Keeps what it was set to, as a kernel would.
class Keeper final : public OptionCalls {
 public:
  int Get(int level, int name, void* value, socklen_t* size) override {
    auto kept = options_.find({level, name});
    if (kept == options_.end()) return Fail(ENOPROTOOPT);
    // As the kernel does where a list does not fit.
    if (*size < kept->second.size()) return Fail(EINVAL);
    *size = static_cast<socklen_t>(kept->second.size());
    memcpy(value, kept->second.data(), *size);
    return 0;
  }
  int Set(int level, int name, const void* value, socklen_t size) override {
    const auto* bytes = static_cast<const uint8_t*>(value);
    options_[{level, name}] = std::vector<uint8_t>(bytes, bytes + size);
    return 0;
  }

  size_t count() const { return options_.size(); }
  const std::vector<uint8_t>& only() const { return options_.begin()->second; }

 private:
  static int Fail(int error) {
    errno = error;
    return -1;
  }

  std::map<std::pair<int, int>, std::vector<uint8_t>> options_;
};

// Answers with whatever bytes, and as many as it likes.
class Liar final : public OptionCalls {
 public:
  explicit Liar(Random* random) : random_(random) {}
  int Get(int, int, void* value, socklen_t* size) override {
    if (random_->OneIn(8)) {
      errno = random_->OneIn(2) ? EINVAL : EOPNOTSUPP;
      return -1;
    }
    // Long lists take long to fill, and differ in nothing from shorter ones.
    size_t filled = std::min<size_t>(*size, 256);
    random_->Fill(static_cast<uint8_t*>(value), filled);
    if (random_->OneIn(2)) *size = static_cast<socklen_t>(random_->Awkward());
    return 0;
  }
  int Set(int, int, const void*, socklen_t) override { return 0; }

 private:
  Random* random_;
};

// The subscriptions of a kernel, which may be older than 5.5.
class Subscriptions final : public OptionCalls {
 public:
  explicit Subscriptions(bool is_old) : is_old_(is_old) {}
  int Get(int, int, void* value, socklen_t*) override {
    auto* event = static_cast<sctp_event*>(value);
    event->se_on = on_[event->se_type];
    return Known(event->se_type);
  }
  int Set(int, int, const void* value, socklen_t size) override {
    LAW(size == sizeof(sctp_event));
    const auto* event = static_cast<const sctp_event*>(value);
    if (Known(event->se_type) != 0) return -1;
    on_[event->se_type] = event->se_on;
    return 0;
  }
  bool on(uint16_t type) { return on_[type]; }

 private:
  int Known(uint16_t type) {
    errno = EINVAL;
    return type > SCTP_DATA_IO_EVENT &&
                   type <= (is_old_ ? SCTP_STREAM_CHANGE_EVENT
                                    : SCTP_SEND_FAILED_EVENT)
               ? 0
               : -1;
  }

  bool is_old_;
  std::map<uint16_t, bool> on_;
};

bool EndsInList(const Fields& fields) {
  return !fields.empty() && IsList(fields.back());
}

OptionRequest RandomRequest(Random* random, OptionId id) {
  OptionRequest request = {id, static_cast<int32_t>(random->Awkward()), {}};
  if (random->OneIn(2))
    Address::Parse("192.0.2.1", 2905, &request.address);
  else
    Address::Parse("2001:db8::1", 2905, &request.address);
  return request;
}

// Small numbers, which every field takes, or any.
OptionValues RandomValues(Random* random, const Fields& fields, bool small) {
  OptionValues values;
  for (const std::string& field : fields) {
    if (IsAddress(field)) continue;
    size_t count = IsList(field) ? random->Below(3000) : 1;
    for (; count > 0; count--) {
      double number = random->Below(4);
      if (!small && random->OneIn(4)) number = random->Awkward();
      if (!small && random->OneIn(16)) number = -number;
      values.push_back({OptionValue::Type::kNumber, number, {}});
    }
  }
  return values;
}

bool SameAddress(const Address& a, const Address& b) {
  return a.size() == b.size() && memcmp(a.data(), b.data(), a.size()) == 0;
}

// What was set is got back.
void TryRoundTrip(Random* random, OptionId id, const Fields& fields) {
  OptionRequest request = RandomRequest(random, id);
  bool small = random->OneIn(2);
  OptionValues values = RandomValues(random, fields, small);
  bool host_byte_order = random->OneIn(2);
  Keeper kernel;
  Status set =
      sctp::kernel::SetOption(request, host_byte_order, &kernel, values);
  if (!set.ok()) {
    // The engine has no such option, or no such flag or number of an
    // enumeration, or some value does not fit its member: nothing was asked of
    // the kernel.
    LAW(set.value == -ENOPROTOOPT || set.value == -ENOTSUP ||
        (!small && set.value == -EINVAL));
    LAW(kernel.count() == 0);
    return;
  }

  LAW(kernel.count() == 1);
  OptionValues got;
  Status status =
      sctp::kernel::GetOption(request, host_byte_order, &kernel, &got);
  LAW(status.ok());
  auto value = values.begin();
  auto result = got.begin();
  for (const std::string& field : fields) {
    if (IsAddress(field)) {
      LAW(result->type == OptionValue::Type::kAddress);
      LAW(SameAddress(result->address, request.address));
      ++result;
      continue;
    }
    for (size_t i = IsList(field) ? values.end() - value : 1; i > 0; i--) {
      LAW(result != got.end() && result->number == value->number);
      ++result;
      ++value;
    }
  }
  LAW(result == got.end());

  // Another association is another four bytes, at most.
  std::vector<uint8_t> before = kernel.only();
  request.association_id = ~request.association_id;
  sctp::kernel::SetOption(request, host_byte_order, &kernel, values);
  size_t changed = 0;
  for (size_t i = 0; i < before.size(); i++)
    changed += before[i] != kernel.only()[i];
  LAW(changed == 0 || changed == sizeof(request.association_id));

  // Too few values are refused, and too many.
  size_t numbers = 0;
  for (const std::string& field : fields)
    numbers += !IsAddress(field) && !IsList(field);
  values.resize(numbers + 1);
  if (!EndsInList(fields))
    LAW(!sctp::kernel::SetOption(request, false, &kernel, values).ok());
  if (numbers == 0) return;
  values.resize(numbers - 1);
  LAW(!sctp::kernel::SetOption(request, false, &kernel, values).ok());
}

void TryAnswer(Random* random, OptionId id, const Fields& fields) {
  Liar kernel(random);
  OptionValues got;
  Status status = sctp::kernel::GetOption(RandomRequest(random, id),
                                          random->OneIn(2), &kernel, &got);
  if (!status.ok()) return;
  if (EndsInList(fields))
    LAW(got.size() >= fields.size() - 1);
  else
    LAW(got.size() == fields.size());
  for (const OptionValue& value : got) {
    LAW(std::trunc(value.number) == value.number);
    LAW(value.number >= INT64_MIN && value.number <= INT64_MAX);
  }
}

void TryEvents(Random* random) {
  constexpr int64_t kAll = ((1 << (sctp::kNotification_streamChange + 1)) - 1) &
                           ~(1 << sctp::kNotification_message);
  bool is_old = random->OneIn(2);
  Subscriptions kernel(is_old);
  auto mask = static_cast<int64_t>(random->Below(1 << 16));
  OptionRequest request = {sctp::kOption_events, 0, {}};
  OptionValues values = {
      {OptionValue::Type::kNumber, static_cast<double>(mask), {}}};
  LAW(sctp::kernel::SetOption(request, false, &kernel, values).ok());
  OptionValues got;
  LAW(sctp::kernel::GetOption(request, false, &kernel, &got).ok());
  LAW(got.size() == 1 && got[0].number == static_cast<double>(mask & kAll));

  // With both of its forms, every failure would be reported twice.
  bool wanted = (mask >> sctp::kNotification_sendFailed) & 1;
  LAW(kernel.on(SCTP_SEND_FAILED_EVENT) == (wanted && !is_old));
  LAW(kernel.on(SCTP_SEND_FAILED) == (wanted && is_old));
}

}  // namespace

void TryOption(Random* random) {
  auto id = static_cast<OptionId>(random->Below(sctp::kOptionCount));
  const Fields& fields = AllFields()[id];
  if (id == sctp::kOption_events)
    TryEvents(random);
  else if (random->OneIn(2))
    TryRoundTrip(random, id, fields);
  else
    TryAnswer(random, id, fields);
}
