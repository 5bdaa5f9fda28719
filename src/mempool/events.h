// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <deque>
#include <variant>
#include <vector>

#include "mempool/entry.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::mempool {

/// A transaction entered. Issued by acceptance, handled by every PoolSink in order.
struct Entered {
    Entry entry;
    uint64_t sequence = 0;         ///< of the change: each takes the next number
    bool limits_bypassed = false;  ///< it came back from a block that was taken off
    bool in_package = false;       ///< its fee was judged together with others
    bool has_parents = false;      ///< it spends outputs of the pool
};

/// Why a transaction left.
enum class LeaveReason : uint8_t { Block, Conflict, Replaced, Expiry, SizeLimit, Reorg };
/// As the log says it: "block".
const char* leave_reason_text(LeaveReason reason);

/// A transaction left. Issued by whatever changed the pool, handled by every PoolSink in order.
struct Left {
    Entry entry;
    LeaveReason reason = LeaveReason::Block;
    uint64_t sequence = 0;  ///< of the change; of a block the number that comes next, which it does not take
    primitives::Txid by;    ///< Conflict, Replaced: who spends the coin instead; null else
};

/// The pool has seen a block: its transactions have Left before this. Handled by every PoolSink in order.
struct BlockSeen {
    primitives::BlockHash hash;
    primitives::Height height = 0;
    bool connected = true;  ///< false: it was taken off
    uint64_t weight = 0;    ///< of a block connected: weight units of all but the coinbase
};

/// Receives the pool's events, all on the pool's event thread, in the order of the changes. Handlers may read
/// the pool but must not offer it transactions and wait.
class PoolSink {
public:
    virtual ~PoolSink() = default;
    virtual void entered(const Entered&) {}
    virtual void left(const Left&) {}
    virtual void block_seen(const BlockSeen&) {}
};

/// Hands events to sinks on a thread of its own ("mempool.events"). Any thread.
class EventFeed {
public:
    using Event = std::variant<Entered, Left, BlockSeen>;

    EventFeed();
    /// Hands out what is queued, then ends the thread.
    ~EventFeed();

    void add_sink(PoolSink& sink) QUANTA_EXCLUDES(m_mutex);
    /// Returns when no call to `sink` is under way any more. Not from a handler.
    void remove_sink(PoolSink& sink) QUANTA_EXCLUDES(m_mutex);
    /// Queues events, without waiting: called with the pool locked. Free when there is no sink.
    void publish(std::vector<Event> events) QUANTA_EXCLUDES(m_mutex);
    /// Waits while sinks lag far behind: before the pool is locked to be changed.
    void wait_for_room() QUANTA_EXCLUDES(m_mutex);
    /// Waits until every event published so far has been handled. Not from a handler.
    void wait_until_handled() QUANTA_EXCLUDES(m_mutex);

private:
    void run();
    void deliver(const Event& event, PoolSink& sink);

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    std::deque<Event> m_queue QUANTA_GUARDED_BY(m_mutex);
    std::vector<PoolSink*> m_sinks QUANTA_GUARDED_BY(m_mutex);
    size_t m_bytes QUANTA_GUARDED_BY(m_mutex) = 0;  ///< of transactions not handed out yet
    uint64_t m_published QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_handled QUANTA_GUARDED_BY(m_mutex) = 0;
    bool m_stopping QUANTA_GUARDED_BY(m_mutex) = false;
    /// Held while sinks are called, so that remove_sink can wait for the call to end.
    sys::Mutex m_delivering;

    sys::Thread m_thread;
};

}  // namespace quanta::mempool
