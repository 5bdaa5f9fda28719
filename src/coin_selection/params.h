// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "primitives/amount.h"
#include "primitives/fee_rate.h"

namespace quanta::coin_selection {

/// Who pays the fee: on top of the payments, or out of them (-subtractfeefrom…).
enum class FeePayer : uint8_t { Sender, Recipients };
/// Whether coins of one script are spent together (-avoidpartialspends).
enum class Grouping : uint8_t { Single, ByScript };

/// Rates of one selection.
struct Rates {
    primitives::FeeRate effective;  ///< what the transaction pays
    primitives::FeeRate long_term;  ///< what spending is expected to cost some day (-consolidatefeerate)
    primitives::FeeRate discard;    ///< below which change is not worth its later spending
};

/// What a selection is to reach. make_params fills it.
struct SelectionParams {
    Rates rates;
    /// Outputs and, where the sender pays, the fee for all of the transaction but inputs and change.
    primitives::Amount target;
    FeePayer payer = FeePayer::Sender;
    Grouping grouping = Grouping::Single;
    primitives::Amount change_fee;         ///< for the change output
    primitives::Amount cost_of_change;     ///< that, and to spend it later
    primitives::Amount min_viable_change;  ///< less is left to the miner
    primitives::Amount min_change_target;  ///< what algorithms that make change aim at, its fee included
    int64_t max_input_weight = 0;          ///< weight units of all inputs together, without change
    int64_t change_weight = 0;             ///< of the change output, weight units
    uint64_t seed = 0;                     ///< of all that is drawn by lot: equal seeds, equal selections
};

/// The sizes a selection depends on.
struct TransactionShape {
    int64_t max_weight = 0;             ///< of the transaction, weight units
    int64_t weight_without_inputs = 0;  ///< nor change
    int64_t change_output_size = 0;     ///< bytes
    int64_t change_spend_size = 0;      ///< virtual bytes of the input that spends the change
    primitives::Amount change_dust;     ///< the least value of the change output that is no dust
};

/// A payment: what a selection is for.
struct Payment {
    primitives::Amount outputs;  ///< the sum of all
    FeePayer payer = FeePayer::Sender;
    Grouping grouping = Grouping::Single;
    uint64_t seed = 0;
};

/// The parameters, or the sentence that says why no transaction of this shape can be.
base::Result<SelectionParams, std::string> make_params(const Payment& payment, const TransactionShape& shape,
                                                       const Rates& rates);

/// What `weight` weight units cost at `rate`, rounded up.
primitives::Amount fee_for_weight(primitives::FeeRate rate, int64_t weight);

/// The value change is aimed at, before its fee: drawn between 50,000 satoshi and twice the payment, at most
/// 1,000,000. Rationale: change of one and the same size would show which output it is.
primitives::Amount change_target(primitives::Amount payment, uint64_t random);

/// The rate below which change is discarded: `option` (-discardfee), or the estimate for the longest target
/// if that is less, but no less than that of dust.
primitives::FeeRate discard_rate(primitives::FeeRate option,
                                 const std::optional<primitives::FeeRate>& longest_estimate,
                                 primitives::FeeRate dust);

/// Whether a rate a user asked for is enough. The error names both settings, as users know it.
base::Result<void, std::string> check_asked_rate(primitives::FeeRate asked, primitives::FeeRate min_tx,
                                                 primitives::FeeRate min_relay);

}  // namespace quanta::coin_selection
