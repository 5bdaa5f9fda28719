// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "coin_selection/candidate.h"
#include "coin_selection/params.h"
#include "coin_selection/piece.h"

namespace quanta::coin_selection {

/// Coins of one script in a group at most; a script with more has several groups, the last of which is
/// partial.
inline constexpr size_t kMaxGroupSize = 100;

/// Candidates that are spent together or not at all.
struct OutputGroup {
    uint32_t first = 0;  ///< of its members in Groups::members
    uint32_t count = 0;
    OutputKind kind = OutputKind::Unknown;
    bool from_me = true;        ///< all of it
    bool safe = true;           ///< all of it
    bool partial = false;       ///< what is left of a script whose other groups are full
    int32_t depth = 0;          ///< the least
    uint32_t ancestors = 0;     ///< of all; they may be the same ones, which is not known here
    uint32_t cluster_size = 0;  ///< the largest
    int64_t value = 0;          ///< satoshi
    int64_t fee = 0;            ///< of its inputs at the effective rate, bump fees included; satoshi
    int64_t long_term_fee = 0;  ///< satoshi
    int64_t bump_fee = 0;       ///< satoshi
    int64_t weight = 0;         ///< weight units

    /// What it brings to a payment.
    int64_t effective_value() const { return value - fee; }
};

/// The groups of some candidates.
struct Groups {
    std::vector<OutputGroup> groups;
    std::vector<uint32_t> members;  ///< places among the candidates, group by group

    std::span<const uint32_t> members_of(const OutputGroup& group) const {
        return std::span(members).subspan(group.first, group.count);
    }
};

/// Puts `candidates` into groups, and says what each costs. n log n at most.
Groups make_groups(std::span<const Candidate> candidates, const SelectionParams& params);

/// Whether `group` may be spent at a stage.
bool is_eligible(const OutputGroup& group, const Eligibility& stage);

/// What algorithms see of `group`, which is number `place`.
Piece piece_of(const OutputGroup& group, uint32_t place, FeePayer payer);

}  // namespace quanta::coin_selection
