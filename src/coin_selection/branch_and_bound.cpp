// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/branch_and_bound.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace quanta::coin_selection {

namespace {

/// What the pieces from one place on can still do.
struct Rest {
    int64_t amount = 0;    ///< of all
    int64_t discount = 0;  ///< sum of their wastes below 0
    int64_t gain = 0;      ///< the same, each with its amount on top, as it counts once the goal is reached
    uint32_t next_other = 0;  ///< the first that is not like the one at the place
};

std::vector<Rest> rests_of(std::span<const Piece> pieces) {
    std::vector<Rest> rests(pieces.size() + 1);
    for (size_t i = pieces.size(); i-- > 0;) {
        const Piece& piece = pieces[i];
        const Rest& behind = rests[i + 1];
        Rest& rest = rests[i];
        rest.amount = behind.amount + piece.amount;
        rest.discount = behind.discount + std::min<int64_t>(piece.waste, 0);
        rest.gain = behind.gain + std::min<int64_t>(piece.waste + piece.amount, 0);
        const bool twins = i + 1 < pieces.size() && !larger_first(piece, pieces[i + 1]);
        rest.next_other = twins ? behind.next_other : static_cast<uint32_t>(i + 1);
    }
    return rests;
}

/// Walks the tree of taking and leaving each piece, the taking first.
class Search {
public:
    Search(std::span<const Piece> pieces, const Goal& goal)
        : m_pieces(pieces), m_goal(goal), m_rests(rests_of(pieces)) {}

    Pick run() {
        size_t next = 0;
        for (size_t step = 0; step < kMaxSearchSteps; ++step) {
            remember_if_best();
            if (!is_hopeless(next)) {
                take(next++);
            } else if (m_taken.empty()) {
                break;
            } else {
                next = leave_last();
            }
        }
        if (m_best.empty()) return base::Err(m_too_heavy ? NoPick::TooHeavy : NoPick::NotEnough);
        return std::move(m_best);
    }

private:
    void take(size_t place) {
        const Piece& piece = m_pieces[place];
        m_taken.push_back(static_cast<uint32_t>(place));
        m_amount += piece.amount;
        m_weight += piece.weight;
        m_waste += piece.waste;
    }

    /// Goes back to the last piece taken and leaves it, and with it those of the same kind: they would only
    /// make the same sums again. Returns what is next.
    size_t leave_last() {
        const uint32_t place = m_taken.back();
        const Piece& piece = m_pieces[place];
        m_taken.pop_back();
        m_amount -= piece.amount;
        m_weight -= piece.weight;
        m_waste -= piece.waste;
        return m_rests[place].next_other;
    }

    bool is_reached() const { return m_amount >= m_goal.amount && m_amount <= m_goal.amount + m_goal.margin; }

    void remember_if_best() {
        if (!is_reached()) return;
        if (m_weight > m_goal.max_weight) {
            m_too_heavy = true;
            return;
        }
        const int64_t waste = m_waste + m_amount - m_goal.amount;
        if (waste >= m_best_waste) return;
        m_best_waste = waste;
        m_best = m_taken;
    }

    /// Whether taking from `next` on cannot lead to anything better.
    bool is_hopeless(size_t next) {
        const Rest& rest = m_rests[next];
        if (next == m_pieces.size() || m_amount > m_goal.amount + m_goal.margin) return true;
        if (m_amount + rest.amount < m_goal.amount) return true;
        if (m_weight > m_goal.max_weight) {
            m_too_heavy = true;
            return true;
        }
        int64_t least = m_waste + rest.discount;
        if (m_amount >= m_goal.amount)
            least = std::max(least, m_waste + m_amount - m_goal.amount + rest.gain);
        return least >= m_best_waste;
    }

    const std::span<const Piece> m_pieces;
    const Goal m_goal;
    const std::vector<Rest> m_rests;
    Places m_taken;
    int64_t m_amount = 0;
    int64_t m_weight = 0;
    int64_t m_waste = 0;
    Places m_best;
    int64_t m_best_waste = std::numeric_limits<int64_t>::max();
    bool m_too_heavy = false;
};

}  // namespace

Pick branch_and_bound(std::span<const Piece> pieces, const Goal& goal) {
    return Search(pieces, goal).run();
}

}  // namespace quanta::coin_selection
