// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "primitives/coin.h"
#include "spend/change_source.h"
#include "spend/coin_control.h"
#include "spend/fee_rate_choice.h"
#include "spend/node_state.h"
#include "sys/random.h"
#include "wallet/wallets.h"

namespace quanta::spend {

/// A transaction without signatures, and what it spends.
struct Draft {
    primitives::MutableTransaction transaction;
    std::vector<primitives::Coin> coins;  ///< of its inputs, in order
    primitives::Amount fee;
    std::optional<uint32_t> change_position;
    /// The change is at the wallet's next script of this type: take_change() before anybody sees it.
    std::optional<wallet::OutputType> change_type;
    ChosenRate rate;
    int64_t weight = 0;  ///< signed, at most; weight units
};

/// What drafts are made with. All of it outlives the call.
struct DraftTools {
    const wallet::WalletView& view;
    const wallet::WalletOptions& options;
    const NodeState& node;
};

/// A sentence of the deployed interface.
using DraftError = std::string;
using DraftResult = base::Result<Draft, DraftError>;

/// The transaction that pays `recipients`, in order, out of the wallet's coins and those of `control`; its
/// change comes at a place by lot. Pays the chosen rate, to the satoshi unless it has no change, of the size
/// it has with signatures of the usual size. 50,000 coins take some ten milliseconds.
DraftResult make_transaction(const DraftTools& tools, const std::vector<Recipient>& recipients,
                             const CoinControl& control);

/// Gives out the script that the draft's change is at.
wallet::WalletResult<void> take_change(wallet::WalletMemory& memory, wallet::Changes& changes,
                                       const Draft& draft);

/// The lock time that makes it no use to mine an earlier block anew for the fee: the height of the tip, now
/// and then a little less; 0 while that is old.
uint32_t lock_time_now(const wallet::WalletView& view, const NodeState& node, sys::Random& random);

/// Weight units of a transaction, by the sum of its inputs' (with the count of their witness items).
struct Measure {
    int64_t inputs_weight = 0;
    size_t input_count = 0;
    bool witness = false;
    int64_t outputs_size = 0;  ///< bytes
    size_t output_count = 0;

    int64_t weight() const;
};
/// Bytes of an output.
int64_t output_size(base::ByteSpan script);

}  // namespace quanta::spend
