#ifndef SRC_KERNEL_KERNEL_ENGINE_H_
#define SRC_KERNEL_KERNEL_ENGINE_H_

#include <memory>

#include "engine.h"
#include "uv_handle.h"

namespace sctp {
namespace kernel {

std::unique_ptr<Engine> MakeEngine(UvHandles* handles);

}  // namespace kernel
}  // namespace sctp

#endif  // SRC_KERNEL_KERNEL_ENGINE_H_
