#ifndef SRC_USERSPACE_OUTPUT_RING_H_
#define SRC_USERSPACE_OUTPUT_RING_H_

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "userspace/stack/stack.h"

namespace sctp {
namespace userspace {

class UdpPort;

// Gathers packets while the stack works, and sends them when it has finished:
// several in one system call, and those of one size that follow each other on
// one path as one (UDP GSO).
class OutputRing {
 public:
  OutputRing();

  // Zero, or a positive errno.
  int Add(const sctp_stack_packet& packet);
  void Flush();

 private:
  // One flush at most. A transmission of 64 KiB is 46 packets.
  static constexpr size_t kMaxPackets = 128;
  static constexpr size_t kBufferSize = 256 * 1024;
  // What IP and UDP leave of 65535, and what Linux puts into one transmission.
  static constexpr size_t kMaxPacketSize = 65000;
  static constexpr size_t kMaxSegments = 60;

  struct Packet {
    UdpPort* port;
    sockaddr_storage destination;
    sockaddr_storage source;
    size_t offset;
    size_t size;
    uint8_t traffic_class;
  };

  // Packets [first, end) that leave as one.
  struct Train {
    size_t first;
    size_t end;
  };

  struct alignas(cmsghdr) Control {
    uint8_t bytes[128];
  };

  bool IsSamePath(const Packet& one, const Packet& other) const;
  void GatherTrains();
  void Prepare(const Train& train, size_t at);
  void Send(int fd, size_t first, size_t end);
  void SendOneByOne(int fd, const Train& train);

  std::vector<uint8_t> buffer_;
  size_t used_ = 0;
  std::vector<Packet> packets_;
  std::vector<Train> trains_;
  std::vector<mmsghdr> headers_;
  std::vector<iovec> vectors_;
  std::vector<Control> controls_;
};

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_OUTPUT_RING_H_
