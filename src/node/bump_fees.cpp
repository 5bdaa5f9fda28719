// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/bump_fees.h"

#include <algorithm>
#include <optional>

namespace quanta::node {

using primitives::Amount;
using primitives::FeeRate;

namespace {

struct Sum {
    Amount fee;
    int64_t vsize = 0;
};

Sum sum_of(std::span<const BumpMember> members, std::span<const size_t> places) {
    Sum sum;
    for (const size_t place : places) {
        sum.fee += members[place].fee;
        sum.vsize += members[place].vsize;
    }
    return sum;
}

}  // namespace

Bumps::Bumps(std::span<const BumpMember> members, FeeRate rate)
    : m_members(members), m_rate(rate), m_done(members.size()) {
    for (size_t place = 0; place < members.size(); ++place)
        m_done[place] = members[place].gone;
    mine_best();
}

std::vector<size_t> Bumps::open_ancestors(std::span<const size_t> members) const {
    std::vector<bool> seen(m_done);
    std::vector<size_t> found;
    const auto visit = [&](size_t place) {
        if (seen[place]) return;
        seen[place] = true;
        found.push_back(place);
    };
    for (const size_t place : members)
        visit(place);
    for (size_t next = 0; next < found.size(); ++next) {
        for (const size_t parent : m_members[found[next]].parents)
            visit(parent);
    }
    return found;
}

/// Takes what pays most with all it depends on, as long as that is the rate.
void Bumps::mine_best() {
    while (true) {
        std::optional<FeeRate> best_rate;
        std::vector<size_t> best;
        for (size_t place = 0; place < m_members.size(); ++place) {
            if (m_done[place]) continue;
            std::vector<size_t> with_ancestors = open_ancestors({&place, 1});
            const Sum sum = sum_of(m_members, with_ancestors);
            const FeeRate rate(sum.fee, std::max<int64_t>(sum.vsize, 1));
            if (rate < m_rate || (best_rate && rate <= *best_rate)) continue;
            best_rate = rate;
            best = std::move(with_ancestors);
        }
        if (best.empty()) return;
        for (const size_t place : best)
            m_done[place] = true;
    }
}

Amount Bumps::lacking(std::span<const size_t> members) const {
    const Sum sum = sum_of(m_members, open_ancestors(members));
    return std::max(m_rate.fee_for(sum.vsize) - sum.fee, Amount{});
}

}  // namespace quanta::node
