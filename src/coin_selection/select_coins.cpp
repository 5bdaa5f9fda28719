// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/select_coins.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "coin_selection/groups.h"

namespace quanta::coin_selection {

namespace {

using base::Err;
using Kind = SelectionError::Kind;

SelectionError insufficient_funds() {
    return {Kind::InsufficientFunds, "Insufficient funds"};
}

SelectionError too_heavy(bool with_preset) {
    return {Kind::TooHeavy,
            std::string(with_preset ? "The combination of the pre-selected inputs and the wallet automatic "
                                      "inputs selection exceeds the transaction maximum weight."
                                    : "The inputs size exceeds the maximum weight.") +
                " Please try sending a smaller amount or manually consolidating your wallet's "
                "UTXOs"};
}

SelectionError preset_too_little() {
    return {
        Kind::PresetTooLittle,
        "The preselected coins total amount does not cover the transaction target. Please allow other inputs "
        "to be automatically selected or include more coins manually"};
}

SelectionError long_chain() {
    return {Kind::LongChain,
            "Unconfirmed UTXOs are available, but spending them creates a chain of transactions that will be "
            "rejected by the mempool"};
}

/// The selection of all `preset` inputs and nothing else, its change not settled.
Selection preset_selection(std::span<const Candidate> preset, const SelectionParams& params) {
    Selection selection;
    for (const OutputGroup& group : make_groups(preset, params).groups) {
        selection.value += group.value;
        selection.input_fee += group.fee;
        selection.long_term_fee += group.long_term_fee;
        selection.bump_fee += group.bump_fee;
        selection.weight += group.weight;
    }
    return selection;
}

/// Tries one stage after the other.
class Selector {
public:
    Selector(std::span<const Candidate> available, const Selection& base, const SelectionParams& params,
             const SelectionRules& rules)
        : m_base(base), m_params(params), m_rules(rules), m_groups(make_groups(available, params)) {}

    /// Nothing at this stage; NoPick says why at the last one that was tried.
    std::optional<Selection> try_stage(const Eligibility& stage) {
        const std::array<std::vector<Piece>, kOutputKinds> by_kind = pieces_at(stage);
        std::optional<Selection> best;
        for (const std::vector<Piece>& pieces : by_kind)
            offer(pieces, best);
        if (best) return best;
        std::vector<Piece> mixed;
        for (const std::vector<Piece>& pieces : by_kind)
            mixed.insert(mixed.end(), pieces.begin(), pieces.end());
        const bool is_mixture = std::ranges::none_of(
            by_kind, [&](const std::vector<Piece>& pieces) { return pieces.size() == mixed.size(); });
        if (is_mixture) offer(std::move(mixed), best);
        return best;
    }

    /// Whether at some stage there was enough, but too heavy.
    bool was_too_heavy() const { return m_too_heavy; }

private:
    std::array<std::vector<Piece>, kOutputKinds> pieces_at(const Eligibility& stage) const {
        std::array<std::vector<Piece>, kOutputKinds> by_kind;
        for (size_t i = 0; i < m_groups.groups.size(); ++i) {
            const OutputGroup& group = m_groups.groups[i];
            if (!is_eligible(group, stage) || (!group.safe && !m_rules.include_unsafe)) continue;
            const Piece piece = piece_of(group, static_cast<uint32_t>(i), m_params.payer);
            // What costs more than it brings is never spent without being asked for.
            if (piece.amount > 0) by_kind[static_cast<size_t>(group.kind)].push_back(piece);
        }
        return by_kind;
    }

    void offer(std::vector<Piece> pieces, std::optional<Selection>& best) {
        auto chosen = choose(std::move(pieces), m_groups, m_base, m_params);
        if (!chosen) {
            m_too_heavy = m_too_heavy || chosen.error() == NoPick::TooHeavy;
        } else if (!best || is_better(*chosen, *best)) {
            best = std::move(*chosen);
        }
    }

    const Selection& m_base;
    const SelectionParams& m_params;
    const SelectionRules& m_rules;
    const Groups m_groups;
    bool m_too_heavy = false;
};

/// Any coin there is.
constexpr Eligibility kAnything{0, 0, std::numeric_limits<uint32_t>::max(),
                                std::numeric_limits<uint32_t>::max(), true};

}  // namespace

std::vector<Eligibility> selection_stages(const SelectionRules& rules) {
    const uint32_t ancestors = rules.max_ancestors;
    const uint32_t cluster = rules.max_cluster_size;
    std::vector<Eligibility> stages = {{1, 6, 0, 0, false}, {1, 1, 0, 0, false}};
    if (rules.spend_unconfirmed_change) {
        stages.push_back({0, 1, 2, 2, false});
        stages.push_back({0, 1, std::min(4u, ancestors / 3), std::min(4u, cluster / 3), false});
        stages.push_back({0, 1, ancestors / 2, cluster / 2, false});
        // The new transaction is one more of its chain.
        stages.push_back({0, 1, ancestors - 1, cluster - 1, true});
    } else {
        stages.push_back({1, 1, 0, 0, true});
    }
    if (rules.include_unsafe) stages.push_back({0, 0, ancestors - 1, cluster - 1, true});
    if (rules.spend_unconfirmed_change && !rules.reject_long_chains) {
        stages.push_back(
            {0, rules.include_unsafe ? 0 : 1, kAnything.max_ancestors, kAnything.max_cluster_size, true});
    }
    return stages;
}

SelectionResult select_coins(std::span<const Candidate> available, std::span<const Candidate> preset,
                             const SelectionParams& params, const SelectionRules& rules) {
    Selection base = preset_selection(preset, params);
    if (base.weight > params.max_input_weight) return Err(too_heavy(true));
    if (!preset.empty() && base.amount(params.payer) >= params.target.sat) {
        settle(base, params);
        return base;
    }
    if (rules.other_inputs == OtherInputs::Forbid) return Err(preset_too_little());
    Selector selector(available, base, params, rules);
    for (const Eligibility& stage : selection_stages(rules)) {
        if (auto selection = selector.try_stage(stage)) return std::move(*selection);
    }
    if (selector.was_too_heavy()) return Err(too_heavy(!preset.empty()));
    const bool hidden = rules.spend_unconfirmed_change && rules.reject_long_chains;
    if (hidden && selector.try_stage({0, 1, kAnything.max_ancestors, kAnything.max_cluster_size, true}))
        return Err(long_chain());
    return Err(insufficient_funds());
}

SelectionResult select_avoiding_partial_spends(std::span<const Candidate> available,
                                               std::span<const Candidate> preset,
                                               const SelectionParams& params, const SelectionRules& rules,
                                               primitives::Amount max_extra_fee) {
    SelectionParams changed = params;
    changed.grouping = Grouping::Single;
    SelectionResult single = select_coins(available, preset, changed, rules);
    if (!single || max_extra_fee.sat < 0) return single;
    changed.grouping = Grouping::ByScript;
    SelectionResult grouped = select_coins(available, preset, changed, rules);
    if (grouped && grouped->fee <= single->fee + max_extra_fee.sat) return grouped;
    return single;
}

}  // namespace quanta::coin_selection
