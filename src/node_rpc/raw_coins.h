// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <map>

#include "node_rpc/context.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "rpc/error.h"
#include "sign/sign_transaction.h"

namespace quanta::node_rpc {

/// The coins `transaction` spends that are unspent at the tip. kInternal when they cannot be read.
rpc::RpcResult<std::map<primitives::OutPoint, primitives::Coin>> spent_coins(
    const Context& context, const primitives::MutableTransaction& transaction);

/// Those of `known`, in order of the inputs.
sign::InputCoins input_coins(const primitives::MutableTransaction& transaction,
                             const std::map<primitives::OutPoint, primitives::Coin>& known);

}  // namespace quanta::node_rpc
