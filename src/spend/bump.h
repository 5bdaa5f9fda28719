// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spend/draft.h"

namespace quanta::spend {

/// Why a transaction cannot be replaced.
struct BumpError {
    enum class Kind : uint8_t { Misc, Wallet, UnknownTransaction, Parameter };
    Kind kind = Kind::Wallet;
    std::string message;
};

/// What the replacement is to be.
struct BumpWish {
    primitives::Txid txid;  ///< of what it replaces
    FeeChoice fee;
    bool replaceable = true;
    std::vector<Recipient> outputs;        ///< instead of those it had; none: those
    std::optional<uint32_t> change_index;  ///< which of its outputs is change; without: as the wallet knows
    bool needs_own_inputs = true;          ///< all inputs must be the wallet's
};

/// What replaces it, as make_transaction() is asked for it.
struct BumpPlan {
    std::vector<Recipient> recipients;
    CoinControl control;
    primitives::Amount old_fee;
    /// What the fee must be at least, by the rules of replacement.
    int64_t old_vsize = 0;
};

/// Checks that the wallet may replace the transaction, and says by what.
base::Result<BumpPlan, BumpError> plan_bump(const wallet::WalletView& view, const BumpWish& wish);

/// The rate of the replacement: the one asked for, if that is enough, otherwise what is more of the estimate
/// and the least that replaces.
base::Result<primitives::FeeRate, BumpError> bump_rate(const BumpPlan& plan,
                                                       const wallet::SpendSettings& settings,
                                                       const NodeState& node);

}  // namespace quanta::spend
