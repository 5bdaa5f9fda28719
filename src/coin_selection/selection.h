// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "coin_selection/candidate.h"
#include "coin_selection/groups.h"
#include "coin_selection/params.h"
#include "coin_selection/piece.h"

namespace quanta::coin_selection {

/// How a selection came about.
enum class Algorithm : uint8_t { Preset, BranchAndBound, Knapsack, RandomDraw, CoinGrinder };
/// "bnb", "knapsack", …: as logs and traces name it.
std::string_view algorithm_name(Algorithm algorithm);

/// Coins for a payment, and what becomes of their value. Amounts in satoshi, preset inputs included.
struct Selection {
    Algorithm algorithm = Algorithm::Preset;
    std::vector<uint32_t> places;  ///< among the candidates; without preset inputs
    int64_t value = 0;             ///< of all inputs
    int64_t input_fee = 0;         ///< for them, bump fees included
    int64_t long_term_fee = 0;
    int64_t bump_fee = 0;  ///< what lifts their unconfirmed ancestors, each by itself
    int64_t discount = 0;  ///< by which it is less for all together
    int64_t weight = 0;    ///< of all inputs, weight units
    int64_t change = 0;    ///< value of the change output; 0: none
    int64_t fee = 0;       ///< of the transaction beyond what the target has of it
    int64_t waste = 0;     ///< the lower, the better

    /// What it brings to the payment.
    int64_t amount(FeePayer payer) const {
        return payer == FeePayer::Sender ? value - input_fee + discount : value;
    }
};

/// Works out change, fee and waste from what the inputs are.
void settle(Selection& selection, const SelectionParams& params);

/// Once it is known that the unconfirmed ancestors of all inputs together take `combined` to be lifted, which
/// is at most selection.bump_fee: gives the difference to the change, or to the fee where there is none.
void apply_combined_bump(Selection& selection, primitives::Amount combined, const SelectionParams& params);

/// Whether `a` is the better one: less waste, and for the same, more inputs.
bool is_better(const Selection& a, const Selection& b);

/// The best selection that brings params.target out of `pieces` of `groups`, by every algorithm that applies.
/// `base` has the preset inputs. Places among candidates are filled in.
base::Result<Selection, NoPick> choose(std::vector<Piece> pieces, const Groups& groups, const Selection& base,
                                       const SelectionParams& params);

}  // namespace quanta::coin_selection
