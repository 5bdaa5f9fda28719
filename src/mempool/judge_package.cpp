// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Packages before the pool: what their members are together.
#include <fmt/core.h>

#include <algorithm>

#include "mempool/judge.h"
#include "policy/fees.h"
#include "policy/package.h"
#include "policy/truc.h"

namespace quanta::mempool {

using policy::PackageRejection;
using primitives::Amount;
using primitives::FeeRate;
using primitives::Transaction;

namespace {

using PackageStep = Judge::PackageStep;

base::Err<Judge::PackageStop> refuse(std::string reason, std::string detail = {}) {
    Judge::PackageStop stop;
    stop.rejection = {PackageRejection::Kind::Policy, std::move(reason), std::move(detail)};
    return base::Err(std::move(stop));
}

/// All of it fails for want of one member.
base::Err<Judge::PackageStop> refuse_member(std::string reason, size_t member, policy::Rejection rejection) {
    Judge::PackageStop stop;
    stop.rejection = {PackageRejection::Kind::Transaction, std::move(reason), {}};
    stop.member_rejection = std::move(rejection);
    stop.member = member;
    return base::Err(std::move(stop));
}

std::vector<const Transaction*> transactions_of(std::span<const Candidate> candidates) {
    std::vector<const Transaction*> transactions;
    for (const Candidate& candidate : candidates)
        transactions.push_back(candidate.transaction.get());
    return transactions;
}

struct Sum {
    Amount fee;
    int64_t vsize = 0;
};

Sum sum_of(std::span<const Candidate> candidates) {
    Sum sum;
    for (const Candidate& candidate : candidates) {
        sum.fee = saturating_sum(sum.fee, candidate.modified_fee);
        sum.vsize += candidate.vsize();
    }
    return sum;
}

/// "0.00001000 BTC/kvB".
std::string rate_text(FeeRate rate) {
    const int64_t sat = rate.sat_per_kvb();
    return fmt::format("{}.{:08} BTC/kvB", sat / primitives::kCoinSat, sat % primitives::kCoinSat);
}

}  // namespace

PackageStep Judge::check_package_truc(std::span<const Candidate> candidates) const {
    const auto package = transactions_of(candidates);
    for (size_t i = 0; i < candidates.size(); ++i) {
        const auto parents = truc_parents(candidates[i], m_meets[i]);
        const auto verdict = policy::check_package_truc({package, i, candidates[i].vsize()}, parents);
        if (!verdict) return refuse(verdict.error().reason, verdict.error().detail);
    }
    return {};
}

PackageStep Judge::check_package_fee(std::span<const Candidate> candidates) const {
    if (!m_rules.package_rates) return {};
    const Sum sum = sum_of(candidates);
    const auto verdict = policy::check_fee_rate(sum.fee, sum.vsize, m_floors);
    if (!verdict) return refuse_member("transaction failed", candidates.size() - 1, verdict.error());
    return {};
}

PackageStep Judge::check_package_shape(std::span<const Candidate> candidates) const {
    constexpr size_t kParentAndChild = 2;
    const bool fits = candidates.size() == kParentAndChild &&
                      policy::check_child_with_parents(transactions_of(candidates)).has_value();
    if (!fits) return refuse("package RBF failed: package must be 1-parent-1-child");
    const bool has_ancestors =
        std::ranges::any_of(m_meets, [](const Meets& meets) { return !meets.parents.empty(); });
    if (has_ancestors) return refuse("package RBF failed: new transaction cannot have mempool ancestors");
    return {};
}

PackageStep Judge::judge_package_replacement(std::span<Candidate> candidates) {
    TRY(check_package_shape(candidates));
    Pool::Handles conflicts;
    for (const Meets& meets : m_meets)
        conflicts.insert(conflicts.end(), meets.conflicts.begin(), meets.conflicts.end());
    std::ranges::sort(conflicts);
    conflicts.erase(std::unique(conflicts.begin(), conflicts.end()), conflicts.end());
    const Candidate& parent = candidates.front();
    Candidate& child = candidates.back();
    const Sum sum = sum_of(candidates);
    policy::Replacement replacement{
        child.transaction->txid(), sum.fee, sum.vsize, {}, policy::Replacing::Conflicts};
    const size_t clusters = m_pool.graph().cluster_count(conflicts);
    if (const auto few = policy::check_replaced_clusters(replacement, clusters); !few)
        return refuse("package RBF failed: too many potential replacements", few.error().detail);
    m_removed = m_pool.graph().descendants(conflicts);
    stage_removals();
    replacement.replaced_fees = m_removed_fees;
    const auto paid = policy::check_replacement_fee(replacement, m_state.options.policy.incremental);
    if (!paid) return refuse("package RBF failed: insufficient anti-DoS fees", paid.error().detail);
    const FeeRate parent_rate(parent.modified_fee, parent.vsize());
    const FeeRate package_rate(sum.fee, sum.vsize);
    if (package_rate <= parent_rate) {
        return refuse("package RBF failed: package feerate is less than or equal to parent feerate",
                      fmt::format("package feerate {} <= parent feerate is {}", rate_text(package_rate),
                                  rate_text(parent_rate)));
    }
    child.replaced = m_pool.txids(m_removed);
    return {};
}

PackageStep Judge::check_package_dust(std::span<const Candidate> candidates) const {
    for (size_t i = 0; i < candidates.size(); ++i) {
        const auto verdict = check_dust_spends(candidates[i], candidates);
        if (!verdict) return refuse_member("unspent-dust", i, verdict.error());
    }
    return {};
}

PackageStep Judge::judge_package(std::span<Candidate> candidates) {
    TRY(check_package_truc(candidates));
    TRY(check_package_fee(candidates));
    const bool replaces =
        std::ranges::any_of(m_meets, [](const Meets& meets) { return !meets.conflicts.empty(); });
    if (replaces) TRY(judge_package_replacement(candidates));
    for (size_t i = 0; i < candidates.size(); ++i) {
        stage(candidates[i], m_meets[i]);
        for (size_t earlier = 0; earlier < i; ++earlier) {
            const auto spends = [&](const primitives::TxIn& input) {
                return input.prevout.txid == candidates[earlier].transaction->txid();
            };
            if (std::ranges::any_of(candidates[i].transaction->inputs(), spends))
                m_change.depend(m_staged[earlier], m_staged[i]);
        }
    }
    if (m_change.too_large()) return refuse("too-large-cluster");
    if (replaces && !improves_diagram())
        return refuse("package RBF failed: insufficient feerate: does not improve feerate diagram");
    if (m_state.options.policy.require_standard) TRY(check_package_dust(candidates));
    return {};
}

}  // namespace quanta::mempool
