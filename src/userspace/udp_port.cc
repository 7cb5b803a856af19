#include "userspace/udp_port.h"

namespace sctp {
namespace userspace {

namespace {

// A port that is free for one family need not be so for the other.
constexpr int kTries = 16;

}  // namespace

Status UdpPort::Open(uint16_t number) {
  Status status = OpenBoth(number);
  for (int i = 1; i < kTries && number == 0 && status.value == -EADDRINUSE; i++)
    status = OpenBoth(number);
  return status;
}

void UdpPort::Close() {
  v4_.Close();
  v6_.Close();
}

Status UdpPort::OpenBoth(uint16_t number) {
  Status v4 = v4_.Open(AF_INET, number);
  if (!v4.ok() && v4.value != -EAFNOSUPPORT) return v4;
  Status v6 = v6_.Open(AF_INET6, v4.ok() ? v4_.port() : number);
  if (v6.ok() || (v6.value != -EADDRINUSE && v4.ok())) return Status::Ok();
  v4_.Close();
  return v6;
}

}  // namespace userspace
}  // namespace sctp
