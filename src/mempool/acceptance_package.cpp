// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Packages: several transactions at once.
#include <algorithm>
#include <chrono>

#include "mempool/acceptance.h"
#include "policy/package.h"

namespace quanta::mempool {

using policy::PackageRejection;
using policy::Rejection;
using primitives::FeeRate;
using primitives::Transaction;
using Kind = Rejection::Kind;
using Outcome = TransactionResult::Outcome;

namespace {

constexpr std::chrono::milliseconds kMoveWait{50};

PackageRejection transaction_failed() {
    return {PackageRejection::Kind::Transaction, "transaction failed", {}};
}

base::Err<Judge::PackageStop> stop_at(size_t member, const Stop& stop) {
    Judge::PackageStop out;
    out.again = !stop.rejection;
    out.rejection = transaction_failed();
    out.member_rejection = stop.rejection;
    out.member = member;
    return base::Err(std::move(out));
}

std::vector<const Transaction*> pointers(std::span<const TransactionRef> package) {
    std::vector<const Transaction*> out;
    for (const TransactionRef& transaction : package)
        out.push_back(transaction.get());
    return out;
}

/// The rate of all candidates together.
void set_package_rate(TransactionResult& result, std::span<const Candidate> candidates) {
    primitives::Amount fee;
    int64_t vsize = 0;
    result.effective_includes.clear();
    for (const Candidate& candidate : candidates) {
        fee = saturating_sum(fee, candidate.modified_fee);
        vsize += candidate.vsize();
        result.effective_includes.push_back(candidate.transaction->wtxid());
    }
    result.effective_rate = FeeRate(fee, vsize);
}

Rejection full(Kind kind) {
    return {kind, "mempool full", {}};
}

}  // namespace

/// Coins of each member, in order; a member is judged before the next one's coins are looked for.
Judge::PackageStep Acceptance::gather_members(std::span<Candidate> candidates, const Rules& rules) {
    for (size_t i = 0; i < candidates.size(); ++i) {
        Candidate& candidate = candidates[i];
        const Step sound = step(policy::check_context_free(*candidate.transaction, m_state.options.policy));
        if (!sound) return stop_at(i, sound.error());
        const Step gathered = m_gathering.gather(candidate, rules, candidates.first(i));
        if (!gathered) return stop_at(i, gathered.error());
        const sys::MutexLock lock(m_state.mutex);
        if (!stands(candidate, rules)) return stop_at(i, {});
        Judge judge(m_state, rules);
        const Step judged = judge.judge_member(candidate);
        if (!judged) return stop_at(i, judged.error());
    }
    return {};
}

Judge::PackageStep Acceptance::judge_members(std::span<Candidate> candidates, const Rules& rules,
                                             Effect effect) {
    Judge judge(m_state, rules);
    for (size_t i = 0; i < candidates.size(); ++i) {
        if (!stands(candidates[i], rules)) return stop_at(i, {});
        const Step judged = judge.judge_member(candidates[i]);
        if (!judged) return stop_at(i, judged.error());
    }
    TRY(judge.judge_package(candidates));
    if (effect == Effect::Enter) judge.commit(candidates);
    return {};
}

Judge::PackageStep Acceptance::run_member_scripts(std::span<Candidate> candidates, const Rules& rules,
                                                  PackageResult& result) {
    for (size_t i = 0; i < candidates.size(); ++i) {
        const Step run = run_scripts(candidates[i]);
        if (!run) return stop_at(i, run.error());
        // Those in front of a failing one are told as accepted where nothing follows from it.
        if (rules.test) result.transactions[i] = accepted_result(candidates[i]);
    }
    return {};
}

Judge::PackageStep Acceptance::attempt_together(std::span<Candidate> candidates, const Rules& rules,
                                                PackageResult& result) {
    TRY(gather_members(candidates, rules));
    {
        const sys::MutexLock lock(m_state.mutex);
        TRY(judge_members(candidates, rules, Effect::None));
    }
    TRY(run_member_scripts(candidates, rules, result));
    if (!rules.test) m_state.feed.wait_for_room();
    const sys::MutexLock lock(m_state.mutex);
    TRY(judge_members(candidates, rules, rules.test ? Effect::None : Effect::Enter));
    m_state.changed();
    return {};
}

PackageResult Acceptance::judge_together(std::span<const TransactionRef> package, const Rules& rules) {
    std::vector<Candidate> candidates(package.begin(), package.end());
    PackageResult result;
    const auto give_up = std::chrono::steady_clock::now() + m_state.options.patience;
    PackageStep done;
    while (true) {
        result.transactions.assign(package.size(), {});
        done = attempt_together(candidates, rules, result);
        const bool settled = done || !done.error().again;
        if (settled || std::chrono::steady_clock::now() > give_up) break;
        if (!m_state.wait_for_move(candidates[done.error().member].tip, kMoveWait)) break;
    }
    if (!done) {
        const Judge::PackageStop& stop = done.error();
        result.rejection = stop.rejection;
        if (!stop.member_rejection) return result;
        TransactionResult& member = result.transactions[stop.member];
        member = refused_result(candidates[stop.member], *stop.member_rejection);
        const bool judged_together = rules.package_rates && member.effective_rate;
        if (judged_together) set_package_rate(member, candidates);
        return result;
    }
    for (size_t i = 0; i < package.size(); ++i) {
        result.transactions[i] = accepted_result(candidates[i]);
        if (rules.package_rates) set_package_rate(result.transactions[i], candidates);
        result.replaced.insert(result.replaced.end(), candidates[i].replaced.begin(),
                               candidates[i].replaced.end());
    }
    return result;
}

PackageResult Acceptance::test(std::span<const TransactionRef> package, const Terms& terms) {
    PackageResult result;
    result.transactions.resize(package.size());
    if (package.size() == 1) {
        Terms without_effect = terms;
        without_effect.effect = Effect::None;
        result.transactions[0] = accept(package[0], without_effect);
        if (!result.transactions[0].accepted()) result.rejection = transaction_failed();
        return result;
    }
    if (auto formed = policy::check_package(pointers(package)); !formed) {
        result.rejection = formed.error();
        return result;
    }
    Rules rules;
    rules.test = true;
    rules.allow_replacement = false;
    rules.allow_sibling_eviction = false;
    rules.in_package = true;
    rules.max_rate = terms.max_rate;
    return judge_together(package, rules);
}

std::optional<TransactionResult> Acceptance::already_there(const Transaction& transaction) {
    const sys::MutexLock lock(m_state.mutex);
    const Stored* stored = m_state.pool.entries().find(transaction.txid());
    if (stored == nullptr) return std::nullopt;
    TransactionResult result;
    const bool same = stored->transaction().wtxid() == transaction.wtxid();
    result.outcome = same ? Outcome::AlreadyThere : Outcome::DifferentWitness;
    if (same) {
        result.vsize = stored->entry.vsize();
        result.fee = stored->entry.fee;
    } else {
        result.other_wtxid = stored->transaction().wtxid();
    }
    return result;
}

/// The pool shrinks to its size after a package, which may lose members by that.
void Acceptance::cut_to_size(std::span<const TransactionRef> package, PackageResult& result) {
    const sys::MutexLock lock(m_state.mutex);
    m_state.limit_size();
    m_state.changed();
    for (size_t i = 0; i < package.size(); ++i) {
        TransactionResult& own = result.transactions[i];
        const bool in = own.outcome != Outcome::Rejected && own.outcome != Outcome::NotReached;
        if (!in || m_state.pool.entries().find(package[i]->txid()) != nullptr) continue;
        own = {};
        own.outcome = Outcome::Rejected;
        own.rejection = full(Kind::MempoolPolicy);
        result.rejection = transaction_failed();
    }
}

/// Offers each member by itself; those that the others might save. Rejects the package when one is beyond
/// that.
std::vector<size_t> Acceptance::offer_each(std::span<const TransactionRef> package, const Rules& rules,
                                           PackageResult& result) {
    std::vector<size_t> left;
    for (size_t i = 0; i < package.size(); ++i) {
        TransactionResult& own = result.transactions[i];
        if (auto there = already_there(*package[i])) {
            own = std::move(*there);
            continue;
        }
        own = accept(package[i], rules);
        result.replaced.insert(result.replaced.end(), own.replaced.begin(), own.replaced.end());
        if (own.accepted()) continue;
        // Only what pays too little, or spends what does, can be saved.
        const Kind kind = own.rejection->kind;
        if (package.size() > 1 && (kind == Kind::Reconsiderable || kind == Kind::MissingInputs)) {
            left.push_back(i);
        } else {
            result.rejection = transaction_failed();
        }
    }
    return left;
}

/// Offers together what could not enter by itself.
void Acceptance::offer_rest(std::span<const TransactionRef> package, const std::vector<size_t>& left,
                            Rules rules, PackageResult& result) {
    if (left.size() == 1) {
        TransactionResult& own = result.transactions[left[0]];
        own = accept(package[left[0]], rules);
        result.replaced.insert(result.replaced.end(), own.replaced.begin(), own.replaced.end());
        if (!own.accepted()) result.rejection = transaction_failed();
        return;
    }
    std::vector<TransactionRef> rest;
    for (const size_t i : left)
        rest.push_back(package[i]);
    rules.allow_sibling_eviction = false;
    rules.package_rates = true;
    PackageResult together = judge_together(rest, rules);
    result.rejection = std::move(together.rejection);
    result.replaced.insert(result.replaced.end(), together.replaced.begin(), together.replaced.end());
    for (size_t i = 0; i < left.size(); ++i) {
        if (together.transactions[i].outcome == Outcome::NotReached) continue;
        result.transactions[left[i]] = std::move(together.transactions[i]);
    }
}

PackageResult Acceptance::accept_package(std::span<const TransactionRef> package, const Terms& terms) {
    PackageResult result;
    result.transactions.resize(package.size());
    auto formed = policy::check_package(pointers(package));
    if (formed) formed = policy::check_child_with_parents(pointers(package));
    if (!formed) {
        result.rejection = formed.error();
        return result;
    }
    Rules rules;
    rules.max_rate = terms.max_rate;
    rules.time_s = terms.time_s;
    rules.in_package = true;
    const std::vector<size_t> left = offer_each(package, rules, result);
    if (!result.rejection && !left.empty()) offer_rest(package, left, rules, result);
    cut_to_size(package, result);
    return result;
}

}  // namespace quanta::mempool
