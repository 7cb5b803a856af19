#ifndef SRC_OPTION_H_
#define SRC_OPTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "address.h"

// Socket options as rows of a table (option.def): a new one is a row there, a
// row of rfc6458/option.inl and a row of lib/options.ts, and nothing else.

namespace sctp {

enum OptionId : int32_t {
#define SCTP_OPTION(name, ...) kOption_##name,
#include "option.def"
#undef SCTP_OPTION
  kOptionCount
};

// Bits of peerAddressParameters' flags (RFC 6458 section 8.1.12).
enum PathFlags : int32_t {
  kPath_heartbeatEnable = 1,
  kPath_heartbeatDisable = 2,
  kPath_heartbeatDemand = 4,
  kPath_mtuDiscoveryEnable = 8,
  kPath_mtuDiscoveryDisable = 16,
  kPath_sackDelayEnable = 32,
  kPath_sackDelayDisable = 64,
  kPath_heartbeatTimeIsZero = 128,
  kPath_ipv6FlowLabel = 256,
  kPath_dscp = 512,
};

// Where an option applies. The association and the address are used only by
// options that have such a member.
struct OptionRequest {
  OptionId id;
  int32_t association_id;
  Address address;
};

// One value of an option. Every field of option.def crosses as one of these;
// a field of type address crosses as a host and a port.
struct OptionValue {
  enum class Type { kNumber, kAddress } type = Type::kNumber;
  double number = 0;
  Address address;
};

using OptionValues = std::vector<OptionValue>;

}  // namespace sctp

#endif  // SRC_OPTION_H_
