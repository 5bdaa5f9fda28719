// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "primitives/amount.h"
#include "primitives/transaction.h"

namespace quanta::coin_selection {

/// The form of an output, as far as it shows to others whose coins are spent together.
enum class OutputKind : uint8_t { Legacy, P2shSegwit, Bech32, Bech32m, Unknown };
inline constexpr int kOutputKinds = 5;

/// A coin that could be spent.
struct Candidate {
    primitives::OutPoint outpoint;
    primitives::Amount value;
    int64_t weight = 0;  ///< of the input that spends it, signatures included; weight units
    OutputKind kind = OutputKind::Bech32;
    uint32_t script_id = 0;     ///< the same for coins of the same script, and for those alone
    int32_t depth = 0;          ///< confirmations
    bool from_me = false;       ///< made by a transaction of this wallet
    bool safe = true;           ///< confirmed, or nobody else can make it go
    uint32_t ancestors = 0;     ///< unconfirmed transactions it rests on, its own included; 0 when confirmed
    uint32_t cluster_size = 0;  ///< unconfirmed transactions of its cluster; 0 when confirmed
    primitives::Amount bump_fee;  ///< what lifts its unconfirmed ancestors to the rate, by itself
};

/// What a candidate must be to be spent at one stage of the search: safer and better connected ones come
/// first.
struct Eligibility {
    int32_t own_depth = 0;      ///< least confirmations of what this wallet made
    int32_t foreign_depth = 0;  ///< and of the rest
    uint32_t max_ancestors = 0;
    uint32_t max_cluster_size = 0;
    bool partial_groups = false;  ///< whether part of a script's coins may be spent, and the rest left
};

}  // namespace quanta::coin_selection
