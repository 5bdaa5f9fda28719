// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>

#include "interfaces/rpc.h"
#include "rpc/dispatcher.h"

namespace quanta::rpc {

/// JSON-RPC without HTTP, for processes of our own user: whitelists do not count. `dispatcher` outlives the
/// service. Calls throw std::runtime_error for a path that is neither / nor /wallet/<name>.
std::unique_ptr<interfaces::Rpc> make_rpc_service(Dispatcher& dispatcher);

}  // namespace quanta::rpc
