#ifndef TEST_NATIVE_RECORDED_H_
#define TEST_NATIVE_RECORDED_H_

#include <cstdint>
#include <string>
#include <vector>

#include "notification.h"

// A notification of Linux and what it says.
struct Recorded {
  const char* name;
  std::vector<uint8_t> bytes;
  sctp::ReceiveDescriptor expected;  // without kind, flags, offset, length
  sctp::NotificationKind kind;
  std::string data;
};

const std::vector<Recorded>& RecordedNotifications();

#endif  // TEST_NATIVE_RECORDED_H_
