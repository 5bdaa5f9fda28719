// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "chain/verified_cache.h"
#include "consensus/block_error.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "script/flags.h"
#include "script/verify.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::chain {

/// The scripts of one connected block, cut into units that any number of threads work off. Holds what it
/// reads, so a worker never outlives its data. Any thread.
class ScriptJob {
public:
    /// `undo` are the coins `block` spends. `finished` is called once, by whichever thread ends the last
    /// unit. Transactions in `verified` (null: none), which outlives this, are taken as verified.
    ScriptJob(std::shared_ptr<const primitives::Block> block,
              std::shared_ptr<const primitives::BlockUndo> undo, script::VerifyFlags flags,
              std::function<void()> finished, const VerifiedCache* verified = nullptr);

    /// Verifies one unit; false when none is left to take (others may still be working on theirs).
    bool run_one();
    /// Makes the remaining units end at once: the result is no longer wanted.
    void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }
    /// Whether all units have ended.
    bool done() const { return m_remaining.load(std::memory_order_acquire) == 0; }
    /// The failure of the first failing input in block order. Only after done().
    std::optional<consensus::BlockError> error() const;

private:
    /// A transaction cut into several units, and what they share, made by the first of them.
    struct Large {
        explicit Large(uint32_t of) : transaction(of) {}
        const uint32_t transaction;
        std::once_flag once;
        std::optional<script::SpendContext> context;  ///< absent: the transaction is known
    };
    /// Whole transactions [first, last), or inputs [input, input + count) of a single large one.
    struct Unit {
        uint32_t first = 1;
        uint32_t last = 1;
        uint32_t input = 0;
        uint32_t count = 0;
        Large* large = nullptr;
    };
    struct Failure {
        uint32_t unit;
        consensus::BlockError error;
    };

    void cut_into_units();
    void add_large(uint32_t transaction, uint32_t inputs);
    script::SpendContext context_of(uint32_t transaction) const;
    bool is_known(uint32_t transaction) const;
    base::Result<void, consensus::BlockError> verify(const Unit& unit);
    void report(uint32_t unit_index, consensus::BlockError error);

    // Constant after construction.
    const std::shared_ptr<const primitives::Block> m_block;
    const std::shared_ptr<const primitives::BlockUndo> m_undo;
    const script::VerifyFlags m_flags;
    const std::function<void()> m_finished;
    const VerifiedCache* const m_verified;
    std::vector<Unit> m_units;
    std::deque<Large> m_large;
    std::vector<uint32_t> m_first_coin;  ///< index of the first coin of each transaction

    std::atomic<uint32_t> m_next{0};
    std::atomic<uint32_t> m_remaining{0};
    std::atomic<bool> m_cancelled{false};
    std::atomic<uint32_t> m_first_failing_unit{UINT32_MAX};
    mutable sys::Mutex m_mutex;
    std::optional<Failure> m_failure QUANTA_GUARDED_BY(m_mutex);
};

/// The threads that do the chain's parallel work: short tasks (parsing, context-free checks, reading coins)
/// first, then scripts, oldest block first. Any thread.
class ScriptPool {
public:
    explicit ScriptPool(int threads);
    /// Drops tasks not begun, ends the threads.
    ~ScriptPool();

    /// Queues a short task. The caller bounds their number.
    void run(std::function<void()> task);
    /// Queues a block's scripts behind those of earlier ones.
    void verify(std::shared_ptr<ScriptJob> job);
    int threads() const { return static_cast<int>(m_threads.size()); }

private:
    void work();

    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    std::deque<std::function<void()>> m_tasks QUANTA_GUARDED_BY(m_mutex);
    std::deque<std::shared_ptr<ScriptJob>> m_jobs QUANTA_GUARDED_BY(m_mutex);
    bool m_stopping QUANTA_GUARDED_BY(m_mutex) = false;
    std::vector<std::unique_ptr<sys::Thread>> m_threads;
};

/// Threads for -par=`setting`: 0 one per core, n that many, -n all cores but n; 1 to 16.
int script_thread_count(int setting);

}  // namespace quanta::chain
