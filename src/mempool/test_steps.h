// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <vector>

#include "base/check.h"
#include "mempool/test_mempool.h"
#include "policy/limits.h"
#include "sys/random.h"

namespace quanta::mempool {

/// What a fuzz target does to a pool, led by bytes: few coins, so that transactions meet.
class TestSteps {
public:
    TestSteps(const uint8_t* data, size_t size, const Options& options)
        : m(options), m_data(data), m_size(size) {
        for (int i = 0; i < 6; ++i)
            m_roots.push_back(m.coin(1'000'000, i % 2 == 0 ? 50 : 150, i == 5));
    }

    /// A number below `bound`; 0 once the bytes are used up.
    uint32_t draw(uint32_t bound) { return m_at < m_size ? m_data[m_at++] % bound : 0; }
    bool at_end() const { return m_at >= m_size; }

    /// A transaction that spends roots, or outputs of what was made before.
    TransactionRef transaction() {
        static constexpr int64_t kFees[] = {0, 10, 100, 1'000, 5'000, 20'000, -1};
        Spec spec;
        const uint32_t inputs = 1 + draw(3);
        for (uint32_t i = 0; i < inputs; ++i)
            add_coin(spec);
        spec.fee_sat = kFees[draw(7)] + draw(250);
        spec.outputs = 1 + draw(3);
        spec.version = draw(3) == 0 ? 3 : 2;
        spec.sequence = draw(8) == 0 ? draw(250) : 0xfffffffe;
        spec.lock_time = draw(16) == 0 ? draw(255) : 0;
        spec.padding = draw(8) == 0 ? 200 * (1 + draw(60)) : 0;
        primitives::MutableTransaction draft = TestMempool::draft(spec);
        if (draw(16) == 0) draft.inputs[0].witness.resize(draw(2));
        if (draw(8) == 0) draft.outputs.push_back({{draw(250)}, testing::anyone_witness_script()});
        auto made = draft.freeze();
        m_made.push_back(made);
        return made;
    }
    /// One made before, or a new one.
    TransactionRef any_transaction() {
        return !m_made.empty() && draw(6) == 0 ? m_made[draw(static_cast<uint32_t>(m_made.size()))]
                                               : transaction();
    }

    void offer() {
        const auto offered = any_transaction();
        const bool was_there = m.has(offered);
        const bool dry = draw(8) == 0;
        const uint64_t sequence = m.reader.info().next_sequence;
        const auto result = m.acceptance.accept(offered, Terms{dry ? Effect::None : Effect::Enter, {}, {}});
        CHECK(result.accepted() != result.rejection.has_value());
        if (dry) {
            CHECK(m.reader.info().next_sequence == sequence && m.has(offered) == was_there);
        } else {
            CHECK(m.has(offered) == (result.accepted() || was_there));
        }
        if (result.accepted()) CHECK(!was_there && result.effective_rate && result.vsize > 0);
    }
    void offer_package() {
        std::vector<TransactionRef> package;
        const uint32_t count = 1 + draw(4);
        for (uint32_t i = 0; i < count; ++i)
            package.push_back(any_transaction());
        if (draw(4) == 0) {
            const uint64_t sequence = m.reader.info().next_sequence;
            m.acceptance.test(package, Terms{});
            CHECK(m.reader.info().next_sequence == sequence);
            return;
        }
        const PackageResult result = m.acceptance.accept_package(package, Terms{});
        CHECK(result.transactions.size() == package.size());
        for (size_t i = 0; i < package.size(); ++i) {
            const TransactionResult& own = result.transactions[i];
            if (own.accepted()) CHECK(m.has(package[i]));
            CHECK((own.outcome == TransactionResult::Outcome::Rejected) == own.rejection.has_value());
            CHECK(!own.rejection || result.rejection);
        }
    }
    void disturb() {
        const uint32_t what = draw(3);
        if (what == 0) m.clock.advance_s(int64_t{60} * 60 * draw(200));
        if (what == 1 && !m_made.empty()) {
            const auto& one = m_made[draw(static_cast<uint32_t>(m_made.size()))];
            const int64_t delta = (int64_t{draw(200)} - 100) * (draw(8) == 0 ? int64_t{1} << 55 : 10);
            const sys::MutexLock lock(m.state.mutex);
            m.state.pool.prioritise(one->txid(), {delta});
            m.state.changed();
        }
        if (what == 2) mine();
    }
    /// Rules that hold whatever happens; what the pool checks of itself comes on top.
    void check() {
        CHECK(m.reader.info().memory_bytes <= m.state.options.max_bytes);
        int64_t weight = 0;
        for (const auto& chunk : m.reader.diagram())
            weight += chunk.size_wu;
        const sys::MutexLock lock(m.state.mutex);
        const Pool& pool = m.state.pool;
        int64_t sum = 0;
        for (uint32_t slot = 0; slot < pool.entries().slot_end(); ++slot) {
            const Stored* stored = pool.entries().at_slot(slot);
            if (stored == nullptr) continue;
            sum += stored->entry.weight;
            CHECK(pool.graph().cluster(stored->handle).order.size() <= pool.graph().limits().count);
            check_family(pool, *stored);
        }
        CHECK(sum == weight);
    }

    TestMempool m;

private:
    void add_coin(Spec& spec) {
        testing::SpendableCoin coin = m_roots[draw(static_cast<uint32_t>(m_roots.size()))];
        if (!m_made.empty() && draw(3) > 0) {
            const auto& parent = m_made[draw(static_cast<uint32_t>(m_made.size()))];
            coin = TestMempool::output(parent, draw(static_cast<uint32_t>(parent->outputs().size())));
        }
        for (const auto& other : spec.from) {
            if (other.outpoint == coin.outpoint && draw(8) > 0) return;
        }
        spec.from.push_back(coin);
    }
    /// A block of the best chunk, if there is one.
    void mine() {
        const ChunkSnapshot best = m.reader.chunks({.weight = 1, .least = {-1'000'000'000, 1}});
        primitives::MutableTransaction coinbase;
        coinbase.inputs.push_back({{}, base::Bytes(3, static_cast<uint8_t>(m_sequence)), 0, {}});
        coinbase.outputs.push_back({{1}, {}});
        std::vector<base::Bytes> raw{coinbase.serialize()};
        for (const auto& mined : best.transactions) {
            raw.emplace_back(mined.transaction->raw().begin(), mined.transaction->raw().end());
            for (const auto& input : mined.transaction->inputs())
                m.coins.remove(input.prevout);
            for (uint32_t i = 0; i < mined.transaction->outputs().size(); ++i)
                m.coins.add(testing::coin_of(*mined.transaction, i, m.tip->height + 1));
        }
        auto snapshot = std::make_shared<chain::Snapshot>();
        snapshot->tip = m.extend();
        snapshot->sequence = ++m_sequence;
        m.coins.set_tip(m.tip);
        m.follower.block_connected({m_sequence, m.tip,
                                    primitives::Block::parse(primitives::Block::assemble({}, raw)).value(),
                                    nullptr});
        m.follower.tip_changed(snapshot);
        m.follower.wait_until_settled(m_sequence);
        for (const auto& mined : best.transactions)
            CHECK(!m.has(mined.transaction));
    }
    /// Those of version 3 are alone or two, among themselves.
    static void check_family(const Pool& pool, const Stored& stored) {
        const bool truc = stored.transaction().version() == policy::kTrucVersion;
        for (const cluster::Handle parent : pool.graph().parents(stored.handle))
            CHECK((pool.entries().at(parent).transaction().version() == policy::kTrucVersion) == truc);
        if (truc) CHECK(pool.graph().cluster(stored.handle).order.size() <= policy::kTrucDescendants);
    }

    const uint8_t* const m_data;
    const size_t m_size;
    size_t m_at = 0;
    std::vector<testing::SpendableCoin> m_roots;
    std::vector<TransactionRef> m_made;
    uint64_t m_sequence = 0;
};

/// Inputs to begin with.
inline std::vector<std::vector<uint8_t>> test_step_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    sys::FakeRandom random(5);
    for (const size_t size : {40, 200, 800}) {
        seeds.emplace_back(size);
        random.fill(seeds.back());
    }
    return seeds;
}

}  // namespace quanta::mempool
