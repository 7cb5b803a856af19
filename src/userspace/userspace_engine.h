#ifndef SRC_USERSPACE_USERSPACE_ENGINE_H_
#define SRC_USERSPACE_USERSPACE_ENGINE_H_

#include <memory>

#include "engine.h"
#include "uv_handle.h"

namespace sctp {
namespace userspace {

std::unique_ptr<Engine> MakeEngine(UvHandles* handles);

}  // namespace userspace
}  // namespace sctp

#endif  // SRC_USERSPACE_USERSPACE_ENGINE_H_
