#include <cstring>
#include <string>

#include "../laws.h"
#include "stack_laws.h"
#include "userspace/stack/crc32c.h"

namespace {

uint32_t Of(sctp_crc32c_function function, const std::string& text) {
  auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  return ~function(~0u, bytes, text.size());
}

std::string Run(int first, int step, size_t size) {
  std::string run;
  for (size_t i = 0; i < size; i++)
    run += static_cast<char>(first + step * static_cast<int>(i));
  return run;
}

// RFC 3720 appendix B.4, and the check value that all catalogues give.
void CheckVectors(sctp_crc32c_function function) {
  LAW(Of(function, "123456789") == 0xe3069283);
  LAW(Of(function, Run(0, 0, 32)) == 0x8a9136aa);
  LAW(Of(function, Run(0xff, 0, 32)) == 0x62a8ab43);
  LAW(Of(function, Run(0, 1, 32)) == 0x46dd794e);
  LAW(Of(function, Run(31, -1, 32)) == 0x113fdb5c);
}

}  // namespace

void CheckCrc32c() {
  CheckVectors(sctp_crc32c_portable);
  CheckVectors(sctp_crc32c);
  sctp_crc32c_function hardware = sctp_crc32c_hardware();
  if (hardware) CheckVectors(hardware);

  // Every alignment and every length of a tail, with and without long runs
  // before it, in one piece and in two.
  Random random(1);
  std::vector<uint8_t> bytes(1000);
  random.Fill(bytes.data(), bytes.size());
  for (size_t start = 0; start < 16; start++) {
    for (size_t size = 0; size < 900; size++) {
      const uint8_t* data = bytes.data() + start;
      uint32_t whole = sctp_crc32c_portable(~0u, data, size);
      size_t half = size / 2;
      LAW(sctp_crc32c_portable(sctp_crc32c_portable(~0u, data, half),
                               data + half, size - half) == whole);
      LAW(!hardware || hardware(~0u, data, size) == whole);
      LAW(sctp_crc32c(~0u, data, size) == whole);
    }
  }
}
