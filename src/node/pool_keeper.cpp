// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/pool_keeper.h"

#include <utility>

#include "base/log.h"

namespace quanta::node {
namespace {

/// Progress is counted in these parts of the whole.
constexpr uint64_t kParts = 1000;

}  // namespace

PoolKeeper::PoolKeeper(PoolOptions options, const std::filesystem::path& directory, const Parts& parts)
    : m_options(std::move(options)),
      m_path((directory / "mempool.dat").string()),
      m_parts(parts),
      m_pool(m_options.pool, {parts.chain, parts.verified, parts.clock, parts.random}) {
    if (!m_options.fees.enabled) return;
    m_fees = std::make_unique<FeeKeeper>(
        m_options.fees, directory,
        FeeKeeper::Parts{parts.chain, m_pool, parts.files, parts.clock, [this] { return loaded(); }});
}

PoolKeeper::~PoolKeeper() {
    stop();
}

PoolLog& PoolKeeper::log() {
    const sys::MutexLock lock(m_log_mutex);
    if (!m_log) m_log = std::make_unique<PoolLog>(m_pool, m_parts.limit);
    return *m_log;
}

void PoolKeeper::load() {
    if (m_options.persist && m_parts.files.exists(m_path)) {
        const auto figures = import(m_path, {});
        if (!figures) {
            if (!m_interrupted) base::log_warning("{}. Continuing anyway.", figures.error());
        } else {
            base::log_info(
                "mempool.dat: {} transactions taken in, {} failed, {} had expired, {} were there already",
                figures->accepted, figures->failed, figures->expired, figures->already_there);
        }
    }
    if (!m_interrupted) m_loaded = true;
}

base::Result<mempool::LoadFigures, std::string> PoolKeeper::import(const std::string& path,
                                                                   mempool::LoadOptions options) {
    chain::Task task(m_parts.tasks, "loading " + std::filesystem::path(path).filename().string(), "parts",
                     kParts);
    options.interrupt = &m_interrupted;
    options.progress = [&task](double part) { task.at(static_cast<uint64_t>(part * kParts)); };
    return mempool::load(m_pool, m_parts.files, m_parts.clock, path, options);
}

base::Result<std::string, std::string> PoolKeeper::save() {
    const uint64_t size =
        TRY(mempool::dump(m_pool, m_parts.files, m_parts.random, m_path, m_options.dump_version));
    base::log_info("mempool.dat: {} transactions in {} bytes", m_pool.reader().info().count, size);
    return m_path;
}

void PoolKeeper::stop() {
    if (std::exchange(m_stopped, true)) return;
    interrupt();
    if (m_options.persist && m_loaded) {
        if (const auto saved = save(); !saved) base::log_error("{}", saved.error());
    }
    m_pool.stop();
    if (m_fees) m_fees->stop();
    const sys::MutexLock lock(m_log_mutex);
    if (m_log) m_log->stop();
}

}  // namespace quanta::node
