// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/groups.h"

#include <algorithm>
#include <numeric>

namespace quanta::coin_selection {

namespace {

/// Fees by weight: most coins of a wallet have one of a few.
class FeeTable {
public:
    explicit FeeTable(const Rates& rates) : m_rates(rates) {}

    struct Fees {
        int64_t weight = -1, now = 0, later = 0;
    };
    const Fees& of(int64_t weight) {
        if (m_last.weight != weight) {
            m_last = {weight, fee_for_weight(m_rates.effective, weight).sat,
                      fee_for_weight(m_rates.long_term, weight).sat};
        }
        return m_last;
    }

private:
    const Rates& m_rates;
    Fees m_last;
};

OutputGroup group_of(std::span<const Candidate> candidates, std::span<const uint32_t> members,
                     FeeTable& fees) {
    OutputGroup group;
    group.count = static_cast<uint32_t>(members.size());
    group.kind = candidates[members[0]].kind;
    group.depth = candidates[members[0]].depth;
    for (const uint32_t place : members) {
        const Candidate& coin = candidates[place];
        const FeeTable::Fees& fee = fees.of(coin.weight);
        group.from_me = group.from_me && coin.from_me;
        group.safe = group.safe && coin.safe;
        group.depth = std::min(group.depth, coin.depth);
        group.ancestors += coin.ancestors;
        group.cluster_size = std::max(group.cluster_size, coin.cluster_size);
        group.value += coin.value.sat;
        group.fee += fee.now + coin.bump_fee.sat;
        group.long_term_fee += fee.later;
        group.bump_fee += coin.bump_fee.sat;
        group.weight += coin.weight;
    }
    return group;
}

/// The places of all candidates, those of one script one after the other, else in their order.
std::vector<uint32_t> places_by_script(std::span<const Candidate> candidates) {
    std::vector<uint32_t> places(candidates.size());
    std::iota(places.begin(), places.end(), uint32_t{0});
    std::ranges::stable_sort(places, {}, [&](uint32_t place) { return candidates[place].script_id; });
    return places;
}

}  // namespace

Groups make_groups(std::span<const Candidate> candidates, const SelectionParams& params) {
    Groups made;
    made.groups.reserve(candidates.size());
    FeeTable fees(params.rates);
    made.members = places_by_script(candidates);
    const size_t limit = params.grouping == Grouping::ByScript ? kMaxGroupSize : 1;
    const std::span<const uint32_t> members(made.members);
    size_t in_script = 0;  // coins of the script that earlier groups have
    for (size_t first = 0; first < members.size();) {
        const uint32_t script = candidates[members[first]].script_id;
        size_t end = first + 1;
        while (end < members.size() && end - first < limit && candidates[members[end]].script_id == script)
            ++end;
        OutputGroup group = group_of(candidates, members.subspan(first, end - first), fees);
        group.first = static_cast<uint32_t>(first);
        group.partial = params.grouping == Grouping::ByScript && in_script > 0 && group.count < kMaxGroupSize;
        made.groups.push_back(group);
        const bool goes_on = end < members.size() && candidates[members[end]].script_id == script;
        in_script = goes_on ? in_script + group.count : 0;
        first = end;
    }
    return made;
}

bool is_eligible(const OutputGroup& group, const Eligibility& stage) {
    return group.depth >= (group.from_me ? stage.own_depth : stage.foreign_depth) &&
           group.ancestors <= stage.max_ancestors && group.cluster_size <= stage.max_cluster_size &&
           (stage.partial_groups || !group.partial);
}

Piece piece_of(const OutputGroup& group, uint32_t place, FeePayer payer) {
    return {payer == FeePayer::Sender ? group.effective_value() : group.value, group.weight,
            group.fee - group.long_term_fee, place};
}

}  // namespace quanta::coin_selection
