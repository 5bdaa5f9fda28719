// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "json/value.h"
#include "primitives/transaction.h"
#include "rpc/dispatcher.h"
#include "spend/coin_control.h"
#include "wallet/wallets.h"

/// @file
/// Parameters of methods that spend.

namespace quanta::wallet_rpc {

/// The three that say what fee is paid; null where they were not given.
struct FeeArguments {
    const json::Value* target = nullptr;
    const json::Value* mode = nullptr;
    const json::Value* rate = nullptr;
};
FeeArguments fee_arguments(const rpc::Call& call);
/// Those of `call`, or of `options`, but not both.
rpc::RpcResult<FeeArguments> fee_arguments(const rpc::Call& call, const json::Value& options);

/// Reads them into `control`; a rate that is asked for makes the transaction open to replacement unless that
/// was said. kBadParameter, kWrongType.
rpc::RpcResult<void> read_fee(const FeeArguments& fee, spend::FeeFloor floor, spend::CoinControl& control);

/// Whom `outputs` pay, in their order.
rpc::RpcResult<std::vector<spend::Recipient>> read_recipients(const json::Value& outputs,
                                                              const params::ChainParams& params);
/// Those of `outputs` that `payers`, an array of places or addresses, names pay the fee. Null: none does.
rpc::RpcResult<void> read_fee_payers(const json::Value* payers, const params::ChainParams& params,
                                     std::vector<spend::Recipient>& recipients);

/// Inputs, with txid, vout, perhaps sequence and weight.
rpc::RpcResult<std::vector<spend::PresetInput>> read_preset_inputs(const json::Value* inputs);

/// Whether the fee comes of recipients' values, and whether coins are locked: what options say beside the
/// coins.
struct FundOptions {
    const json::Value* fee_payers = nullptr;
    bool lock_coins = false;
};

/// Options of fundrawtransaction and its like: checks their names and types, and reads them into `control`.
/// `outputs` is how many the transaction has.
rpc::RpcResult<FundOptions> read_fund_options(const json::Value& options, const wallet::Wallets& wallets,
                                              size_t outputs, spend::CoinControl& control);

/// -avoidreuse of the call, for wallets that have it. kWallet for others.
rpc::RpcResult<void> read_avoid_reuse(const rpc::Call& call, bool wallet_avoids, spend::CoinControl& control);

}  // namespace quanta::wallet_rpc
