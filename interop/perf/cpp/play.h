#ifndef INTEROP_PERF_CPP_PLAY_H_
#define INTEROP_PERF_CPP_PLAY_H_

#include <cstdio>
#include <memory>
#include <utility>

#include "client.h"
#include "server.h"

// The server or the client of a mode, over any stack. Returns the exit status.
inline int Play(const Settings& settings, OpenSocket open) {
  if (!settings.is_client()) {
    std::unique_ptr<Socket> socket = open();
    Server(settings, socket.get()).Run();
  } else if (!Client(settings, std::move(open)).Run()) {
    std::fprintf(stderr, "no mode %s\n", settings.mode.c_str());
    return 2;
  }
  std::fflush(stdout);
  return 0;
}

#endif  // INTEROP_PERF_CPP_PLAY_H_
