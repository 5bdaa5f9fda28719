// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <map>
#include <vector>

#include "json/value.h"
#include "json/writer.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "rpc/error.h"
#include "rpc/method.h"
#include "sign/keyring.h"
#include "sign/sign_transaction.h"

/// @file
/// What the methods that sign transactions share.

namespace quanta::tx_arguments {

/// Reads what a caller tells about outputs that the chain may not know: into `coins`, and scripts into
/// `keyring`.
rpc::RpcResult<void> read_previous_outputs(const json::Value& outputs,
                                           std::map<primitives::OutPoint, primitives::Coin>& coins,
                                           sign::Keyring& keyring);

/// Writes what became of signing `transaction`. kWrongType when an amount that a witness signs was not given.
rpc::RpcResult<void> write_signed(const primitives::MutableTransaction& transaction,
                                  const sign::InputCoins& coins, const std::vector<sign::InputError>& errors,
                                  json::Writer& out);

// For declarations.
rpc::Param previous_outputs_parameter();
std::vector<rpc::ResultCase> signing_results();

}  // namespace quanta::tx_arguments
