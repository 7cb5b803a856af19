#ifndef SRC_USERSPACE_TRANSLATE_H_
#define SRC_USERSPACE_TRANSLATE_H_

#include <cstddef>
#include <cstdint>

#include "notification.h"
#include "option.h"
#include "rfc6458/option_table.h"
#include "status.h"

// RFC 6458's structs as usrsctp lays them out, in neutral numbers.

namespace sctp {
namespace userspace {

void DecodeNotification(const uint8_t* bytes, size_t size, bool host_byte_order,
                        ReceiveDescriptor* record);

Status GetOption(const OptionRequest& request, bool host_byte_order,
                 OptionCalls* calls, OptionValues* values);
Status SetOption(const OptionRequest& request, bool host_byte_order,
                 OptionCalls* calls, const OptionValues& values);

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_TRANSLATE_H_
