// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "fees/block_estimator.h"
#include "sys/random.h"

/// @file
/// What the tests of this library share.

namespace quanta::fees::testing {

/// A txid for each number.
inline primitives::Txid numbered_txid(uint64_t number) {
    primitives::Txid txid;
    base::write_le(txid.data(), number);
    // What containers hash by.
    base::write_le(txid.data() + 8, number);
    return txid;
}

/// A block hash for each number.
inline primitives::BlockHash numbered_block(uint64_t number) {
    primitives::BlockHash hash;
    base::write_le(hash.data(), number);
    return hash;
}

/// Transactions of random rates, and miners who take all that pay enough. One step is one block.
class Market {
public:
    explicit Market(uint64_t seed) : m_random(seed) {}

    /// Satoshi for 1,000 virtual bytes from which on a transaction is taken at once.
    int64_t price = 10'000;
    /// Transactions that come before a block.
    int arrivals = 50;
    /// Of those waiting, one in so many leaves the pool before a block; 0 for none.
    uint64_t leaving = 0;

    /// Tells `estimator` of transactions, of some that leave and of the next block.
    void step(BlockEstimator& estimator) {
        for (int i = 0; i < arrivals; ++i) {
            const Waiting one{numbered_txid(++m_count), random_rate()};
            estimator.entered({one.txid, m_height, {one.rate}, 1000, Usable::Yes});
            m_waiting.push_back(one);
        }
        std::erase_if(m_waiting, [&](const Waiting& one) {
            const bool leaves = leaving != 0 && m_random.below(leaving) == 0;
            if (leaves) estimator.left(one.txid);
            return leaves;
        });
        mine(estimator);
    }

    primitives::Height height() const { return m_height; }

private:
    struct Waiting {
        primitives::Txid txid;
        int64_t rate;
    };

    /// Between 1,000 and 100,000, as many below as above 10,000.
    int64_t random_rate() {
        const double exponent = 3 + 2 * static_cast<double>(m_random.below(1'000'000)) / 1'000'000;
        return static_cast<int64_t>(std::pow(10, exponent));
    }

    void mine(BlockEstimator& estimator) {
        std::vector<primitives::Txid> mined;
        std::erase_if(m_waiting, [&](const Waiting& one) {
            if (one.rate >= price) mined.push_back(one.txid);
            return one.rate >= price;
        });
        estimator.connected(++m_height, mined);
    }

    sys::FakeRandom m_random;
    std::vector<Waiting> m_waiting;
    primitives::Height m_height = 0;
    uint64_t m_count = 0;
};

}  // namespace quanta::fees::testing
