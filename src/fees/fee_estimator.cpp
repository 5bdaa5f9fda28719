// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/fee_estimator.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/log.h"
#include "fees/estimates_codec.h"

namespace quanta::fees {
namespace {

using primitives::BlockHash;
using primitives::Txid;

constexpr const char* kBlocksFile = "/block_policy_estimates.dat";
constexpr const char* kPoolFile = "/mempool_policy_estimator.dat";
/// Far more than a handful of blocks takes.
constexpr uint64_t kMaxPoolFileBytes = 4096;

constexpr std::pair<Source, std::string_view> kSourceNames[] = {
    {Source::Both, "none"},
    {Source::Blocks, "block_policy"},
    {Source::Pool, "mempool_policy"},
};

/// Seconds since the file was written; 0 where that cannot be found out.
int64_t file_age_s(const std::string& path) {
    std::error_code error;
    const auto written = std::filesystem::last_write_time(path, error);
    if (error) return 0;
    const auto age = std::filesystem::file_time_type::clock::now() - written;
    return std::chrono::duration_cast<std::chrono::seconds>(age).count();
}

EstimateFault fault_of(PoolHealth health) {
    return health == PoolHealth::TooFewBlocks ? EstimateFault::TooFewBlocks : EstimateFault::LowCoverage;
}

}  // namespace

std::string_view source_name(Source source) {
    return std::ranges::find(kSourceNames, source, &std::pair<Source, std::string_view>::first)->second;
}

std::optional<Source> source_from_name(std::string_view name) {
    const auto* found = std::ranges::find(kSourceNames, name, &std::pair<Source, std::string_view>::second);
    return found == std::end(kSourceNames) ? std::nullopt : std::optional(found->first);
}

std::string_view estimate_fault_text(EstimateFault fault) {
    switch (fault) {
        case EstimateFault::NoData:
            return "Insufficient data or no feerate found";
        case EstimateFault::PoolNotLoaded:
            return "mempool_policy: Mempool not loaded yet, no fee rate estimate available";
        case EstimateFault::TooFewBlocks:
            return "mempool_policy: Not enough recent block data for fee rate estimation";
        case EstimateFault::LowCoverage:
            return "mempool_policy: Mempool is unreliable for fee rate estimation";
    }
    return {};
}

FeeEstimator::FeeEstimator(Options options, sys::FileSystem& files, const sys::Clock& clock)
    : m_options(std::move(options)),
      m_blocks_path(m_options.folder + kBlocksFile),
      m_pool_path(m_options.folder + kPoolFile),
      m_files(files),
      m_clock(clock),
      m_blocks(std::in_place),
      m_saved_at(clock.steady_us() / 1'000'000) {}

std::optional<base::Bytes> FeeEstimator::read(const std::string& path, uint64_t max_size) const {
    if (!m_files.exists(path)) return std::nullopt;
    const int64_t age = file_age_s(path);
    if (age > kStaleSeconds && m_options.stale == StaleFiles::Ignore) {
        base::log_info("Fee estimates in {} are {} hours old and are not used", path, age / 3600);
        return std::nullopt;
    }
    auto bytes = sys::read_whole(m_files, path, max_size);
    if (bytes) return *std::move(bytes);
    base::log_warning("Cannot read fee estimates: {}", bytes.error().message());
    return std::nullopt;
}

void FeeEstimator::load(const BlockHash& tip) {
    const bool use_old = !m_files.exists(m_blocks_path) && !m_options.old_file.empty();
    const std::string& blocks_path = use_old ? m_options.old_file : m_blocks_path;
    const sys::MutexLock lock(m_mutex);
    if (const auto bytes = read(blocks_path, kMaxEstimatesBytes)) {
        auto data = decode_estimates(*bytes);
        if (data)
            m_blocks.emplace(*std::move(data));
        else
            base::log_warning("Fee estimates in {} are not used: {}", blocks_path,
                              file_fault_text(data.error()));
    }
    if (const auto bytes = read(m_pool_path, kMaxPoolFileBytes)) {
        const auto done = m_pool.decode(*bytes, tip);
        if (!done) base::log_warning("{} is not used: {}", m_pool_path, file_fault_text(done.error()));
    }
}

void FeeEstimator::write(const std::string& path, base::ByteSpan bytes) const {
    const auto written = sys::write_atomically(m_files, path, bytes);
    if (!written) base::log_warning("Cannot write fee estimates: {}", written.error().message());
}

void FeeEstimator::save() {
    const sys::MutexLock file_lock(m_file_mutex);
    sys::MutexLock lock(m_mutex);
    m_saved_at = steady_s();
    const EstimatesData data = m_blocks->data();
    const base::Bytes pool = m_pool.encode();
    lock.unlock();
    const auto made = m_files.create_directories(m_options.folder);
    if (!made) base::log_warning("Cannot keep fee estimates: {}", made.error().message());
    if (!made) return;
    write(m_blocks_path, encode_estimates(data));
    write(m_pool_path, pool);
}

void FeeEstimator::tick() {
    sys::MutexLock lock(m_mutex);
    const bool is_time = steady_s() - m_saved_at >= kSaveSeconds;
    lock.unlock();
    if (is_time) save();
}

void FeeEstimator::stop() {
    sys::MutexLock lock(m_mutex);
    m_blocks->forget_pool();
    lock.unlock();
    save();
}

void FeeEstimator::entered(const PoolEntry& entry) {
    const sys::MutexLock lock(m_mutex);
    m_blocks->entered(entry);
}

void FeeEstimator::left(const Txid& txid) {
    const sys::MutexLock lock(m_mutex);
    m_blocks->left(txid);
}

void FeeEstimator::connected(const PoolBlock& block) {
    const sys::MutexLock lock(m_mutex);
    m_blocks->connected(block.height, block.from_pool);
    m_pool.connected(block);
}

FeeEstimate FeeEstimator::from_blocks(int target, EstimateMode mode) const {
    const sys::MutexLock lock(m_mutex);
    const SmartEstimate smart = m_blocks->smart(target, mode);
    return {smart.sat_per_kvb, smart.target, Source::Blocks, EstimateFault::NoData};
}

std::optional<EstimateFault> FeeEstimator::pool_fault(const PoolView& pool) const {
    if (!pool.is_loaded()) return EstimateFault::PoolNotLoaded;
    const sys::MutexLock lock(m_mutex);
    const PoolHealth health = m_pool.health();
    return health == PoolHealth::Healthy ? std::nullopt : std::optional(fault_of(health));
}

PoolRates FeeEstimator::current_rates(const PoolView& pool) const {
    const BlockHash tip = pool.tip();
    sys::MutexLock lock(m_mutex);
    const std::optional<PoolRates> known = m_pool.remembered(tip, steady_s());
    if (known) return *known;
    lock.unlock();
    // Two that ask at once find out twice: the pool is not called under our lock.
    const PoolRates rates = pool_rates(pool.best_chunks(kFullBlockWeight), pool.floor());
    lock.lock();
    m_pool.remember(tip, steady_s(), rates);
    return rates;
}

FeeEstimate FeeEstimator::from_pool(EstimateMode mode, const PoolView& pool) const {
    FeeEstimate answer{std::nullopt, kPoolMaxTarget, Source::Pool, EstimateFault::NoData};
    if (const auto fault = pool_fault(pool))
        answer.fault = *fault;
    else
        answer.sat_per_kvb = current_rates(pool).of(mode).sat_per_kvb();
    return answer;
}

FeeEstimate FeeEstimator::estimate(int target, EstimateMode mode, Source source, const PoolView& pool) const {
    if (source == Source::Pool) return from_pool(mode, pool);
    FeeEstimate of_blocks = from_blocks(target, mode);
    const bool blocks_alone = source == Source::Blocks || target > kPoolMaxTarget || !of_blocks.sat_per_kvb;
    if (blocks_alone) return of_blocks;
    FeeEstimate of_pool = from_pool(mode, pool);
    const bool pool_counts = !of_pool.sat_per_kvb || *of_pool.sat_per_kvb < *of_blocks.sat_per_kvb;
    return pool_counts ? of_pool : of_blocks;
}

std::optional<HorizonEstimate> FeeEstimator::raw(HorizonKind kind, int target, double success) const {
    const sys::MutexLock lock(m_mutex);
    return m_blocks->raw(kind, target, success);
}

int FeeEstimator::max_target() const {
    const sys::MutexLock lock(m_mutex);
    return m_blocks->max_target(HorizonKind::Long);
}

std::vector<BlockCoverage> FeeEstimator::coverage() const {
    const sys::MutexLock lock(m_mutex);
    const std::span<const BlockCoverage> blocks = m_pool.blocks();
    return {blocks.rbegin(), blocks.rend()};
}

}  // namespace quanta::fees
