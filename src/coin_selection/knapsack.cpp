// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/knapsack.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>

namespace quanta::coin_selection {

namespace {

/// Sums that are tried, and pieces that are looked at for them.
constexpr size_t kMaxTries = 1000;
constexpr size_t kMaxLooks = 1'000'000;

int64_t sum_of(std::span<const Piece> pieces) {
    return std::accumulate(pieces.begin(), pieces.end(), int64_t{0},
                           [](int64_t sum, const Piece& piece) { return sum + piece.amount; });
}

/// A set of pieces and its sum.
struct Subset {
    std::vector<bool> taken;
    int64_t sum = 0;
};

/// Finds sums of at least `wanted` by taking pieces by lot, and then those that were left out, until it is
/// enough; whenever it is, the last one is left out again, and smaller ones are tried in its place.
class SumFinder {
public:
    SumFinder(std::span<const Piece> pieces, int64_t wanted, Lots& lots)
        : m_pieces(pieces), m_wanted(wanted), m_lots(lots) {}

    /// The smallest sum found; that of all pieces, which is enough, to begin with.
    Subset run() {
        m_best = {std::vector<bool>(m_pieces.size(), true), sum_of(m_pieces)};
        const size_t tries = std::clamp<size_t>(kMaxLooks / m_pieces.size(), 1, kMaxTries);
        for (size_t i = 0; i < tries && m_best.sum > m_wanted; ++i) {
            m_now = {std::vector<bool>(m_pieces.size()), 0};
            if (!pass_by_lot()) pass_over_the_rest();
        }
        return std::move(m_best);
    }

private:
    bool pass_by_lot() {
        bool reached = false;
        uint64_t bits = 0;
        for (size_t i = 0; i < m_pieces.size(); ++i, bits >>= 1) {
            if (i % 64 == 0) bits = m_lots.next();
            if ((bits & 1) != 0) reached = take(i) || reached;
        }
        return reached;
    }
    void pass_over_the_rest() {
        for (size_t i = 0; i < m_pieces.size(); ++i)
            if (!m_now.taken[i]) take(i);
    }

    /// Takes a piece, unless that is enough: then the sum is compared with the best, and the piece is left.
    bool take(size_t place) {
        m_now.sum += m_pieces[place].amount;
        m_now.taken[place] = true;
        if (m_now.sum < m_wanted) return false;
        if (m_now.sum < m_best.sum) m_best = m_now;
        m_now.sum -= m_pieces[place].amount;
        m_now.taken[place] = false;
        return true;
    }

    const std::span<const Piece> m_pieces;
    const int64_t m_wanted;
    Lots& m_lots;
    Subset m_best;
    Subset m_now;
};

/// The subset as places, `offset` pieces before its first; TooHeavy when it is.
Pick pick_of(std::span<const Piece> pieces, const Subset& subset, size_t offset, int64_t max_weight) {
    Places places;
    int64_t weight = 0;
    for (size_t i = 0; i < pieces.size(); ++i) {
        if (!subset.taken[i]) continue;
        places.push_back(static_cast<uint32_t>(offset + i));
        weight += pieces[i].weight;
    }
    if (weight > max_weight) return base::Err(NoPick::TooHeavy);
    return places;
}

}  // namespace

Pick knapsack(std::span<const Piece> pieces, const Goal& goal, Lots& lots) {
    const int64_t with_change = goal.amount + goal.margin;
    // Pieces are in order: those that are enough by themselves, change included, come first.
    const auto first_small =
        std::ranges::partition_point(pieces, [&](const Piece& piece) { return piece.amount >= with_change; });
    const auto large = static_cast<size_t>(first_small - pieces.begin());
    const std::span<const Piece> small = pieces.subspan(large);
    std::optional<uint32_t> single;
    if (large > 0 && pieces[large - 1].weight <= goal.max_weight) single = static_cast<uint32_t>(large - 1);
    const auto by_itself = [&]() -> Pick {
        if (single) return Places{*single};
        return base::Err(large > 0 ? NoPick::TooHeavy : NoPick::NotEnough);
    };

    const int64_t small_sum = sum_of(small);
    if (small_sum < goal.amount) return by_itself();
    Subset best = SumFinder(small, goal.amount, lots).run();
    if (best.sum != goal.amount && small_sum >= with_change) best = SumFinder(small, with_change, lots).run();
    const bool misses = best.sum != goal.amount && best.sum < with_change;
    if (single && (misses || pieces[*single].amount <= best.sum)) return by_itself();
    Pick pick = pick_of(small, best, large, goal.max_weight);
    if (!pick && single) return by_itself();
    return pick;
}

}  // namespace quanta::coin_selection
