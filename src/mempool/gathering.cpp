// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/gathering.h"

#include <algorithm>

#include "consensus/rules.h"
#include "mempool/judge.h"
#include "script/script.h"

namespace quanta::mempool {

using policy::Rejection;
using primitives::Coin;
using primitives::OutPoint;
using primitives::Transaction;
using Origin = Candidate::Origin;

namespace {

/// Stands for a coin that the chain has to be asked for.
constexpr primitives::Height kUnknown = -1;
/// Outputs looked for one by one when inputs are missing; of more, any is looked for.
constexpr size_t kFewOutputs = 8;

Coin coin_of_output(const primitives::TxOut& output, primitives::Height height) {
    return {output.value, primitives::ScriptBytes(output.script), height, false};
}

Coin unknown_coin() {
    return {{}, {}, kUnknown, false};
}

const Transaction* member(std::span<const Candidate> package, const primitives::Txid& txid) {
    const auto found = std::ranges::find_if(
        package, [&](const Candidate& other) { return other.transaction->txid() == txid; });
    return found == package.end() ? nullptr : found->transaction.get();
}

base::Err<Stop> missing_inputs() {
    return Stop::refuse(Rejection::Kind::MissingInputs, "bad-txns-inputs-missingorspent");
}

base::Err<Stop> unreadable() {
    return Stop::refuse(Rejection::Kind::Reconsiderable, "coins-unreadable");
}

/// The highest block with a coin that is confirmed.
const chain::HeaderNode* highest_block(const Candidate& candidate) {
    primitives::Height height = -1;
    for (size_t i = 0; i < candidate.coins.size(); ++i) {
        if (candidate.origins[i] == Origin::Chain) height = std::max(height, candidate.coins[i].height);
    }
    return height < 0 ? nullptr : candidate.tip->at(height);
}

script::VerifyFlags next_block_flags(const chain::HeaderNode& tip, const params::ConsensusParams& params) {
    consensus::HeaderLink next;
    next.previous = &tip;
    next.height = tip.height + 1;
    return consensus::script_flags(next, params);
}

}  // namespace

bool Candidate::spends_coinbase() const {
    return std::ranges::any_of(coins, [](const Coin& coin) { return coin.is_coinbase; });
}

/// What follows from the pool and the headers alone; leaves holes where the chain must be asked.
Step Gathering::look_at_pool(Candidate& candidate, const Rules& rules,
                             std::span<const Candidate> package) const {
    const sys::MutexLock lock(m_state.mutex);
    if (m_state.tip == nullptr) return Stop::again();
    const bool waits = !m_state.settled && !rules.bypass_limits;
    if (waits) return Stop::again();
    candidate.tip = m_state.tip;
    const primitives::Height next = candidate.tip->height + 1;
    if (!consensus::is_final(*candidate.transaction, next, candidate.tip->median_time_past()))
        return Stop::refuse(Rejection::Kind::PrematureSpend, "non-final");
    if (!rules.recheck) TRY(check_presence(m_state.pool, *candidate.transaction, rules));
    candidate.coins.clear();
    candidate.origins.clear();
    for (const primitives::TxIn& input : candidate.transaction->inputs()) {
        const OutPoint& prevout = input.prevout;
        const Transaction* parent = member(package, prevout.txid);
        Origin origin = Origin::Package;
        if (parent == nullptr) {
            const Stored* stored = m_state.pool.entries().find(prevout.txid);
            if (stored != nullptr) parent = &stored->transaction();
            origin = parent == nullptr ? Origin::Chain : Origin::Pool;
        }
        candidate.origins.push_back(origin);
        const bool there = parent != nullptr && prevout.index < parent->outputs().size();
        candidate.coins.push_back(there ? coin_of_output(parent->outputs()[prevout.index], next)
                                        : unknown_coin());
    }
    return {};
}

Step Gathering::look_at_chain(Candidate& candidate) const {
    const auto inputs = candidate.transaction->inputs();
    candidate.missing_parents.clear();
    bool all_there = true;
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (candidate.coins[i].height != kUnknown) continue;
        // Such an output does not exist, whatever comes.
        if (candidate.origins[i] != Origin::Chain) {
            all_there = false;
            continue;
        }
        auto found = m_coins.coin(inputs[i].prevout);
        if (!found) return unreadable();
        if (found->tip != candidate.tip) return Stop::again();
        if (found->coin) {
            candidate.coins[i] = std::move(*found->coin);
            continue;
        }
        all_there = false;
        candidate.missing_parents.push_back(inputs[i].prevout.txid);
    }
    if (all_there) return {};
    return missing(candidate);
}

/// Inputs are missing: perhaps because the transaction itself is in a block.
Step Gathering::missing(Candidate& candidate) const {
    auto& parents = candidate.missing_parents;
    std::ranges::sort(parents);
    parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
    if (is_confirmed(candidate)) return Stop::refuse(Rejection::Kind::Conflict, "txn-already-known");
    return missing_inputs();
}

bool Gathering::is_confirmed(const Candidate& candidate) const {
    const Transaction& transaction = *candidate.transaction;
    const auto outputs = static_cast<uint32_t>(transaction.outputs().size());
    if (outputs > kFewOutputs) {
        const auto found = m_coins.coin_of(transaction.txid());
        return found && found->coin;
    }
    for (uint32_t index = 0; index < outputs; ++index) {
        const auto found = m_coins.coin({transaction.txid(), index});
        if (found && found->coin) return true;
    }
    return false;
}

Step Gathering::weigh(Candidate& candidate) const {
    const Transaction& transaction = *candidate.transaction;
    candidate.lock = consensus::sequence_lock(transaction, candidate.coins, *candidate.tip);
    candidate.lock_block = highest_block(candidate);
    if (!consensus::is_reached(candidate.lock, *candidate.tip))
        return Stop::refuse(Rejection::Kind::PrematureSpend, "non-BIP68-final");
    const auto fee = consensus::check_inputs(transaction, candidate.coins, candidate.tip->height + 1);
    if (!fee) return Stop::refuse(policy::from_consensus(fee.error()));
    candidate.fee = *fee;
    const policy::Options& options = m_state.options.policy;
    if (options.require_standard) TRY(step(policy::check_inputs(transaction, candidate.coins)));
    candidate.sigop_cost = script::sigop_cost(transaction, candidate.coins, policy::kStandardFlags);
    candidate.weight =
        policy::adjusted_weight(transaction.weight(), candidate.sigop_cost, options.bytes_per_sigop);
    candidate.block_flags = next_block_flags(*candidate.tip, m_params);
    return {};
}

Step Gathering::gather(Candidate& candidate, const Rules& rules, std::span<const Candidate> package) const {
    candidate.weight = 0;
    TRY(look_at_pool(candidate, rules, package));
    TRY(look_at_chain(candidate));
    return weigh(candidate);
}

}  // namespace quanta::mempool
