// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "cluster/change.h"
#include "mempool/reader.h"
#include "mempool/state.h"

/// @file
/// A pool without rules, for tests and benchmarks of what is made of it.

namespace quanta::mining {

/// What a transaction of a test is like.
struct PoolSpec {
    int64_t fee_sat = 1000;
    std::vector<primitives::OutPoint> spends;  ///< a coin of its own if there are none
    size_t padding = 0;                        ///< bytes of a data output
    int64_t sigop_cost = 0;
    uint32_t lock_time = 0;
    bool witness = false;
};

/// A pool that takes whatever it is given. Parents come before children.
class TestPool {
public:
    TestPool() : state(options(), clock, {1, 2}), reader(state) { extend(); }

    /// The tip is a new header from now on.
    const chain::HeaderNode& extend() {
        primitives::BlockHeader header;
        header.time = kTime_s + 600 * static_cast<uint32_t>(m_headers);
        header.bits = 0x207fffff;
        if (tip != nullptr) header.previous = tip->hash;
        tip = &tree.add(tip == nullptr ? nullptr : tree.find_mutable(tip->hash), header, header.hash());
        ++m_headers;
        const sys::MutexLock lock(state.mutex);
        state.tip = tip;
        return *tip;
    }

    mempool::TransactionRef add(const PoolSpec& spec) {
        primitives::MutableTransaction made;
        made.lock_time = spec.lock_time;
        for (const primitives::OutPoint& outpoint : spec.spends)
            made.inputs.push_back({outpoint, {}, 0xfffffffe, {}});
        if (made.inputs.empty()) made.inputs.push_back({fresh_coin(), {}, 0xfffffffe, {}});
        if (spec.witness) made.inputs[0].witness.push_back({1});
        for (int i = 0; i < 4; ++i)
            made.outputs.push_back({{1000}, base::Bytes(22, 1)});
        if (spec.padding > 0) made.outputs.push_back({{0}, base::Bytes(spec.padding, 0x6a)});
        mempool::TransactionRef transaction = made.freeze();
        enter(transaction, spec);
        return transaction;
    }
    /// An outpoint of `transaction`.
    static primitives::OutPoint output(const mempool::TransactionRef& transaction, uint32_t index = 0) {
        return {transaction->txid(), index};
    }
    /// Takes `transaction` out with what depends on it.
    void remove(const mempool::TransactionRef& transaction) {
        const sys::MutexLock lock(state.mutex);
        const mempool::Stored* stored = state.pool.entries().find(transaction->txid());
        if (stored == nullptr) return;
        state.pool.remove_with_descendants({stored->handle}, mempool::LeaveReason::Replaced);
        state.changed();
    }
    void prioritise(const mempool::TransactionRef& transaction, int64_t delta_sat) {
        const sys::MutexLock lock(state.mutex);
        state.pool.prioritise(transaction->txid(), {delta_sat});
        state.changed();
    }
    /// All chunks, best first.
    mempool::ChunkSnapshot all() const {
        constexpr int64_t kAll = std::numeric_limits<int64_t>::max() / 2;
        return reader.chunks(
            {.weight = kAll, .least = {std::numeric_limits<int32_t>::min(), 1}, .known = {}});
    }

    chain::HeaderTree tree;
    const chain::HeaderNode* tip = nullptr;
    sys::FakeClock clock;
    mempool::State state;
    mempool::Reader reader;

private:
    static constexpr uint32_t kTime_s = 1'700'000'000;

    static mempool::Options options() {
        mempool::Options options;
        options.max_bytes = size_t{1} << 40;
        return options;
    }
    primitives::OutPoint fresh_coin() {
        primitives::OutPoint coin;
        base::write_le(coin.txid.data(), ++m_coins);
        base::write_le(coin.txid.data() + 8, m_coins * 0x9e3779b97f4a7c15);
        coin.index = 0;
        return coin;
    }
    void enter(const mempool::TransactionRef& transaction, const PoolSpec& spec) {
        const sys::MutexLock lock(state.mutex);
        mempool::Pool& pool = state.pool;
        cluster::Change change(pool.graph_for_change());
        mempool::Admission admission;
        mempool::Entry& entry = admission.stored.entry;
        entry.transaction = transaction;
        entry.fee = {spec.fee_sat};
        entry.weight = static_cast<int64_t>(transaction->weight());
        entry.sigop_cost = spec.sigop_cost;
        admission.stored.handle = change.add({spec.fee_sat, entry.weight});
        for (const cluster::Handle parent : pool.parents_of(*transaction))
            change.depend(parent, admission.stored.handle);
        CHECK(!change.too_large());
        std::vector<mempool::Admission> admissions;
        admissions.push_back(std::move(admission));
        pool.commit(change, {}, {}, std::move(admissions));
        state.changed();
    }

    uint64_t m_coins = 0;
    int m_headers = 0;
};

}  // namespace quanta::mining
