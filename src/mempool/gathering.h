// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>

#include "mempool/candidate.h"
#include "mempool/coin_source.h"
#include "mempool/state.h"
#include "params/params.h"

namespace quanta::mempool {

/// First half of acceptance: everything that the transaction and its coins decide, scripts left out. Coins
/// are looked for in the package, in the pool, then, without the pool's lock, in the chain, all as of one
/// tip. Any thread.
class Gathering {
public:
    Gathering(State& state, const CoinSource& coins, const params::ConsensusParams& params)
        : m_state(state), m_coins(coins), m_params(params) {}

    /// Fills in all of `candidate` up to scripts_hold; `package` are members before it. In the deployed
    /// order: lock time, presence of itself, conflicts where there may be none, coins, relative locks,
    /// amounts, standard inputs.
    Step gather(Candidate& candidate, const Rules& rules, std::span<const Candidate> package) const;

private:
    Step look_at_pool(Candidate& candidate, const Rules& rules, std::span<const Candidate> package) const;
    Step look_at_chain(Candidate& candidate) const;
    Step missing(Candidate& candidate) const;
    bool is_confirmed(const Candidate& candidate) const;
    Step weigh(Candidate& candidate) const;

    State& m_state;
    const CoinSource& m_coins;
    const params::ConsensusParams& m_params;
};

}  // namespace quanta::mempool
