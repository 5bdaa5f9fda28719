// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "params/params.h"
#include "primitives/transaction.h"
#include "rpc/dispatcher.h"
#include "txjson/transaction_hex.h"

/// @file
/// What the methods about transactions that are not in a block share.

namespace quanta::tx_arguments {

/// Adds the outputs that `outputs` lists to `transaction`: an object of addresses (or "data") and amounts, or
/// an array of such objects with one member each. kBadParameter, kUnknownKey or kWrongType.
rpc::RpcResult<void> read_outputs(const json::Value& outputs, const params::ChainParams& params,
                                  primitives::MutableTransaction& transaction);
/// The input that an object with txid, vout and perhaps sequence names; `sequence` is the one it has without.
rpc::RpcResult<primitives::MutableTransaction::Input> read_input(const json::Value& value, uint32_t sequence);
/// A lock time: kBadParameter when it is none.
rpc::RpcResult<uint32_t> read_lock_time(const json::Value& value);
/// A version that is relayed: kBadParameter for others.
rpc::RpcResult<uint32_t> read_version(const json::Value& value);

/// The transaction made of parameters inputs, outputs, locktime, replaceable and version of `call`.
///
/// kBadParameter, kUnknownKey or kWrongType for values that make none.
rpc::RpcResult<primitives::MutableTransaction> build_transaction(const rpc::Call& call,
                                                                 const params::ChainParams& params);
/// Parameter outputs, for declarations, and inputs to version.
rpc::Param outputs_parameter();
std::vector<rpc::Param> build_parameters();

/// The forms that parameter `iswitness` leaves.
rpc::RpcResult<txjson::TransactionForm> transaction_form(const rpc::Call& call);
/// That parameter, for declarations.
rpc::Param form_parameter();

/// The hash type called `name` ("ALL|ANYONECANPAY"), kSigHashDefault for "DEFAULT". kBadParameter for others.
rpc::RpcResult<uint8_t> parse_sighash(std::string_view name);
/// Parameter sighashtype; nothing when it is left out.
rpc::RpcResult<std::optional<uint8_t>> sighash_argument(const rpc::Call& call);
/// That parameter, for declarations.
rpc::Param sighash_parameter();

/// What TransactionText shows of an output script, and of a transaction, for help texts.
std::vector<rpc::Shape> script_shapes();
std::vector<rpc::Shape> transaction_shapes();

}  // namespace quanta::tx_arguments
