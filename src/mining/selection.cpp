// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/selection.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "consensus/rules.h"

namespace quanta::mining {

using cluster::ChunkKey;
using mempool::ChunkSnapshot;
using primitives::Transaction;

namespace {

/// Weight of chunks asked for on top of what there is room for: as the last ones seldom fit, some are tried
/// in vain, and others come up when better ones leave. Grows when it was too little.
constexpr int64_t kSpareWeight = 1'000'000;
constexpr int64_t kMoreSpare = 4;
/// Beyond this, chunks behind the block are given up.
constexpr int64_t kMaxSpareWeight = 3 * kSpareWeight;

bool before(const ChunkKey& a, const ChunkKey& b) {
    return cluster::compare_keys(a, b) < 0;
}

}  // namespace

Selection::Selection(const BlockLimits& limits, const BlockPosition& position)
    : m_limits(limits),
      m_position(position),
      m_least{limits.min_rate_sat_per_kvb, int64_t{1000} * primitives::kWitnessScale} {}

bool Selection::is_full(const State& state) const {
    return state.failures > kMaxFailures &&
           state.weight + m_limits.reserved_weight + kFullEnough > m_limits.max_weight;
}

std::optional<Selection::Renewal> Selection::renew(const mempool::Reader& pool) {
    Renewal renewal;
    int64_t spare = kSpareWeight;
    // What is known already is mostly enough.
    int64_t wanted = m_known ? 0 : m_limits.max_weight + spare;
    while (true) {
        take_up(pool.chunks({.weight = wanted, .least = m_least, .known = m_known}), renewal);
        const State state = state_before(m_walked);
        if (!m_known->until || is_full(state)) break;
        wanted = m_limits.max_weight - state.weight + spare;
        spare *= kMoreSpare;
    }
    trim();
    if (renewal.before.empty() && renewal.after.empty()) return std::nullopt;
    return renewal;
}

void Selection::take_up(ChunkSnapshot&& snapshot, Renewal& renewal) {
    m_tip = snapshot.tip;
    m_known = {snapshot.version, snapshot.until};
    std::vector<size_t> gone;
    if (snapshot.anew) {
        for (size_t place = 0; place < m_order.size(); ++place)
            gone.push_back(place);
    } else {
        gone = places_of(snapshot.gone);
    }
    size_t first = gone.empty() ? m_walked : std::min(m_walked, gone.front());
    if (!snapshot.chunks.empty()) {
        const auto behind = std::ranges::upper_bound(m_order, snapshot.chunks.front().key, before,
                                                     [this](RowNumber row) { return m_rows[row].key; });
        first = std::min(first, static_cast<size_t>(behind - m_order.begin()));
    }
    go_back(first);
    remove(gone, renewal);

    std::vector<RowNumber> come;
    come.reserve(snapshot.chunks.size());
    for (std::span rest = snapshot.transactions; const ChunkSnapshot::Chunk& chunk : snapshot.chunks) {
        come.push_back(make_row(chunk, rest.first(chunk.count)));
        rest = rest.subspan(chunk.count);
    }
    insert(come);
    walk(first, renewal);
}

std::vector<size_t> Selection::places_of(std::span<const ChunkKey> keys) const {
    std::vector<size_t> places;
    auto at = m_order.begin();
    for (const ChunkKey& key : keys) {
        at = std::ranges::lower_bound(at, m_order.end(), key, before,
                                      [this](RowNumber row) { return m_rows[row].key; });
        CHECK(at != m_order.end() && m_rows[*at].key.tie == key.tie);
        places.push_back(static_cast<size_t>(at - m_order.begin()));
    }
    return places;
}

void Selection::go_back(size_t place) {
    for (const size_t left_out = state_before(place).left_out; m_left_out.size() > left_out;) {
        const RowNumber number = m_left_out.back();
        const auto [first, end] = m_left_out_of.equal_range(m_rows[number].key.cluster);
        m_left_out_of.erase(std::find_if(first, end, [&](const auto& one) { return one.second == number; }));
        m_left_out.pop_back();
    }
    m_walked = place;
}

void Selection::remove(std::span<const size_t> places, Renewal& renewal) {
    if (places.empty()) return;
    size_t kept = places.front();
    for (size_t i = 0; i < places.size(); ++i) {
        const RowNumber number = m_order[places[i]];
        select(m_rows[number], false, renewal);
        m_rows[number] = {};
        m_free_rows.push_back(number);
        const size_t end = i + 1 < places.size() ? places[i + 1] : m_order.size();
        for (size_t next = places[i] + 1; next < end; ++next)
            m_order[kept++] = m_order[next];
    }
    m_order.resize(kept);
}

Selection::RowNumber Selection::make_row(const ChunkSnapshot::Chunk& chunk,
                                         std::span<ChunkSnapshot::Transaction> transactions) {
    Row row{.key = chunk.key, .last = chunk.last, .allowed = pays_enough(chunk.key.fee_size())};
    row.transactions.reserve(chunk.count);
    for (ChunkSnapshot::Transaction& next : transactions) {
        row.weight += static_cast<int64_t>(next.transaction->weight());
        row.sigop_cost += next.sigop_cost;
        row.allowed = row.allowed && allowed(*next.transaction);
        row.transactions.push_back({std::move(next.transaction), next.fee, next.sigop_cost});
    }
    if (m_free_rows.empty()) {
        m_rows.push_back(std::move(row));
        return static_cast<RowNumber>(m_rows.size() - 1);
    }
    const RowNumber number = m_free_rows.back();
    m_free_rows.pop_back();
    m_rows[number] = std::move(row);
    return number;
}

void Selection::insert(std::span<const RowNumber> rows) {
    size_t end = m_order.size();
    size_t to = end + rows.size();
    m_order.resize(to);
    // From the back on: each moves those behind it to where they end up.
    for (size_t i = rows.size(); i-- > 0;) {
        const auto first = m_order.begin();
        const auto last = first + static_cast<std::ptrdiff_t>(end);
        const auto behind = std::ranges::upper_bound(first, last, m_rows[rows[i]].key, before,
                                                     [this](RowNumber row) { return m_rows[row].key; });
        std::move_backward(behind, last, first + static_cast<std::ptrdiff_t>(to));
        to -= static_cast<size_t>(last - behind);
        end = static_cast<size_t>(behind - first);
        m_order[--to] = rows[i];
    }
}

void Selection::walk(size_t place, Renewal& renewal) {
    State state = state_before(place);
    for (; place < m_order.size() && !is_full(state); ++place) {
        Row& row = m_rows[m_order[place]];
        const bool fine = fits(row, state);
        select(row, fine, renewal);
        if (fine) {
            state.weight += row.weight;
            state.sigop_cost += row.sigop_cost;
            state.failures = 0;
        } else {
            ++state.failures;
            if (!row.last) leave_out(m_order[place]);
        }
        state.left_out = m_left_out.size();
        row.after = state;
    }
    m_walked = place;
    for (; place < m_order.size(); ++place)
        select(m_rows[m_order[place]], false, renewal);
}

void Selection::trim() {
    int64_t weight = 0;
    size_t keep = m_walked;
    for (size_t place = m_walked; place < m_order.size(); ++place) {
        if (weight < kSpareWeight) keep = place + 1;
        weight += row_at(place).weight;
    }
    if (weight <= kMaxSpareWeight || keep == 0) return;
    for (size_t place = keep; place < m_order.size(); ++place) {
        m_rows[m_order[place]] = {};
        m_free_rows.push_back(m_order[place]);
    }
    m_order.resize(keep);
    m_known->until = row_at(keep - 1).key;
}

bool Selection::fits(const Row& row, const State& state) const {
    if (!row.allowed) return false;
    if (state.weight + row.weight > m_limits.max_weight - m_limits.reserved_weight) return false;
    if (state.sigop_cost + row.sigop_cost > consensus::kMaxBlockSigopsCost - m_limits.reserved_sigop_cost)
        return false;
    return !depends_on_left_out(row);
}

bool Selection::pays_enough(const cluster::FeeSize& chunk) const {
    const int64_t vsize = (chunk.size_wu + primitives::kWitnessScale - 1) / primitives::kWitnessScale;
    return chunk.fee_sat * 1000 >= m_limits.min_rate_sat_per_kvb * vsize;
}

bool Selection::allowed(const Transaction& transaction) const {
    if (transaction.has_witness() && !m_position.witnesses) return false;
    return consensus::is_final(transaction, m_position.height, m_position.lock_time_cutoff);
}

bool Selection::depends_on_left_out(const Row& row) const {
    if (row.key.index() == 0 || m_left_out.empty()) return false;
    const auto is_spent = [&row](const BlockTransaction& left_out) {
        return std::ranges::any_of(row.transactions, [&left_out](const BlockTransaction& next) {
            return std::ranges::any_of(next.transaction->inputs(), [&left_out](const auto& input) {
                return input.prevout.txid == left_out.transaction->txid();
            });
        });
    };
    const auto [first, end] = m_left_out_of.equal_range(row.key.cluster);
    return std::any_of(first, end, [&](const auto& left_out) {
        return std::ranges::any_of(m_rows[left_out.second].transactions, is_spent);
    });
}

void Selection::leave_out(RowNumber number) {
    m_left_out.push_back(number);
    m_left_out_of.emplace(m_rows[number].key.cluster, number);
}

void Selection::select(Row& row, bool selected, Renewal& renewal) {
    if (row.selected == selected) return;
    row.selected = selected;
    std::vector<BlockTransaction>& list = selected ? renewal.after : renewal.before;
    list.insert(list.end(), row.transactions.begin(), row.transactions.end());
}

std::vector<BlockTransaction> Selection::transactions() const {
    std::vector<BlockTransaction> selected;
    for (size_t place = 0; place < m_walked; ++place) {
        const Row& row = row_at(place);
        if (row.selected) selected.insert(selected.end(), row.transactions.begin(), row.transactions.end());
    }
    return selected;
}

}  // namespace quanta::mining
