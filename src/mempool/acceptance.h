// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "mempool/candidate.h"
#include "mempool/coin_source.h"
#include "mempool/gathering.h"
#include "mempool/judge.h"
#include "mempool/result.h"
#include "mempool/script_runner.h"
#include "mempool/state.h"
#include "params/params.h"

namespace quanta::mempool {

/// The way of a transaction into the pool. Any thread; many at once.
///
/// What it is by itself and with its coins is checked without the pool's lock (Gathering), what the pool
/// thinks of it with the lock (Judge), its scripts without, and then the pool is asked once more and takes it
/// in. When the tip or a parent changed meanwhile, it begins again, but for scripts that are known to hold.
class Acceptance {
public:
    struct Parts {
        State& state;
        const CoinSource& coins;
        ScriptRunner& scripts;
        const params::ConsensusParams& params;
    };
    explicit Acceptance(const Parts& parts)
        : m_state(parts.state),
          m_scripts(parts.scripts),
          m_gathering(parts.state, parts.coins, parts.params) {}

    /// One transaction by itself.
    TransactionResult accept(const TransactionRef& transaction, const Terms& terms);
    /// Several together, without effect.
    PackageResult test(std::span<const TransactionRef> package, const Terms& terms);
    /// A child with parents.
    PackageResult accept_package(std::span<const TransactionRef> package, const Terms& terms);
    /// One that comes back from a block that was taken off, before the pool is settled. Nothing when the
    /// chain has gone on: nobody waits here, as it is for the caller to follow it.
    std::optional<TransactionResult> bring_back(const TransactionRef& transaction);

private:
    using PackageStep = Judge::PackageStep;

    TransactionResult accept(const TransactionRef& transaction, const Rules& rules);
    Step attempt(Candidate& candidate, const Rules& rules);
    Step look(Candidate& candidate, const Rules& rules);
    Step run_scripts(Candidate& candidate);
    Step commit(Candidate& candidate, const Rules& rules);
    Step judge_now(Candidate& candidate, const Rules& rules, Effect effect) QUANTA_REQUIRES(m_state.mutex);
    bool stands(const Candidate& candidate, const Rules& rules) const QUANTA_REQUIRES(m_state.mutex);

    // acceptance_package.cpp
    PackageResult judge_together(std::span<const TransactionRef> package, const Rules& rules);
    PackageStep attempt_together(std::span<Candidate> candidates, const Rules& rules, PackageResult& result);
    PackageStep gather_members(std::span<Candidate> candidates, const Rules& rules);
    PackageStep judge_members(std::span<Candidate> candidates, const Rules& rules, Effect effect)
        QUANTA_REQUIRES(m_state.mutex);
    PackageStep run_member_scripts(std::span<Candidate> candidates, const Rules& rules,
                                   PackageResult& result);
    std::optional<TransactionResult> already_there(const primitives::Transaction& transaction);
    std::vector<size_t> offer_each(std::span<const TransactionRef> package, const Rules& rules,
                                   PackageResult& result);
    void offer_rest(std::span<const TransactionRef> package, const std::vector<size_t>& left, Rules rules,
                    PackageResult& result);
    void cut_to_size(std::span<const TransactionRef> package, PackageResult& result);

    State& m_state;
    ScriptRunner& m_scripts;
    const Gathering m_gathering;
};

/// The result for `candidate`, whose fee was judged as `rules` say: accepted, or refused with `rejection`.
TransactionResult accepted_result(const Candidate& candidate);
TransactionResult refused_result(const Candidate& candidate, policy::Rejection rejection);

}  // namespace quanta::mempool
