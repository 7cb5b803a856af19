#include "engine.h"
#include "uv_handle.h"

#ifdef SCTP_KERNEL_ENGINE
#include "kernel/kernel_engine.h"
#endif
#ifdef SCTP_USERSPACE_ENGINE
#include "userspace/userspace_engine.h"
#endif

namespace sctp {

std::vector<std::unique_ptr<Engine>> MakeEngines(UvHandles* handles) {
  std::vector<std::unique_ptr<Engine>> engines;
#ifdef SCTP_KERNEL_ENGINE
  engines.push_back(kernel::MakeEngine(handles));
#endif
#ifdef SCTP_USERSPACE_ENGINE
  engines.push_back(userspace::MakeEngine(handles));
#endif
  static_cast<void>(handles);
  return engines;
}

}  // namespace sctp
