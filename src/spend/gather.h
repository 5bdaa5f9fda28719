// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "coin_selection/candidate.h"
#include "spend/coin_control.h"
#include "spend/input_weights.h"
#include "spend/node_state.h"
#include "wallet/wallet.h"

namespace quanta::spend {

/// The coins for one transaction. What stands at the same place of two lists is of the same coin.
struct Gathered {
    std::vector<coin_selection::Candidate> available;
    std::vector<bool> available_witness;
    std::vector<coin_selection::Candidate> preset;  ///< in the order they were asked for
    std::vector<bool> preset_witness;
};

/// The outputs that a transaction with `control` may spend of transactions that wait: what the node's mempool
/// is to be asked about.
std::vector<primitives::OutPoint> unconfirmed_coins(const wallet::WalletView& view,
                                                    const CoinControl& control);

/// All of them. Coins that are locked, taken by what waits, too young, or of transactions that the node does
/// not have, are not available. Error: a sentence about a preset input.
base::Result<Gathered, std::string> gather(const wallet::WalletView& view, const CoinControl& control,
                                           const NodeState& node);

/// The output that `outpoint` names, of the wallet's transactions or control.external; nothing when it is not
/// known.
std::optional<primitives::Coin> find_coin(const wallet::WalletView& view, const CoinControl& control,
                                          const primitives::OutPoint& outpoint);

}  // namespace quanta::spend
