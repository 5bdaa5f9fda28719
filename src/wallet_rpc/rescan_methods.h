// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "wallet_rpc/context.h"

namespace quanta::wallet_rpc {

/// rescanblockchain, abortrescan, abandontransaction.
void add_rescan_methods(Registrar& registrar);

}  // namespace quanta::wallet_rpc
