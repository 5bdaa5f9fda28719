// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/selection.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "base/check.h"
#include "coin_selection/branch_and_bound.h"
#include "coin_selection/coin_grinder.h"
#include "coin_selection/knapsack.h"
#include "coin_selection/lots.h"
#include "coin_selection/random_draw.h"

namespace quanta::coin_selection {

namespace {

/// The change that a random draw makes at least, its fee excluded; satoshi.
constexpr int64_t kDrawnChange = 50'000;
/// Weight is what counts once rates are above so many times the long-term rate.
constexpr int64_t kHighRateFactor = 3;

bool is_high_rate(const Rates& rates) {
    return rates.effective.fee_for(1'000'000).sat > kHighRateFactor * rates.long_term.fee_for(1'000'000).sat;
}

/// Runs the algorithms, and keeps the best answer.
class Chooser {
public:
    Chooser(std::span<const Piece> pieces, const Groups& groups, const Selection& base,
            const SelectionParams& params)
        : m_pieces(pieces), m_groups(groups), m_base(base), m_params(params), m_lots(params.seed) {
        m_goal.amount = params.target.sat - base.amount(params.payer);
        m_goal.max_weight = params.max_input_weight - base.weight;
    }

    base::Result<Selection, NoPick> run() {
        const int64_t sum =
            std::accumulate(m_pieces.begin(), m_pieces.end(), int64_t{0},
                            [](int64_t total, const Piece& piece) { return total + piece.amount; });
        if (sum < m_goal.amount) return base::Err(NoPick::NotEnough);
        // What recipients pay depends on whether there is change: no search for its absence.
        if (m_params.payer == FeePayer::Sender)
            offer(Algorithm::BranchAndBound,
                  branch_and_bound(m_pieces, goal(m_params.cost_of_change.sat, 0)));
        const int64_t weight = m_params.change_weight;
        const Goal with_change = goal(m_params.min_change_target.sat, weight);
        offer(Algorithm::Knapsack, knapsack(m_pieces, with_change, m_lots));
        if (is_high_rate(m_params.rates)) offer(Algorithm::CoinGrinder, coin_grinder(m_pieces, with_change));
        const Goal drawn = goal(kDrawnChange + m_params.change_fee.sat, weight);
        offer(Algorithm::RandomDraw, random_draw(m_pieces, drawn, m_lots));
        if (m_best) return std::move(*m_best);
        return base::Err(m_too_heavy ? NoPick::TooHeavy : NoPick::NotEnough);
    }

private:
    Goal goal(int64_t margin, int64_t change_weight) const {
        return {m_goal.amount, margin, m_goal.max_weight - change_weight};
    }

    void offer(Algorithm algorithm, const Pick& pick) {
        if (!pick) {
            m_too_heavy = m_too_heavy || pick.error() == NoPick::TooHeavy;
            return;
        }
        Selection selection = m_base;
        selection.algorithm = algorithm;
        for (const uint32_t place : *pick)
            add(m_groups.groups[m_pieces[place].group], selection);
        settle(selection, m_params);
        if (!m_best || is_better(selection, *m_best)) m_best = std::move(selection);
    }

    void add(const OutputGroup& group, Selection& selection) const {
        const std::span<const uint32_t> members = m_groups.members_of(group);
        selection.places.insert(selection.places.end(), members.begin(), members.end());
        selection.value += group.value;
        selection.input_fee += group.fee;
        selection.long_term_fee += group.long_term_fee;
        selection.bump_fee += group.bump_fee;
        selection.weight += group.weight;
    }

    const std::span<const Piece> m_pieces;
    const Groups& m_groups;
    const Selection& m_base;
    const SelectionParams& m_params;
    Goal m_goal;
    Lots m_lots;
    std::optional<Selection> m_best;
    bool m_too_heavy = false;
};

}  // namespace

std::string_view algorithm_name(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::Preset:
            return "manual";
        case Algorithm::BranchAndBound:
            return "bnb";
        case Algorithm::Knapsack:
            return "knapsack";
        case Algorithm::RandomDraw:
            return "srd";
        case Algorithm::CoinGrinder:
            return "cg";
    }
    return "";
}

void settle(Selection& selection, const SelectionParams& params) {
    const int64_t excess = selection.amount(params.payer) - params.target.sat;
    CHECK(excess >= 0);
    // Recipients pay for the change output too.
    const int64_t change_fee = params.payer == FeePayer::Sender ? params.change_fee.sat : 0;
    const int64_t left = excess - change_fee;
    const bool fits = selection.weight + params.change_weight <= params.max_input_weight;
    selection.change = fits && left >= params.min_viable_change.sat ? left : 0;
    selection.waste = selection.input_fee - selection.discount - selection.long_term_fee +
                      (selection.change > 0 ? params.cost_of_change.sat : excess);
    selection.fee = selection.value - params.target.sat - selection.change;
    if (params.payer == FeePayer::Sender) return;
    selection.fee += selection.input_fee - selection.discount;
    if (selection.change > 0) selection.fee += params.change_fee.sat;
}

void apply_combined_bump(Selection& selection, primitives::Amount combined, const SelectionParams& params) {
    CHECK(combined.sat <= selection.bump_fee);
    selection.discount = selection.bump_fee - combined.sat;
    settle(selection, params);
}

bool is_better(const Selection& a, const Selection& b) {
    if (a.waste != b.waste) return a.waste < b.waste;
    return a.places.size() > b.places.size();
}

base::Result<Selection, NoPick> choose(std::vector<Piece> pieces, const Groups& groups, const Selection& base,
                                       const SelectionParams& params) {
    std::ranges::sort(pieces, larger_first);
    return Chooser(pieces, groups, base, params).run();
}

}  // namespace quanta::coin_selection
