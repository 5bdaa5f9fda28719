// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/fee_keeper.h"

#include <algorithm>
#include <utility>

#include "mempool/reader.h"
#include "primitives/transaction.h"

namespace quanta::node {

using primitives::FeeRate;

namespace {

/// The pool as estimates look at it.
class PoolLook final : public fees::PoolView {
public:
    PoolLook(const mempool::Mempool& pool, bool loaded) : m_pool(pool), m_loaded(loaded) {}

    bool is_loaded() const override { return m_loaded; }
    primitives::BlockHash tip() const override { return m_pool.reader().info().tip->hash; }
    FeeRate floor() const override {
        return std::max(m_pool.reader().info().min_rate, m_pool.options().policy.min_relay);
    }
    std::vector<fees::PoolChunk> best_chunks(int64_t weight) const override {
        std::vector<fees::PoolChunk> chunks;
        for (const auto& chunk : m_pool.reader().chunks({.weight = weight}).chunks) {
            const auto [fee_sat, size_wu] = chunk.fee_size();
            chunks.push_back({FeeRate({fee_sat * int64_t{primitives::kWitnessScale}}, size_wu), size_wu});
        }
        return chunks;
    }

private:
    const mempool::Mempool& m_pool;
    const bool m_loaded;
};

fees::FeeEstimator::Options estimator_options(const FeeOptions& options,
                                              const std::filesystem::path& directory) {
    return {.folder = (directory / "fees").string(),
            .old_file = (directory / "fee_estimates.dat").string(),
            .stale = options.stale};
}

FeeRate rate_of(const mempool::Entry& entry) {
    return {entry.fee, entry.vsize()};
}

}  // namespace

FeeKeeper::FeeKeeper(const FeeOptions& options, const std::filesystem::path& directory, Parts parts)
    : m_parts(std::move(parts)),
      m_estimator(estimator_options(options, directory), m_parts.files, m_parts.clock) {
    m_estimator.load(m_parts.pool.reader().info().tip->hash);
    m_parts.pool.add_sink(*this);
}

FeeKeeper::~FeeKeeper() {
    stop();
}

fees::FeeEstimate FeeKeeper::estimate(int target, fees::EstimateMode mode, fees::Source source) {
    m_parts.pool.wait_until_told();
    return m_estimator.estimate(target, mode, source, PoolLook(m_parts.pool, m_parts.pool_loaded()));
}

std::vector<fees::FeeHistogram::Bin> FeeKeeper::histogram() {
    m_parts.pool.wait_until_told();
    const sys::MutexLock lock(m_mutex);
    const auto bins = m_histogram.bins();
    return {bins.begin(), bins.end()};
}

void FeeKeeper::skip(std::chrono::seconds time) {
    if (time.count() >= fees::kSaveSeconds) m_estimator.save();
}

void FeeKeeper::stop() {
    if (std::exchange(m_stopped, true)) return;
    m_parts.pool.wait_until_told();
    m_parts.pool.remove_sink(*this);
    m_estimator.stop();
}

bool FeeKeeper::follows_the_chain() const {
    const auto chain = m_parts.chain.snapshot();
    const int64_t oldest = m_parts.clock.system_time_s() - std::chrono::seconds(kMaxTipAgeForFees).count();
    const bool is_recent = static_cast<int64_t>(chain->tip->time) >= oldest;
    return !chain->initial_block_download && is_recent && chain->height() >= chain->best_header->height - 1;
}

void FeeKeeper::entered(const mempool::Entered& event) {
    const mempool::Entry& entry = event.entry;
    {
        const sys::MutexLock lock(m_mutex);
        m_histogram.add(rate_of(entry), entry.fee, entry.vsize());
    }
    const bool alone = !event.limits_bypassed && !event.in_package && !event.has_parents;
    m_estimator.entered({.txid = entry.transaction->txid(),
                         .height = entry.height,
                         .fee = entry.fee,
                         .vsize = entry.vsize(),
                         .usable = alone && follows_the_chain() ? fees::Usable::Yes : fees::Usable::No});
    m_estimator.tick();
}

void FeeKeeper::left(const mempool::Left& event) {
    const mempool::Entry& entry = event.entry;
    {
        const sys::MutexLock lock(m_mutex);
        m_histogram.remove(rate_of(entry), entry.fee, entry.vsize());
    }
    if (event.reason != mempool::LeaveReason::Block) return m_estimator.left(entry.transaction->txid());
    m_confirmed.push_back(entry.transaction->txid());
    m_confirmed_weight += entry.transaction->weight();
}

void FeeKeeper::block_seen(const mempool::BlockSeen& event) {
    if (event.connected) {
        m_estimator.connected({.height = event.height,
                               .hash = event.hash,
                               .from_pool = m_confirmed,
                               .pool_weight = m_confirmed_weight,
                               .block_weight = event.weight});
    }
    m_confirmed.clear();
    m_confirmed_weight = 0;
    m_estimator.tick();
}

}  // namespace quanta::node
