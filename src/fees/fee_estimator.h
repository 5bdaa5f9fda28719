// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fees/block_estimator.h"
#include "fees/events.h"
#include "fees/pool_estimator.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/mutex.h"

namespace quanta::fees {

/// The pool as estimates look at it. Called from any thread that asks for an estimate, under no lock of ours.
class PoolView {
public:
    virtual ~PoolView() = default;
    /// Whether the transactions kept from before the start have been loaded, or it was tried.
    virtual bool is_loaded() const = 0;
    /// What the pool is up to date with.
    virtual primitives::BlockHash tip() const = 0;
    /// The higher of the rates that the pool asks for and that are relayed.
    virtual primitives::FeeRate floor() const = 0;
    /// The best chunks, best first, up to at least `weight` weight units where there are as many.
    virtual std::vector<PoolChunk> best_chunks(int64_t weight) const = 0;
};

/// Which estimator, or the lower answer of both.
enum class Source : uint8_t { Both, Blocks, Pool };
/// "none", "block_policy", "mempool_policy", as interfaces call them.
std::string_view source_name(Source source);
/// The inverse.
std::optional<Source> source_from_name(std::string_view name);

/// Why there is no estimate.
enum class EstimateFault : uint8_t {
    NoData,  ///< too few transactions were confirmed, or no rate was enough
    PoolNotLoaded,
    TooFewBlocks,  ///< PoolHealth::TooFewBlocks
    LowCoverage,   ///< PoolHealth::LowCoverage
};
/// The text of the deployed interface.
std::string_view estimate_fault_text(EstimateFault fault);

/// An answer.
struct FeeEstimate {
    std::optional<int64_t> sat_per_kvb;  ///< satoshi for 1,000 virtual bytes
    int blocks = 0;                      ///< it is for so many, which may differ from what was asked for
    Source source = Source::Blocks;      ///< Blocks or Pool
    EstimateFault fault = EstimateFault::NoData;  ///< where there is no rate
};

/// Whether a file that is too old is used all the same (-acceptstalefeeestimates).
enum class StaleFiles : uint8_t { Ignore, Accept };

/// How often the files are written, seconds.
inline constexpr int64_t kSaveSeconds = 60 * 60;
/// The age from which on files are stale, seconds.
inline constexpr int64_t kStaleSeconds = 60 * 60 * 60;

/// Fee estimates for a node: both estimators, their files, and which answer counts. Any thread.
class FeeEstimator {
public:
    struct Options {
        std::string folder;    ///< the files of estimators: <data directory>/fees
        std::string old_file;  ///< where earlier nodes kept the estimates, read while there is no newer one
        StaleFiles stale = StaleFiles::Ignore;
    };
    /// `files` and `clock` outlive this.
    FeeEstimator(Options options, sys::FileSystem& files, const sys::Clock& clock);

    /// Reads the files; `tip` is the best block now. Before any event. What cannot be used is logged and
    /// ignored.
    void load(const primitives::BlockHash& tip);
    /// Writes them; a failure is logged.
    void save() QUANTA_EXCLUDES(m_mutex, m_file_mutex);
    /// Writes them when it is time to; to be called every minute or so.
    void tick() QUANTA_EXCLUDES(m_mutex, m_file_mutex);
    /// The end: what waits counts as never confirmed. Writes the files.
    void stop() QUANTA_EXCLUDES(m_mutex, m_file_mutex);

    // Events, in order, from one thread.
    void entered(const PoolEntry& entry) QUANTA_EXCLUDES(m_mutex);
    void left(const primitives::Txid& txid) QUANTA_EXCLUDES(m_mutex);
    void connected(const PoolBlock& block) QUANTA_EXCLUDES(m_mutex);

    /// What to pay for `target` blocks, from 1 on.
    FeeEstimate estimate(int target, EstimateMode mode, Source source, const PoolView& pool) const
        QUANTA_EXCLUDES(m_mutex);
    /// As BlockEstimator::raw.
    std::optional<HorizonEstimate> raw(HorizonKind kind, int target, double success) const
        QUANTA_EXCLUDES(m_mutex);
    /// The largest target, blocks.
    int max_target() const QUANTA_EXCLUDES(m_mutex);
    /// How complete the pool was lately, the newest block first.
    std::vector<BlockCoverage> coverage() const QUANTA_EXCLUDES(m_mutex);

private:
    FeeEstimate from_blocks(int target, EstimateMode mode) const QUANTA_EXCLUDES(m_mutex);
    FeeEstimate from_pool(EstimateMode mode, const PoolView& pool) const QUANTA_EXCLUDES(m_mutex);
    std::optional<EstimateFault> pool_fault(const PoolView& pool) const QUANTA_EXCLUDES(m_mutex);
    PoolRates current_rates(const PoolView& pool) const QUANTA_EXCLUDES(m_mutex);
    std::optional<base::Bytes> read(const std::string& path, uint64_t max_size) const;
    void write(const std::string& path, base::ByteSpan bytes) const;
    int64_t steady_s() const { return m_clock.steady_us() / 1'000'000; }

    // Constant after construction.
    const Options m_options;
    const std::string m_blocks_path;
    const std::string m_pool_path;
    sys::FileSystem& m_files;
    const sys::Clock& m_clock;

    sys::Mutex m_file_mutex;  ///< held while files are written; never together with m_mutex but before it
    mutable sys::Mutex m_mutex;
    // Guarded by m_mutex.
    std::optional<BlockEstimator> m_blocks QUANTA_GUARDED_BY(m_mutex);
    mutable PoolEstimator m_pool QUANTA_GUARDED_BY(m_mutex);  ///< keeps rates for a while
    int64_t m_saved_at QUANTA_GUARDED_BY(m_mutex);            ///< steady time, seconds
};

}  // namespace quanta::fees
