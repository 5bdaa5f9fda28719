// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/selection.h"

#include <algorithm>
#include <iterator>

#include "consensus/rules.h"

namespace quanta::mining {

using cluster::better_rate;
using cluster::FeeSize;
using mempool::ChunkSnapshot;
using primitives::Transaction;

namespace {

/// Weight of chunks asked for on top of what there is room for: as the last ones seldom fit, some are tried
/// in vain. Grows when it was too little.
constexpr int64_t kSpareWeight = 1'000'000;
constexpr int64_t kMoreSpare = 4;

}  // namespace

Selection::Selection(const BlockLimits& limits, const BlockPosition& position)
    : m_limits(limits),
      m_position(position),
      m_least{limits.min_rate_sat_per_kvb, int64_t{1000} * primitives::kWitnessScale} {}

bool Selection::full() const {
    const Step step = last_step();
    return step.failures > kMaxFailures &&
           step.totals.weight + m_limits.reserved_weight + kFullEnough > m_limits.max_weight;
}

std::optional<Selection::Renewal> Selection::renew(const mempool::Reader& pool) {
    std::optional<FeeSize> from;
    if (m_version) {
        from = pool.best_change_since(*m_version);
        // What changes behind the place where the walk ended does not change the walk.
        const bool beyond = from && full() && better_rate(m_steps.back().rate, *from);
        if (!from || beyond || better_rate(m_least, *from)) return std::nullopt;
    }
    Renewal renewal;
    size_t kept = m_transactions.size();
    for (int64_t spare = kSpareWeight;; spare *= kMoreSpare) {
        go_back(from, kept, renewal.before);
        const int64_t room = m_limits.max_weight - last_step().totals.weight;
        const ChunkSnapshot snapshot = pool.chunks({.weight = room + spare, .least = m_least, .from = from});
        if (from) {
            // Something better may have changed since it was asked for.
            const auto now = pool.best_change_since(*m_version);
            const bool better = now && better_rate(*now, *from);
            from = now;
            if (better) continue;
        }
        look_at(snapshot);
        if (!full() && !snapshot.complete) continue;
        m_version = snapshot.version;
        m_tip = snapshot.tip;
        break;
    }
    renewal.after.assign(m_transactions.begin() + static_cast<std::ptrdiff_t>(kept), m_transactions.end());
    return renewal;
}

void Selection::go_back(const std::optional<FeeSize>& rate, size_t& kept,
                        std::vector<BlockTransaction>& before) {
    const auto keep = std::ranges::partition_point(
        m_steps, [&rate](const Step& step) { return rate && better_rate(step.rate, *rate); });
    m_steps.erase(keep, m_steps.end());
    const Step step = last_step();
    for (size_t i = step.left_out; i < m_left_out.size(); ++i)
        m_left_out_ids.erase(m_left_out[i]);
    m_left_out.resize(step.left_out);
    if (step.transactions < kept) {
        const auto first = m_transactions.begin() + static_cast<std::ptrdiff_t>(step.transactions);
        before.insert(before.begin(), std::make_move_iterator(first),
                      std::make_move_iterator(m_transactions.begin() + static_cast<std::ptrdiff_t>(kept)));
        kept = step.transactions;
    }
    m_transactions.resize(step.transactions);
}

void Selection::look_at(const ChunkSnapshot& snapshot) {
    Chunk rest = snapshot.transactions;
    for (const ChunkSnapshot::Chunk& chunk : snapshot.chunks) {
        if (full()) return;
        look_at(chunk.fee_size, rest.first(chunk.count));
        rest = rest.subspan(chunk.count);
    }
}

void Selection::look_at(const FeeSize& rate, Chunk chunk) {
    Step step = last_step();
    step.rate = rate;
    if (fits(chunk, step.totals)) {
        for (const auto& [transaction, fee, weight, sigop_cost] : chunk)
            m_transactions.push_back({transaction, fee, sigop_cost});
        step.failures = 0;
    } else {
        for (const auto& left : chunk) {
            m_left_out.push_back(left.transaction->txid());
            m_left_out_ids.insert(left.transaction->txid());
        }
        ++step.failures;
    }
    step.transactions = m_transactions.size();
    step.left_out = m_left_out.size();
    m_steps.push_back(step);
}

bool Selection::fits(Chunk chunk, Totals& totals) const {
    Totals with = totals;
    for (const ChunkSnapshot::Transaction& next : chunk) {
        with.weight += static_cast<int64_t>(next.transaction->weight());
        with.sigop_cost += next.sigop_cost;
    }
    if (with.weight > m_limits.max_weight - m_limits.reserved_weight) return false;
    if (with.sigop_cost > consensus::kMaxBlockSigopsCost - m_limits.reserved_sigop_cost) return false;
    const bool fine = std::ranges::all_of(chunk, [this](const ChunkSnapshot::Transaction& next) {
        return allowed(*next.transaction) && !depends_on_left_out(*next.transaction);
    });
    if (fine) totals = with;
    return fine;
}

bool Selection::allowed(const Transaction& transaction) const {
    if (transaction.has_witness() && !m_position.witnesses) return false;
    return consensus::is_final(transaction, m_position.height, m_position.lock_time_cutoff);
}

bool Selection::depends_on_left_out(const Transaction& transaction) const {
    if (m_left_out.empty()) return false;
    return std::ranges::any_of(transaction.inputs(), [this](const primitives::TxIn& input) {
        return m_left_out_ids.contains(input.prevout.txid);
    });
}

}  // namespace quanta::mining
