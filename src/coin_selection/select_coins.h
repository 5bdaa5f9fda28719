// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "coin_selection/candidate.h"
#include "coin_selection/params.h"
#include "coin_selection/selection.h"

/// @file
/// Which coins a payment spends. Pure functions: any thread.

namespace quanta::coin_selection {

/// Whether coins other than the preset ones may be spent.
enum class OtherInputs : uint8_t { Allow, Forbid };

/// What the wallet's options and the caller say about coins.
struct SelectionRules {
    OtherInputs other_inputs = OtherInputs::Allow;
    bool spend_unconfirmed_change = true;  ///< -spendzeroconfchange
    bool reject_long_chains = true;        ///< -walletrejectlongchains
    bool include_unsafe = false;           ///< what others can still undo
    /// Unconfirmed transactions that one may rest on, and a cluster may have, itself included.
    uint32_t max_ancestors = 25;
    uint32_t max_cluster_size = 64;
};

/// Why there is no selection.
struct SelectionError {
    enum class Kind : uint8_t {
        InsufficientFunds,
        PresetTooLittle,  ///< others were forbidden
        TooHeavy,         ///< enough coins, but not within the weight
        LongChain,        ///< enough coins, but only behind too many unconfirmed transactions
    };
    Kind kind;
    std::string message;  ///< the deployed interface's sentence
};

using SelectionResult = base::Result<Selection, SelectionError>;

/// The coins of `available` that pay params.target together with `preset`, which are spent in any case. Of
/// unsafe ones none are taken unless the rules include them.
///
/// Stages go from well-confirmed coins to unconfirmed change behind many others; at each, coins of one form
/// alone are preferred to a mixture, and the selection that wastes least is taken. 50,000 candidates take
/// some milliseconds (selection_bench.cpp).
SelectionResult select_coins(std::span<const Candidate> available, std::span<const Candidate> preset,
                             const SelectionParams& params, const SelectionRules& rules);

/// As select_coins with single coins; but where spending all coins of a script together costs at most
/// `max_extra_fee` (-maxapsfee) more, below 0 meaning never, that. Twice the time.
SelectionResult select_avoiding_partial_spends(std::span<const Candidate> available,
                                               std::span<const Candidate> preset,
                                               const SelectionParams& params, const SelectionRules& rules,
                                               primitives::Amount max_extra_fee);

/// The stages, in order.
std::vector<Eligibility> selection_stages(const SelectionRules& rules);

}  // namespace quanta::coin_selection
