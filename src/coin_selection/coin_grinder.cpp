// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/coin_grinder.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "coin_selection/branch_and_bound.h"

namespace quanta::coin_selection {

namespace {

__extension__ typedef __int128 Wide;

/// What the pieces from one place on can still do.
struct Rest {
    int64_t amount = 0;         ///< of all
    uint32_t densest = 0;       ///< the one with the most amount for its weight
    uint32_t next_lighter = 0;  ///< the first behind the place that weighs less than the one at it
};

bool is_denser(const Piece& a, const Piece& b) {
    return Wide{a.amount} * b.weight > Wide{b.amount} * a.weight;
}

std::vector<Rest> rests_of(std::span<const Piece> pieces) {
    std::vector<Rest> rests(pieces.size() + 1);
    for (size_t i = pieces.size(); i-- > 0;) {
        Rest& rest = rests[i];
        rest.amount = rests[i + 1].amount + pieces[i].amount;
        const bool last = i + 1 == pieces.size();
        const uint32_t behind = rests[i + 1].densest;
        rest.densest = last || is_denser(pieces[i], pieces[behind]) ? static_cast<uint32_t>(i) : behind;
        auto lighter = static_cast<uint32_t>(i + 1);
        while (lighter < pieces.size() && pieces[lighter].weight >= pieces[i].weight)
            lighter = rests[lighter].next_lighter;
        rest.next_lighter = lighter;
    }
    return rests;
}

/// Walks the tree of taking and leaving each piece, the taking first.
class Grinder {
public:
    Grinder(std::span<const Piece> pieces, const Goal& goal)
        : m_pieces(pieces),
          m_wanted(goal.amount + goal.margin),
          m_max_weight(goal.max_weight),
          m_rests(rests_of(pieces)) {}

    Pick run() {
        if (m_rests[0].amount < m_wanted) return base::Err(NoPick::NotEnough);
        size_t next = 0;
        for (size_t step = 0; step < kMaxSearchSteps; ++step) {
            if (m_amount >= m_wanted) remember();
            if (!is_hopeless(next)) {
                take(next++);
            } else if (m_taken.empty()) {
                break;
            } else {
                next = leave_last();
            }
        }
        if (m_best.empty()) return base::Err(NoPick::TooHeavy);
        make_smaller();
        return std::move(m_best);
    }

private:
    void take(size_t place) {
        m_taken.push_back(static_cast<uint32_t>(place));
        m_amount += m_pieces[place].amount;
        m_weight += m_pieces[place].weight;
    }

    /// Leaves the last piece taken. What is behind it is smaller: to take its place, it must be lighter.
    size_t leave_last() {
        const uint32_t place = m_taken.back();
        m_taken.pop_back();
        m_amount -= m_pieces[place].amount;
        m_weight -= m_pieces[place].weight;
        return m_rests[place].next_lighter;
    }

    void remember() {
        // is_hopeless cut all that is not lighter than the best but for the last piece.
        if (m_weight > m_max_weight || m_weight >= m_best_weight) return;
        m_best = m_taken;
        m_best_weight = m_weight;
        m_best_amount = m_amount;
    }

    /// The least weight that what is missing takes, if all pieces from `next` on were as dense as the
    /// densest.
    int64_t least_more(size_t next) const {
        const Piece& densest = m_pieces[m_rests[next].densest];
        const Wide weight = Wide{m_wanted - m_amount} * densest.weight;
        return static_cast<int64_t>((weight + densest.amount - 1) / densest.amount);
    }

    bool is_hopeless(size_t next) const {
        if (m_amount >= m_wanted || next == m_pieces.size()) return true;
        if (m_amount + m_rests[next].amount < m_wanted) return true;
        const int64_t least = m_weight + least_more(next);
        return least > m_max_weight || least >= m_best_weight;
    }

    /// Puts smaller pieces of the same weight in the place of those of the best, as far as it stays enough.
    void make_smaller() {
        std::ranges::sort(m_best);
        std::vector<bool> used(m_pieces.size());
        for (const uint32_t place : m_best)
            used[place] = true;
        for (uint32_t& place : m_best) {
            const int64_t least = m_pieces[place].amount - (m_best_amount - m_wanted);
            const auto end = std::ranges::partition_point(
                m_pieces, [&](const Piece& piece) { return piece.amount >= least; });
            uint32_t other = static_cast<uint32_t>(end - m_pieces.begin());
            while (--other > place && (used[other] || m_pieces[other].weight != m_pieces[place].weight))
                continue;
            if (other <= place) continue;
            m_best_amount -= m_pieces[place].amount - m_pieces[other].amount;
            used[place] = false;
            used[other] = true;
            place = other;
        }
    }

    const std::span<const Piece> m_pieces;
    const int64_t m_wanted;
    const int64_t m_max_weight;
    const std::vector<Rest> m_rests;
    Places m_taken;
    int64_t m_amount = 0;
    int64_t m_weight = 0;
    Places m_best;
    int64_t m_best_weight = std::numeric_limits<int64_t>::max();
    int64_t m_best_amount = 0;
};

}  // namespace

Pick coin_grinder(std::span<const Piece> pieces, const Goal& goal) {
    return Grinder(pieces, goal).run();
}

}  // namespace quanta::coin_selection
