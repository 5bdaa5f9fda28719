// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "chain/events.h"
#include "mempool/acceptance.h"
#include "mempool/disconnected.h"
#include "mempool/state.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::mempool {

/// Does to the pool what the chain asks for, on a thread of its own ("mempool.chain"): the chain waits for
/// nothing but room in a queue of events.
///
/// Blocks connected take their transactions and what conflicts with them out; blocks taken off are kept until
/// the new branch is complete, and what it does not hold comes back; what that makes premature goes.
class ChainFollower final : public chain::EventSink {
public:
    ChainFollower(State& state, Acceptance& acceptance, const Gathering& gathering);
    /// Stops as stop() does.
    ~ChainFollower() override;

    /// The pool, which is empty, stands at `snapshot`; events up to it are ignored. Once, after this is among
    /// the sinks of the chain.
    void start(const chain::Snapshot& snapshot);
    /// Ends the thread; events are dropped from now on.
    void stop() QUANTA_EXCLUDES(m_mutex);
    /// Waits until the events up to `sequence` have been dealt with and the pool is settled.
    void wait_until_settled(uint64_t sequence) QUANTA_EXCLUDES(m_mutex);

    void block_connected(const chain::BlockConnected& event) override { push(event); }
    void block_disconnected(const chain::BlockDisconnected& event) override { push(event); }
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override { push(snapshot); }

private:
    using Event = chain::EventBus::Event;

    void push(Event event) QUANTA_EXCLUDES(m_mutex);
    std::optional<Event> next() QUANTA_EXCLUDES(m_mutex);
    void run();
    void handle(const Event& event);
    void connect(const chain::BlockConnected& event);
    void disconnect(const chain::BlockDisconnected& event);
    void settle();
    bool bring_back();
    bool bring_back(const primitives::Transaction& transaction);
    bool make_room_for(const primitives::Transaction& transaction);
    void remove_dependents(const primitives::Transaction& transaction);
    bool remove_premature();
    std::vector<TransactionRef> doubtful();
    void finish() QUANTA_EXCLUDES(m_mutex);

    State& m_state;
    Acceptance& m_acceptance;
    const Gathering& m_gathering;

    // Thread mempool.chain only.
    DisconnectedBlocks m_disconnected;
    uint64_t m_seen = 0;  ///< sequence of the last event dealt with
    bool m_unsettled = false;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    std::deque<Event> m_queue QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_settled_at QUANTA_GUARDED_BY(m_mutex) = 0;
    bool m_stopping QUANTA_GUARDED_BY(m_mutex) = false;

    sys::Thread m_thread;
};

}  // namespace quanta::mempool
