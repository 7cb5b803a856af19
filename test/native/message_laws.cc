#include <arpa/inet.h>

#include <cstring>

#include "kernel/linux_sctp.h"
#include "kernel/message_io.h"
#include "laws.h"

using sctp::ReceiveDescriptor;

namespace {

class Controls {
 public:
  template <typename T>
  void Add(int level, int type, const T& value) {
    size_t at = bytes_.size();
    bytes_.resize(at + CMSG_SPACE(sizeof(value)));
    auto* header = reinterpret_cast<cmsghdr*>(&bytes_[at]);
    header->cmsg_level = level;
    header->cmsg_type = type;
    header->cmsg_len = CMSG_LEN(sizeof(value));
    memcpy(CMSG_DATA(header), &value, sizeof(value));
  }
  const std::vector<uint8_t>& bytes() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

sctp_rcvinfo RandomInfo(Random* random) {
  sctp_rcvinfo info = {};
  random->Fill(reinterpret_cast<uint8_t*>(&info), sizeof(info));
  return info;
}

bool Describe(const ExactBytes& name, const ExactBytes& controls, int flags,
              bool host_byte_order, ReceiveDescriptor* record) {
  msghdr message = {};
  message.msg_name = name.data();
  message.msg_namelen = static_cast<socklen_t>(name.size());
  message.msg_control = controls.data();
  message.msg_controllen = controls.size();
  message.msg_flags = flags;
  *record = {};
  return sctp::kernel::DescribeReceived(message, host_byte_order, record);
}

}  // namespace

void CheckMessages() {
  sctp_rcvinfo info = {};
  info.rcv_sid = 5;
  info.rcv_ssn = 6;
  info.rcv_flags = SCTP_UNORDERED;
  info.rcv_ppid = htonl(46);
  info.rcv_tsn = 7;
  info.rcv_cumtsn = 8;
  info.rcv_context = 9;
  info.rcv_assoc_id = 10;
  Controls controls;
  controls.Add(IPPROTO_SCTP, SCTP_RCVINFO, info);
  ExactBytes bytes(controls.bytes());
  ExactBytes nobody({});

  ReceiveDescriptor record;
  LAW(Describe(nobody, bytes, MSG_EOR, false, &record));
  ReceiveDescriptor expected = {};
  expected.flags = sctp::kReceive_endOfRecord | sctp::kReceive_unordered;
  expected.stream = 5;
  expected.ssn = 6;
  expected.ppid = 46;
  expected.tsn = 7;
  expected.cumulativeTsn = 8;
  expected.context = 9;
  expected.associationId = 10;
  LAW(memcmp(&record, &expected, sizeof(record)) == 0);

  // Whose message it is must be known; a notification says so itself.
  LAW(!Describe(nobody, nobody, MSG_EOR, false, &record));
  LAW(!Describe(nobody, bytes, MSG_EOR | MSG_CTRUNC, false, &record));
  LAW(Describe(nobody, nobody, MSG_NOTIFICATION, false, &record));
  LAW(record.flags == sctp::kReceive_notification);
}

void TryMessage(Random* random) {
  Controls controls;
  bool has_info = false;
  for (size_t i = random->Below(4); i > 0; i--) {
    switch (random->Below(4)) {
      case 0:
        controls.Add(IPPROTO_SCTP, SCTP_RCVINFO, RandomInfo(random));
        has_info = true;
        break;
      case 1: {
        sctp_nxtinfo next = {};
        random->Fill(reinterpret_cast<uint8_t*>(&next), sizeof(next));
        controls.Add(IPPROTO_SCTP, SCTP_NXTINFO, next);
        break;
      }
      case 2:
        // Of another level, and of ours but too short.
        controls.Add(SOL_SOCKET, SCTP_RCVINFO, RandomInfo(random));
        break;
      default:
        controls.Add(IPPROTO_SCTP,
                     static_cast<int>(random->Between(SCTP_RCVINFO, 9)),
                     static_cast<uint16_t>(random->Next()));
    }
  }
  std::vector<uint8_t> name(random->Below(32));
  random->Fill(name.data(), name.size());
  if (name.size() >= 2 && random->OneIn(2)) {
    sa_family_t family = random->OneIn(2) ? AF_INET : AF_INET6;
    memcpy(name.data(), &family, sizeof(family));
  }

  int flags = random->OneIn(2) ? MSG_EOR : 0;
  if (random->OneIn(4)) flags |= MSG_NOTIFICATION;
  ReceiveDescriptor record;
  bool known = Describe(ExactBytes(name), ExactBytes(controls.bytes()), flags,
                        random->OneIn(2), &record);
  LAW(known == (has_info || (flags & MSG_NOTIFICATION)));
  LAW(!(record.flags & sctp::kReceive_endOfRecord) == !(flags & MSG_EOR));
  LAW(!(record.flags & sctp::kReceive_notification) ==
      !(flags & MSG_NOTIFICATION));
  LAW(record.family == 0 || record.family == 4 || record.family == 6);
  LAW(record.stream >= 0 && record.stream <= UINT16_MAX);
}
