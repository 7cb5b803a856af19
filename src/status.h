#ifndef SRC_STATUS_H_
#define SRC_STATUS_H_

#include <cerrno>

namespace sctp {

// What a call into an engine came to: zero or a positive result, or a negative
// errno with the name of the system call that failed. Never an exception and
// never a text: lib/errors.ts is the only maker of errors.
struct Status {
  int value = 0;
  const char* syscall = "";

  bool ok() const { return value >= 0; }

  static Status Ok(int value = 0) { return {value, ""}; }
  static Status Failed(int error, const char* syscall) {
    return {-error, syscall};
  }
  static Status FromErrno(const char* syscall) {
    return Failed(errno, syscall);
  }
};

}  // namespace sctp

#endif  // SRC_STATUS_H_
