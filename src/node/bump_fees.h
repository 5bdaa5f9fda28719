// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "primitives/amount.h"
#include "primitives/fee_rate.h"

namespace quanta::node {

/// A transaction of a cluster, for Bumps.
struct BumpMember {
    primitives::Amount fee;
    int64_t vsize = 0;
    std::vector<size_t> parents;  ///< places in the cluster
    /// What spends from it is replaced, or it is itself: as if it were not there.
    bool gone = false;
};

/// Which transactions of a cluster miners would take at a rate, each with what it depends on, and what the
/// others lack. For clusters of some hundred at most: cubic time at worst.
class Bumps {
public:
    /// Children come after their parents.
    Bumps(std::span<const BumpMember> members, primitives::FeeRate rate);

    /// What `members` and all they depend on lack, those that are mined left out; what they share counts
    /// once.
    primitives::Amount lacking(std::span<const size_t> members) const;

private:
    /// `members` and what they depend on, as far as that is not mined yet.
    std::vector<size_t> open_ancestors(std::span<const size_t> members) const;
    void mine_best();

    const std::span<const BumpMember> m_members;
    const primitives::FeeRate m_rate;
    std::vector<bool> m_done;  ///< mined, or gone
};

}  // namespace quanta::node
