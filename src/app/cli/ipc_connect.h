// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "cli/ipc_route.h"

namespace quanta::cli {

/// Connects to the node that listens at `target`, an IpcConnect. Starts threads only when somebody listens.
base::Result<std::unique_ptr<interfaces::Rpc>, IpcFailure> connect_ipc(const IpcTarget& target);

}  // namespace quanta::cli
