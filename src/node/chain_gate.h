// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "chain/chain.h"
#include "chain/events.h"
#include "net/environment.h"
#include "peers/chain_access.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::node {

/// The chain as protocol code sees it: what may wait for validation or the disk is done by two threads of its
/// own, "net.chain" and "net.read", whose answers come back in the net thread. Net thread unless said
/// otherwise.
class ChainGate final : public peers::ChainAccess, public chain::EventSink {
public:
    using TipChanged = std::function<void(const std::shared_ptr<const chain::Snapshot>&)>;

    /// `chain` and `scheduler` outlive the gate. `tip_changed` is called in the net thread.
    ChainGate(chain::Chain& chain, bool pruning, net::Scheduler& scheduler, TipChanged tip_changed);
    /// As stop(). The chain has stopped, for it may call back until then.
    ~ChainGate() override { stop(); }

    /// From now on nothing calls back.
    void close() { m_open.reset(); }
    /// Ends the threads; the chain has been interrupted, so that they wait for nothing. By the thread that
    /// owns this, when the net thread has ended. Idempotent.
    void stop();

    // ChainAccess.
    const params::ChainParams& params() const override { return m_chain.params(); }
    const primitives::Uint256& minimum_chain_work() const override;
    std::shared_ptr<const chain::Snapshot> snapshot() const override { return m_chain.snapshot(); }
    const chain::HeaderNode* find(const primitives::BlockHash& hash) const override;
    void submit_headers(std::vector<primitives::BlockHeader> headers, HeadersDone done) override;
    void submit_block(base::Bytes raw, BlockDone done) override;
    void submit_block(std::shared_ptr<const primitives::Block> block, BlockDone done) override;
    size_t max_blocks_in_work() const override { return kMaxBlocksInWork; }
    void read_block(const chain::HeaderNode& node, RawBlockDone done) override;
    std::shared_ptr<const primitives::Block> recent_block(const primitives::BlockHash& hash) const override
        QUANTA_EXCLUDES(m_mutex);
    bool pruning() const override { return m_pruning; }

    // EventSink, the chain's notifier thread.
    void block_connected(const chain::BlockConnected& event) override QUANTA_EXCLUDES(m_mutex);
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;

private:
    /// Blocks are a few megabytes at the most, and validation takes them one after another.
    static constexpr size_t kMaxBlocksInWork = 48;
    /// Blocks read, or being read, that protocol code has not taken yet: they are a few megabytes each, and
    /// as many may be asked for as there are peers.
    static constexpr size_t kMaxReading = 4;
    /// Requests that may wait for a thread; protocol code keeps far below it.
    static constexpr size_t kMaxQueued = 100'000;

    struct Read {
        const chain::HeaderNode* node;
        RawBlockDone done;
    };

    void start_reads();
    void read(const Read& wanted);

    /// Passes an answer on to the net thread, where `done` gets it unless the gate has been closed. Any
    /// thread.
    template <typename Done, typename Answer>
    void answer(Done done, Answer value) const {
        m_scheduler.post([open = m_watch, done = std::move(done), value = std::move(value)] {
            if (open.lock()) done(value);
        });
    }

    chain::Chain& m_chain;
    const bool m_pruning;
    net::Scheduler& m_scheduler;
    const TipChanged m_tip_changed;
    std::shared_ptr<bool> m_open = std::make_shared<bool>(true);  ///< net thread
    const std::weak_ptr<bool> m_watch = m_open;

    mutable sys::Mutex m_mutex;
    std::shared_ptr<const primitives::Block> m_recent QUANTA_GUARDED_BY(m_mutex);

    std::deque<Read> m_reads;  ///< that wait; net thread
    size_t m_reading = 0;      ///< net thread

    bool m_stopped = false;
    sys::WorkerPool m_submitter{"net.chain", 1, kMaxQueued};
    sys::WorkerPool m_reader{"net.read", 1, kMaxQueued};
};

}  // namespace quanta::node
