// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "chain/chain.h"
#include "fees/fee_estimator.h"
#include "fees/histogram.h"
#include "mempool/mempool.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/mutex.h"

namespace quanta::node {

/// The tip may be this old for what enters the pool to say something about fees.
inline constexpr std::chrono::hours kMaxTipAgeForFees{3};

/// Settings of fee estimation, from the command line.
struct FeeOptions {
    /// Without transactions of peers (-blocksonly) there is nothing to learn from.
    bool enabled = true;
    fees::StaleFiles stale = fees::StaleFiles::Ignore;  ///< -acceptstalefeeestimates
};

/// Tells the fee estimator what happens to the pool, keeps its files, and counts the pool's transactions by
/// their rate. Any thread, unless said otherwise.
class FeeKeeper final : public mempool::PoolSink {
public:
    /// All outlive it.
    struct Parts {
        chain::Chain& chain;
        mempool::Mempool& pool;
        sys::FileSystem& files;
        const sys::Clock& clock;
        std::function<bool()> pool_loaded;  ///< whether the pool holds what the last run left
    };
    /// Reads the files, which are below the network's `directory`, and begins to listen; the pool is empty.
    FeeKeeper(const FeeOptions& options, const std::filesystem::path& directory, Parts parts);
    /// As stop().
    ~FeeKeeper() override;

    /// What to pay for `target` blocks, with all that the pool has told of until now.
    fees::FeeEstimate estimate(int target, fees::EstimateMode mode, fees::Source source);
    const fees::FeeEstimator& estimator() const { return m_estimator; }
    /// The pool's transactions by their own rates.
    std::vector<fees::FeeHistogram::Bin> histogram() QUANTA_EXCLUDES(m_mutex);

    /// What was to happen within `time` happens now (mocked time).
    void skip(std::chrono::seconds time);
    /// Writes the files; listens no longer. When nothing enters the pool any more; by one thread, idempotent.
    void stop();

    // PoolSink, the pool's event thread.
    void entered(const mempool::Entered& event) override QUANTA_EXCLUDES(m_mutex);
    void left(const mempool::Left& event) override QUANTA_EXCLUDES(m_mutex);
    void block_seen(const mempool::BlockSeen& event) override;

private:
    bool follows_the_chain() const;

    const Parts m_parts;
    fees::FeeEstimator m_estimator;
    bool m_stopped = false;

    // The pool's event thread: what the next block took out of the pool.
    std::vector<primitives::Txid> m_confirmed;
    uint64_t m_confirmed_weight = 0;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    fees::FeeHistogram m_histogram QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::node
