// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "chain/chain.h"
#include "chain/tasks.h"
#include "chain/verified_cache.h"
#include "mempool/mempool.h"
#include "mempool/options.h"
#include "mempool/persist.h"
#include "node/fee_keeper.h"
#include "node/pool_log.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/mutex.h"
#include "sys/random.h"

namespace quanta::node {

/// Settings of the mempool, from the command line.
struct PoolOptions {
    mempool::Options pool;
    /// Memory for what scripts were found to hold (-maxsigcachesize).
    size_t verified_bytes = size_t{32} << 20;
    bool persist = true;  ///< -persistmempool
    mempool::DumpVersion dump_version = mempool::DumpVersion::Obfuscated;
    FeeOptions fees;
};

/// The mempool of a node, and mempool.dat, which holds it between two runs. Any thread, unless said
/// otherwise.
class PoolKeeper {
public:
    /// All outlive it; the chain has started.
    struct Parts {
        chain::Chain& chain;
        chain::VerifiedCache& verified;
        chain::Tasks& tasks;
        sys::FileSystem& files;
        const sys::Clock& clock;
        sys::Random& random;
        /// Bounds calls of followers in other processes.
        interfaces::CallLimit limit = interfaces::no_call_limit();
    };
    /// `directory` is that of the network.
    PoolKeeper(PoolOptions options, const std::filesystem::path& directory, const Parts& parts);
    /// As stop().
    ~PoolKeeper();

    mempool::Mempool& pool() { return m_pool; }
    /// Estimates of fees; null where these are not wanted.
    FeeKeeper* fees() { return m_fees.get(); }
    /// What has changed lately; kept from the first call on.
    PoolLog& log() QUANTA_EXCLUDES(m_log_mutex);
    /// Whether load() is over, so that the file may be replaced.
    bool loaded() const { return m_loaded; }

    /// Offers the pool what the last run left, unless that is not wanted. Takes long; once.
    void load();
    /// Writes the pool to mempool.dat; the path. The error is a sentence.
    base::Result<std::string, std::string> save();
    /// Offers the pool what the file at `path` holds. The error is a sentence.
    base::Result<mempool::LoadFigures, std::string> import(const std::string& path,
                                                           mempool::LoadOptions options);

    /// Makes load() and import() end early.
    void interrupt() { m_interrupted = true; }
    /// Saves the pool, where that is wanted and all had been loaded, and ends it. Before the chain stops.
    /// By one thread; idempotent.
    void stop();

private:
    const PoolOptions m_options;
    const std::string m_path;
    const Parts m_parts;
    mempool::Mempool m_pool;
    std::atomic<bool> m_loaded{false};
    std::atomic<bool> m_interrupted{false};
    std::unique_ptr<FeeKeeper> m_fees;
    bool m_stopped = false;

    sys::Mutex m_log_mutex;
    std::unique_ptr<PoolLog> m_log QUANTA_GUARDED_BY(m_log_mutex);
};

}  // namespace quanta::node
