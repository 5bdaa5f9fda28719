// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/judge.h"

#include <algorithm>
#include <limits>

#include "policy/dust.h"
#include "policy/fees.h"
#include "policy/limits.h"
#include "policy/truc.h"

namespace quanta::mempool {

using cluster::FeeSize;
using cluster::Handle;
using policy::Rejection;
using primitives::Amount;
using primitives::FeeRate;
using primitives::Transaction;
using Kind = Rejection::Kind;
using Origin = Candidate::Origin;

namespace {

/// As the graph takes it.
FeeSize fee_size_of(const Candidate& candidate) {
    constexpr int64_t kMostWeight = std::numeric_limits<int32_t>::max();
    return {candidate.modified_fee.sat, std::min(candidate.weight, kMostWeight)};
}

}  // namespace

Step check_presence(const Pool& pool, const Transaction& transaction, const Rules& rules) {
    if (pool.entries().find(transaction.wtxid()) != nullptr)
        return Stop::refuse(Kind::Conflict, "txn-already-in-mempool");
    if (pool.entries().find(transaction.txid()) != nullptr)
        return Stop::refuse(Kind::Conflict, "txn-same-nonwitness-data-in-mempool");
    if (!rules.allow_replacement && !pool.conflicts_of(transaction).empty())
        return Stop::refuse(Kind::MempoolPolicy, "bip125-replacement-disallowed");
    return {};
}

Judge::Judge(State& state, const Rules& rules)
    : m_state(state),
      m_pool(state.pool),
      m_rules(rules),
      m_now_s(state.clock.system_time_s()),
      m_floors(state.fee_floors()),
      m_change(state.pool.graph_for_change()) {}

/// What it spends outputs of here, if the coins gathered are still those the pool has: what the chain has
/// stays as long as the tip is the same.
Step Judge::find_parents(const Candidate& candidate, Pool::Handles& parents) const {
    const auto inputs = candidate.transaction->inputs();
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (candidate.origins[i] != Origin::Pool) continue;
        const Stored* parent = m_pool.entries().find(inputs[i].prevout.txid);
        if (parent == nullptr) return Stop::again_at_once();
        parents.push_back(parent->handle);
    }
    std::ranges::sort(parents);
    parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
    return {};
}

/// What is the same for one alone and for a member of a package.
Step Judge::meet(Candidate& candidate, Meets& meets) {
    const Transaction& transaction = *candidate.transaction;
    const policy::Options& options = m_state.options.policy;
    TRY(check_presence(m_pool, transaction, m_rules));
    TRY(find_parents(candidate, meets.parents));
    meets.conflicts = m_pool.conflicts_of(transaction);
    candidate.replaced.clear();
    candidate.modified_fee = saturating_sum(candidate.fee, m_pool.delta_of(transaction.txid()));
    if (options.require_standard) {
        TRY(step(policy::check_dust_fee(transaction, candidate.fee, candidate.modified_fee, options.dust)));
    }
    TRY(step(policy::check_sigop_cost(candidate.sigop_cost)));
    if (m_rules.bypass_limits) return {};
    if (!m_rules.package_rates)
        TRY(step(policy::check_fee_rate(candidate.modified_fee, candidate.vsize(), m_floors)));
    return check_truc(candidate, meets);
}

std::vector<policy::PoolParent> Judge::truc_parents(const Candidate& candidate, const Meets& meets) const {
    const auto version_of = [&](Handle handle) {
        return m_pool.entries().at(handle).transaction().version();
    };
    std::vector<policy::PoolParent> parents;
    bool concerned = candidate.transaction->version() == policy::kTrucVersion;
    for (const Handle handle : meets.parents)
        concerned |= version_of(handle) == policy::kTrucVersion;
    if (!concerned) return parents;
    const cluster::Graph& graph = m_pool.graph();
    for (const Handle handle : meets.parents) {
        policy::PoolParent& parent = parents.emplace_back();
        parent.ids = policy::TransactionIds(m_pool.entries().at(handle).transaction());
        parent.version = version_of(handle);
        parent.ancestors = graph.ancestors(handle).size();
        parent.descendants = graph.descendants(handle).size();
        if (parent.version != policy::kTrucVersion) continue;
        for (const Handle child : graph.children(handle)) {
            parent.children.push_back({m_pool.entries().at(child).txid(), graph.ancestors(child).size(),
                                       std::ranges::count(meets.conflicts, child) > 0});
        }
    }
    return parents;
}

/// Adds the sibling to the conflicts where it may make room.
Step Judge::check_truc(const Candidate& candidate, Meets& meets) const {
    const auto parents = truc_parents(candidate, meets);
    const auto verdict = policy::check_truc(*candidate.transaction, candidate.vsize(), parents);
    if (verdict) return {};
    const policy::TrucViolation& violation = verdict.error();
    if (!m_rules.allow_sibling_eviction || !violation.sibling) return Stop::refuse(violation.rejection);
    meets.conflicts.push_back(m_pool.entries().find(*violation.sibling)->handle);
    meets.replacing = policy::Replacing::ConflictsAndSibling;
    return {};
}

void Judge::stage_removals() {
    for (const Handle handle : m_removed) {
        m_removed_fees = saturating_sum(m_removed_fees, m_pool.entries().at(handle).entry.modified_fee());
        m_change.remove(handle);
    }
}

void Judge::stage(const Candidate& candidate, const Meets& meets) {
    const Handle added = m_change.add(fee_size_of(candidate));
    m_staged.push_back(added);
    const auto stays = [&](Handle handle) { return std::ranges::count(m_removed, handle) == 0; };
    for (const Handle parent : meets.parents) {
        if (stays(parent)) m_change.depend(parent, added);
    }
    // Only what comes back from a block can have some.
    if (!m_rules.bypass_limits) return;
    for (const Handle child : m_pool.children_of(*candidate.transaction)) {
        if (stays(child)) m_change.depend(added, child);
    }
}

bool Judge::improves_diagram() {
    const cluster::Diagrams diagrams = m_change.diagrams();
    return cluster::compare_diagrams(diagrams.after, diagrams.before) == std::partial_ordering::greater;
}

Step Judge::judge_replacement(Candidate& candidate) {
    const Meets& meets = m_meets.back();
    policy::Replacement replacement{
        candidate.transaction->txid(), candidate.modified_fee, candidate.vsize(), {}, meets.replacing};
    const size_t clusters = m_pool.graph().cluster_count(meets.conflicts);
    TRY(step(policy::check_replaced_clusters(replacement, clusters)));
    m_removed = m_pool.graph().descendants(meets.conflicts);
    stage_removals();
    replacement.replaced_fees = m_removed_fees;
    TRY(step(policy::check_replacement_fee(replacement, m_state.options.policy.incremental)));
    stage(candidate, meets);
    if (m_change.too_large()) return Stop::refuse(Kind::MempoolPolicy, "too-large-cluster");
    if (!improves_diagram()) {
        return Stop::refuse(Kind::Reconsiderable, "replacement-failed",
                            "insufficient feerate: does not improve feerate diagram");
    }
    candidate.replaced = m_pool.txids(m_removed);
    return {};
}

Step Judge::check_spends_no_conflict(const Candidate& candidate) const {
    const Meets& meets = m_meets.back();
    const auto ancestors = m_pool.txids(m_pool.graph().ancestors(meets.parents));
    return step(policy::check_no_conflicting_ancestor(candidate.transaction->txid(), ancestors,
                                                      m_pool.txids(meets.conflicts)));
}

policy::Verdict Judge::check_dust_spends(const Candidate& candidate,
                                         std::span<const Candidate> package) const {
    std::vector<const Transaction*> parents;
    for (const primitives::TxIn& input : candidate.transaction->inputs()) {
        if (const Stored* parent = m_pool.entries().find(input.prevout.txid))
            parents.push_back(&parent->transaction());
        for (const Candidate& other : package) {
            if (other.transaction->txid() == input.prevout.txid) parents.push_back(other.transaction.get());
        }
    }
    return policy::check_dust_spends(*candidate.transaction, parents, m_state.options.policy.dust);
}

Step Judge::judge(Candidate& candidate) {
    TRY(meet(candidate, m_meets.emplace_back()));
    const Meets& meets = m_meets.back();
    if (meets.conflicts.empty()) {
        stage(candidate, meets);
        if (m_change.too_large()) return Stop::refuse(Kind::MempoolPolicy, "too-large-cluster");
    } else {
        TRY(judge_replacement(candidate));
        TRY(check_spends_no_conflict(candidate));
    }
    if (m_rules.max_rate && FeeRate(candidate.modified_fee, candidate.vsize()) > *m_rules.max_rate)
        return Stop::refuse(Kind::MempoolPolicy, "max feerate exceeded");
    if (m_state.options.policy.require_standard) TRY(step(check_dust_spends(candidate, {})));
    return {};
}

Step Judge::judge_member(Candidate& candidate) {
    TRY(meet(candidate, m_meets.emplace_back()));
    if (m_rules.max_rate && FeeRate(candidate.modified_fee, candidate.vsize()) > *m_rules.max_rate)
        return Stop::refuse(Kind::MempoolPolicy, "max feerate exceeded");
    return {};
}

void Judge::commit(std::span<const Candidate> candidates) {
    std::vector<Admission> admissions;
    for (size_t i = 0; i < candidates.size(); ++i) {
        const Candidate& candidate = candidates[i];
        Admission& admission = admissions.emplace_back();
        admission.limits_bypassed = m_rules.bypass_limits;
        admission.in_package = m_rules.in_package;
        Stored& stored = admission.stored;
        stored.handle = m_staged[i];
        stored.lock = candidate.lock;
        stored.lock_block = candidate.lock_block;
        Entry& entry = stored.entry;
        entry.transaction = candidate.transaction;
        entry.fee = candidate.fee;
        entry.weight = fee_size_of(candidate).size_wu;
        entry.sigop_cost = candidate.sigop_cost;
        entry.time_s = m_rules.time_s.value_or(m_now_s);
        entry.height = candidate.tip->height;
        entry.spends_coinbase = candidate.spends_coinbase();
    }
    const primitives::Txid by = candidates.back().transaction->txid();
    m_pool.commit(m_change, m_removed, by, std::move(admissions));
}

}  // namespace quanta::mempool
