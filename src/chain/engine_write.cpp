// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// When and in which order the chain is written to disk, and pruning.
#include <algorithm>

#include "base/log.h"
#include "chain/engine.h"

namespace quanta::chain {

namespace {

/// Coins are written at least this often while blocks arrive.
constexpr int64_t kCoinsInterval_us = 3600ll * 1'000'000;
/// The index is written this often: soon at the tip, rarely while much arrives.
constexpr int64_t kIndexIntervalAtTip_us = 1'000'000;
constexpr int64_t kIndexIntervalImporting_us = 10'000'000;
/// Automatic pruning leaves room for what is appended before it runs again, bytes.
constexpr uint64_t kPruneReserve = 16 << 20;

}  // namespace

/// Blocks first, then undo data, then the index that refers to them, then the coins that rely on all three: a
/// crash between any two leaves coins of a block that is still there, and the chain goes on from it.
bool Engine::write(bool coins) {
    // What a failed write has left is unknown, and the index may refer to it by now.
    if (m_failed) return false;
    const int64_t now = m_clock.steady_us();
    if (auto flushed = m_archive->flush(); !flushed) {
        fail(Fatal{flushed.error().message});
        return false;
    }
    m_last_index_write_us = now;
    if (!coins) return true;
    m_wants_write = false;
    if (auto flushed = m_state->flush(*m_options.tasks); !flushed) {
        fail(flushed.error());
        return false;
    }
    m_last_coins_write_us = now;
    const int64_t took_us = m_clock.steady_us() - now;
    m_figures.flush.record(took_us);
    m_figures.last_flush_time_s.set(m_clock.system_time_s());
    show_cache();
    m_written_tip = m_state->tip();
    m_feed.database_changed();
    base::log_debug(base::Category::Bench, "wrote index and coins in {} ms", took_us / 1000);
    prune_automatically();
    return !m_failed;
}

void Engine::show_cache() {
    const CoinCache& cache = m_state->cache();
    m_figures.cache_bytes.set(static_cast<int64_t>(cache.used_bytes()));
    m_figures.cache_coins.set(static_cast<int64_t>(cache.size()));
}

bool Engine::write_if_needed() {
    if (m_failed) return false;
    const int64_t now = m_clock.steady_us();
    if (!m_state->flushed() && now - m_last_coins_write_us > kCoinsInterval_us) m_wants_write = true;
    const bool busy = m_state->in_flight() > 0 || !m_submissions.empty();
    const int64_t interval = busy ? kIndexIntervalImporting_us : kIndexIntervalAtTip_us;
    if (m_archive->dirty_count() > 0 && now - m_last_index_write_us > interval) write(false);
    return false;
}

base::Result<void, std::string> Engine::flush() {
    if (!drain() || !write(true)) return base::Err(std::string("the chain could not be written to disk"));
    return {};
}

void Engine::prune_automatically() {
    if (m_options.prune.target_bytes == 0 || m_reindexing || m_descending) return;
    if (m_state->tip()->height <= m_params->prune_after_height) return;
    prune_files_below(m_state->tip()->height - kMinBlocksToKeep, m_options.prune.target_bytes);
}

/// Whether files could be pruned now: looked at whenever blocks go on in a new file.
void Engine::consider_pruning() {
    const int32_t file = m_archive->files().current_file();
    if (m_options.prune.target_bytes == 0 || file == m_last_prune_file) return;
    m_last_prune_file = file;
    if (m_archive->disk_usage_bytes() + kPruneReserve > m_options.prune.target_bytes) m_wants_write = true;
}

bool Engine::prune_files_below(primitives::Height height, uint64_t target_bytes) {
    if (m_options.needed_from != nullptr) height = std::min(height, m_options.needed_from->load() - 1);
    const std::vector<store::BlockFileInfo>& infos = m_archive->files().infos();
    std::vector<int32_t> doomed;
    uint64_t left = m_archive->disk_usage_bytes() + kPruneReserve;
    for (int32_t file = 0; file < static_cast<int32_t>(infos.size()); ++file) {
        if (target_bytes > 0 && left <= target_bytes) break;
        const store::BlockFileInfo& info = infos[static_cast<size_t>(file)];
        if (file == m_archive->files().current_file() || info.blocks == 0 || info.last_height > height)
            continue;
        doomed.push_back(file);
        left -= uint64_t{info.size} + info.undo_size;
    }
    if (doomed.empty()) return true;
    Task task(*m_options.tasks, "pruning", "files", doomed.size());
    if (auto pruned = m_archive->prune_files(doomed, *m_tree, task); !pruned) {
        fail(Fatal{pruned.error().message});
        return false;
    }
    return true;
}

base::Result<void, std::string> Engine::prune_to(primitives::Height height) {
    if (m_descending) return base::Err(std::string("the chain is on its way down to a fork"));
    TRY(flush());  // the coins must not need what goes
    if (!prune_files_below(height, 0)) return base::Err(std::string("block files could not be pruned"));
    return {};
}

void Engine::set_reindex_progress(int32_t next_file, bool finished) {
    if (!drain()) return;
    if (finished) store_genesis(*m_state->tip()->mutable_at(0));
    m_archive->set_value(BlockArchive::kReindexingValue, finished ? "" : std::to_string(next_file));
    if (write(false) && finished) m_reindexing = false;
}

}  // namespace quanta::chain
