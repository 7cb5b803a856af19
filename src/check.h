#ifndef SRC_CHECK_H_
#define SRC_CHECK_H_

#include <cstdio>
#include <cstdlib>

// Ends the process where lib/ has broken the contract of typings/addon.d.ts.
// What a user or a peer can cause must never get here.
#define CHECK(condition)                                               \
  do {                                                                 \
    if (!(condition)) {                                                \
      fprintf(stderr, "%s:%d: net-sctp: CHECK failed: %s\n", __FILE__, \
              __LINE__, #condition);                                   \
      abort();                                                         \
    }                                                                  \
  } while (0)

#endif  // SRC_CHECK_H_
