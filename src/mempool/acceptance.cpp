// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/acceptance.h"

#include <chrono>

namespace quanta::mempool {

using policy::Rejection;
using primitives::FeeRate;
using Kind = Rejection::Kind;

namespace {

/// How long a transaction waits for one change of the tip.
constexpr std::chrono::milliseconds kMoveWait{50};

Rejection stopping() {
    return {Kind::NoMempool, "no-mempool", {}};
}
Rejection restless() {
    return {Kind::Reconsiderable, "tip-changed", {}};
}

Rules rules_of(const Terms& terms) {
    Rules rules;
    rules.test = terms.effect == Effect::None;
    rules.max_rate = terms.max_rate;
    rules.time_s = terms.time_s;
    return rules;
}

void set_own_rate(TransactionResult& result, const Candidate& candidate) {
    result.effective_rate = FeeRate(candidate.modified_fee, candidate.vsize());
    result.effective_includes = {candidate.transaction->wtxid()};
}

}  // namespace

TransactionResult accepted_result(const Candidate& candidate) {
    TransactionResult result;
    result.outcome = TransactionResult::Outcome::Accepted;
    result.vsize = candidate.vsize();
    result.fee = candidate.fee;
    result.replaced = candidate.replaced;
    set_own_rate(result, candidate);
    return result;
}

TransactionResult refused_result(const Candidate& candidate, Rejection rejection) {
    TransactionResult result;
    result.outcome = TransactionResult::Outcome::Rejected;
    result.vsize = candidate.vsize();
    result.fee = candidate.fee;
    if (rejection.kind == Kind::MissingInputs) result.missing_parents = candidate.missing_parents;
    const bool judged_by_fee = rejection.kind == Kind::Reconsiderable && candidate.weight > 0;
    if (judged_by_fee) set_own_rate(result, candidate);
    result.rejection = std::move(rejection);
    return result;
}

/// Whether the pool is where the candidate's coins were gathered.
bool Acceptance::stands(const Candidate& candidate, const Rules& rules) const {
    const bool ready = m_state.settled || rules.bypass_limits;
    return ready && !m_state.stopping && m_state.tip == candidate.tip;
}

Step Acceptance::judge_now(Candidate& candidate, const Rules& rules, Effect effect) {
    if (!stands(candidate, rules)) return Stop::again();
    Judge judge(m_state, rules);
    TRY(judge.judge(candidate));
    if (effect == Effect::Enter) judge.commit({&candidate, 1});
    return {};
}

/// Before scripts are run for nothing.
Step Acceptance::look(Candidate& candidate, const Rules& rules) {
    const sys::MutexLock lock(m_state.mutex);
    return judge_now(candidate, rules, Effect::None);
}

Step Acceptance::run_scripts(Candidate& candidate) {
    if (candidate.scripts_hold) return {};
    TRY(step(m_scripts.run(*candidate.transaction, candidate.coins, candidate.block_flags)));
    candidate.scripts_hold = true;
    return {};
}

Step Acceptance::commit(Candidate& candidate, const Rules& rules) {
    if (!rules.test && !rules.bypass_limits) m_state.feed.wait_for_room();
    const sys::MutexLock lock(m_state.mutex);
    TRY(judge_now(candidate, rules, rules.test ? Effect::None : Effect::Enter));
    if (rules.test) return {};
    const bool limited = !rules.in_package && !rules.bypass_limits;
    if (limited) m_state.limit_size();
    m_state.changed();
    const bool stays = m_state.pool.entries().find(candidate.transaction->txid()) != nullptr;
    if (!stays) return Stop::refuse(Kind::Reconsiderable, "mempool full");
    return {};
}

Step Acceptance::attempt(Candidate& candidate, const Rules& rules) {
    TRY(m_gathering.gather(candidate, rules, {}));
    if (!candidate.scripts_hold) {
        TRY(look(candidate, rules));
        TRY(run_scripts(candidate));
    }
    return commit(candidate, rules);
}

TransactionResult Acceptance::accept(const TransactionRef& transaction, const Rules& rules) {
    Candidate candidate(transaction);
    if (auto verdict = policy::check_context_free(*transaction, m_state.options.policy); !verdict)
        return refused_result(candidate, std::move(verdict).error());
    const auto give_up = std::chrono::steady_clock::now() + m_state.options.patience;
    while (true) {
        const Step done = attempt(candidate, rules);
        if (done) return accepted_result(candidate);
        if (done.error().rejection) return refused_result(candidate, *done.error().rejection);
        const auto wait = done.error().at_once ? std::chrono::milliseconds(0) : kMoveWait;
        if (!m_state.wait_for_move(candidate.tip, wait)) return refused_result(candidate, stopping());
        if (std::chrono::steady_clock::now() > give_up) return refused_result(candidate, restless());
    }
}

TransactionResult Acceptance::accept(const TransactionRef& transaction, const Terms& terms) {
    return accept(transaction, rules_of(terms));
}

std::optional<TransactionResult> Acceptance::bring_back(const TransactionRef& transaction) {
    Rules rules;
    rules.bypass_limits = true;
    Candidate candidate(transaction);
    if (auto verdict = policy::check_context_free(*transaction, m_state.options.policy); !verdict)
        return refused_result(candidate, std::move(verdict).error());
    const Step done = attempt(candidate, rules);
    if (done) return accepted_result(candidate);
    if (done.error().rejection) return refused_result(candidate, *done.error().rejection);
    return std::nullopt;
}

}  // namespace quanta::mempool
