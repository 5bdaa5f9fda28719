// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/bytes.h"
#include "base/result.h"
#include "chain/chain.h"
#include "chain/events.h"
#include "chain/tasks.h"
#include "index/block_index.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::index {

/// Keeps an index up with the chain, on a thread of its own ("index") that reads blocks and undo data with
/// the help of others ("index.read.N"). The chain waits for nothing, whatever the index is behind by.
///
/// Blocks far behind are read from disk, some at a time on all threads, and written in order; those just
/// connected are taken from the event that tells of them. After a reorganisation it goes on from the fork.
class Follower final : public chain::EventSink {
public:
    /// What it stands on; all outlive it.
    struct Parts {
        chain::Chain& chain;
        chain::Tasks& tasks;
        /// Told a sentence, on the follower's thread, when reading or writing has failed: it goes no further.
        std::function<void(const std::string&)> failed;
        int threads = 1;
        /// Kept at the height of the first block that is still needed. May be null.
        std::atomic<primitives::Height>* needed_from = nullptr;
        /// Digests written at once: as much work is lost by a crash at the most.
        size_t batch_bytes = 1 << 20;
    };

    /// `index` outlives it.
    Follower(BlockIndex& index, Parts parts);
    /// Stops as stop() does.
    ~Follower() override;

    /// Finds out where the index stands and starts. The error is a sentence: the blocks it needs next have
    /// been pruned, or the index cannot be read.
    base::Result<void, std::string> start() QUANTA_EXCLUDES(m_mutex);
    /// Ends the threads; what was not written is done again by the next start. Idempotent, by one thread.
    void stop() QUANTA_EXCLUDES(m_mutex);

    struct State {
        const chain::HeaderNode* best = nullptr;  ///< last block of the index; null: none
        bool synced = false;  ///< it has reached the tip once since start() and follows it
    };
    State state() const QUANTA_EXCLUDES(m_mutex);
    /// Waits until the index has got to the chain of `snapshot`, however long that takes; false when it stops
    /// before.
    bool wait_until_reached(const chain::Snapshot& snapshot) QUANTA_EXCLUDES(m_mutex);
    /// The same for the blocks that are connected now; false at once while it is not synced.
    bool wait_until_synced() QUANTA_EXCLUDES(m_mutex);
    const BlockIndex& index() const { return m_index; }

    // EventSink, the chain's notifier thread.
    void block_connected(const chain::BlockConnected& event) override QUANTA_EXCLUDES(m_mutex);
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override
        QUANTA_EXCLUDES(m_mutex);

private:
    using SnapshotPtr = std::shared_ptr<const chain::Snapshot>;
    using Digest = base::Result<base::Bytes, std::string>;
    struct Pending;
    struct Batch;

    /// Connected a moment ago.
    struct Recent {
        std::shared_ptr<const primitives::Block> block;
        std::shared_ptr<const primitives::BlockUndo> undo;
    };

    void run();
    SnapshotPtr next_target() QUANTA_EXCLUDES(m_mutex);
    base::Result<void, std::string> go_to(const chain::Snapshot& target);
    base::Result<void, std::string> index_up_to(const chain::Snapshot& target);
    base::Result<const chain::HeaderNode*, store::StoreError> last_known(const chain::Snapshot& snapshot,
                                                                         primitives::Height known) const;
    base::Result<void, std::string> check_pruned(const chain::Snapshot& snapshot) const;
    size_t max_ahead() const;
    Pending begin(const chain::HeaderNode& node);
    Digest make_digest(const chain::HeaderNode& node) QUANTA_EXCLUDES(m_mutex);
    base::Result<void, std::string> write(Batch& batch);
    void moved_to(const chain::HeaderNode* node) QUANTA_EXCLUDES(m_mutex);
    bool stopping() const { return m_stopping.load(); }

    BlockIndex& m_index;
    const Parts m_parts;
    std::atomic<bool> m_stopping{false};

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    sys::CondVar m_changed;
    SnapshotPtr m_target QUANTA_GUARDED_BY(m_mutex);    ///< newest one told of
    uint64_t m_reached QUANTA_GUARDED_BY(m_mutex) = 0;  ///< sequence of the last one gone to
    State m_state QUANTA_GUARDED_BY(m_mutex);
    bool m_running QUANTA_GUARDED_BY(m_mutex) = false;
    std::unordered_map<const chain::HeaderNode*, Recent> m_recent QUANTA_GUARDED_BY(m_mutex);

    std::optional<sys::WorkerPool> m_readers;
    sys::Thread m_thread;
};

}  // namespace quanta::index
