// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// A selection follows a pool that changes as the input says: it is always the one made anew, and a block.
#include <algorithm>
#include <set>

#include "base/check.h"
#include "mining/selection.h"
#include "mining/test_pool.h"
#include "sys/random.h"

namespace consensus = quanta::consensus;
namespace mining = quanta::mining;
namespace primitives = quanta::primitives;
namespace sys = quanta::sys;
using quanta::mempool::TransactionRef;

namespace {

constexpr mining::BlockPosition kPosition{
    .height = 100, .lock_time_cutoff = 1'700'000'000, .witnesses = true};

class Trial {
public:
    Trial(const uint8_t* data, size_t size)
        : m_data(data), m_size(size), m_limits(limits()), m_selection(m_limits, position()) {}

    bool at_end() const { return m_at >= m_size; }

    void step() {
        switch (draw(6)) {
            case 0:
                m_pool.remove(any());
                break;
            case 1:
                m_pool.prioritise(any(), (int64_t{draw(256)} - 128) * 100);
                break;
            default:
                add();
                break;
        }
        if (draw(3) == 0) check();
    }
    void check() {
        const auto held = m_selection.transactions().size();
        const auto renewal = m_selection.renew(m_pool.reader);
        if (renewal) {
            CHECK(held - renewal->before.size() + renewal->after.size() == m_selection.transactions().size());
        }
        mining::Selection anew(m_limits, m_position);
        (void)anew.renew(m_pool.reader);
        CHECK(std::ranges::equal(anew.transactions(), m_selection.transactions(), {},
                                 &mining::BlockTransaction::transaction,
                                 &mining::BlockTransaction::transaction));
        check_block();
    }

private:
    uint32_t draw(uint32_t bound) { return m_at < m_size ? m_data[m_at++] % bound : 0; }

    mining::BlockLimits limits() {
        mining::BlockLimits limits;
        limits.max_weight = 8000 + int64_t{draw(256)} * 200;
        limits.min_rate_sat_per_kvb = int64_t{draw(4)} * 1000;
        return limits;
    }
    mining::BlockPosition position() {
        m_position = kPosition;
        m_position.witnesses = draw(4) > 0;
        return m_position;
    }
    void add() {
        mining::PoolSpec spec;
        spec.fee_sat = int64_t{draw(256)} * 20;
        spec.padding = draw(3) == 0 ? 8 * draw(256) : 0;
        spec.sigop_cost = draw(8) == 0 ? int64_t{draw(256)} * 300 : 0;
        spec.lock_time = draw(8) == 0 ? 98 + draw(4) : 0;
        spec.witness = draw(4) == 0;
        if (!m_made.empty() && draw(2) == 0) {
            const TransactionRef parent = any();
            const primitives::OutPoint coin{parent->txid(), draw(4)};
            const auto family = m_pool.reader.cluster(parent->txid());
            // A cluster has its bound.
            const bool free = family && family->count < 20 && !m_pool.reader.spender(coin);
            if (free) spec.spends = {coin};
        }
        m_made.push_back(m_pool.add(spec));
    }
    /// Something made before, or the first.
    TransactionRef any() {
        if (m_made.empty()) m_made.push_back(m_pool.add({}));
        return m_made[draw(static_cast<uint32_t>(std::min<size_t>(m_made.size(), 250)))];
    }
    /// Within the limits, and parents come before children.
    void check_block() const {
        int64_t weight = m_limits.reserved_weight;
        int64_t sigop_cost = m_limits.reserved_sigop_cost;
        std::set<primitives::Txid> before;
        for (const mining::BlockTransaction& next : m_selection.transactions()) {
            weight += static_cast<int64_t>(next.transaction->weight());
            sigop_cost += next.sigop_cost;
            CHECK(m_position.witnesses || !next.transaction->has_witness());
            for (const primitives::TxIn& input : next.transaction->inputs()) {
                const primitives::Txid& parent = input.prevout.txid;
                CHECK(before.contains(parent) || !m_pool.reader.contains(parent));
            }
            CHECK(before.insert(next.transaction->txid()).second);
        }
        CHECK(weight <= m_limits.max_weight || before.empty());
        CHECK(sigop_cost <= consensus::kMaxBlockSigopsCost);
    }

    const uint8_t* const m_data;
    const size_t m_size;
    size_t m_at = 0;
    const mining::BlockLimits m_limits;
    mining::BlockPosition m_position;
    mining::Selection m_selection;
    mining::TestPool m_pool;
    std::vector<TransactionRef> m_made;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Trial trial(data, size);
    for (int i = 0; i < 200 && !trial.at_end(); ++i)
        trial.step();
    trial.check();
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    sys::FakeRandom random(7);
    for (const size_t size : {30, 200, 1000}) {
        seeds.emplace_back(size);
        random.fill(seeds.back());
    }
    return seeds;
}
