// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "cluster/linearize.h"

namespace quanta::cluster {

/// Divides sets of transactions of a cluster at their own rate, exactly.
///
/// A transaction's surplus at the rate F/S of a set is fee * S - size * F: what it pays above that rate,
/// times S. The closed part of a set (with every transaction, those of the set it depends on) with the
/// greatest surplus is mined first: no order gathers fees faster. It is found as a minimum cut: those with a
/// surplus pay for those with a deficit they depend on, and what they cannot give away shows what to take.
///
/// Number: a signed type that holds 2 * (sum of |fee|) * (sum of sizes) of the cluster.
template <typename Number>
class RateSplit {
public:
    /// `members` outlives this; see linearize().
    explicit RateSplit(std::span<const Member> members);

    /// The smallest closed part of `set` that beats its rate by most in all; empty when none beats it. Of
    /// transactions outside `set` nothing is asked: it is closed but for them.
    TransactionSet above(TransactionSet set);

    /// For the set above() was asked about and found nothing: its smallest parts that have its rate each,
    /// a part after those it depends on.
    std::vector<TransactionSet> pieces() const;

private:
    /// One round: how far those with a surplus left reach, step by step. False when to no deficit left.
    bool find_layers();
    /// Sends along shortest ways until each is used up.
    void send_along_layers();
    /// One way from `start` to a deficit; false when there is none any more.
    bool find_way(unsigned start);
    void send_along_way();
    void set_surpluses(TransactionSet set);

    Number& sent(unsigned giver, unsigned taker) {
        return m_sent[size_t{m_rank[giver]} * m_takers_count + m_rank[taker]];
    }

    const std::span<const Member> m_members;
    /// All a transaction depends on.
    std::array<TransactionSet, kMaxClusterCount> m_ancestors{};

    TransactionSet m_set = 0;
    TransactionSet m_givers = 0;
    TransactionSet m_takers = 0;
    size_t m_takers_count = 0;
    /// What a giver has left to give, or a taker has left to take.
    std::array<Number, kMaxClusterCount> m_left;
    /// Place of a giver among givers, of a taker among takers.
    std::array<uint8_t, kMaxClusterCount> m_rank;
    /// What was sent from a giver to a taker; set where m_got has the bit.
    std::array<Number, kMaxClusterCount * kMaxClusterCount / 4> m_sent;
    /// The givers that a taker got anything from.
    std::array<TransactionSet, kMaxClusterCount> m_got;

    /// Givers and takers first reached in each step.
    struct Layer {
        TransactionSet givers;
        TransactionSet takers;
    };
    std::array<Layer, kMaxClusterCount / 2 + 1> m_layers;
    size_t m_layer_count = 0;
    /// Giver, taker, giver … of the way being looked for.
    std::array<uint8_t, kMaxClusterCount + 2> m_way;
    size_t m_way_length = 0;
};

}  // namespace quanta::cluster
