// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>

#include "chain/snapshot.h"
#include "primitives/block.h"
#include "primitives/coin.h"

namespace quanta::chain {

/// A block became the tip. Issued by ChainState, handled by every EventSink in order.
struct BlockConnected {
    uint64_t sequence = 0;
    const HeaderNode* node = nullptr;
    std::shared_ptr<const primitives::Block> block;
    std::shared_ptr<const primitives::BlockUndo> undo;
};

/// The tip was taken off; its parent is the tip now. Issued by ChainState, handled by every EventSink in
/// order.
struct BlockDisconnected {
    uint64_t sequence = 0;
    const HeaderNode* node = nullptr;
    std::shared_ptr<const primitives::Block> block;
};

/// Receives the chain's events, all on the chain's notifier thread, in order, without gaps in `sequence`.
/// Handlers may read the chain but must not wait for it.
class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void block_connected(const BlockConnected&) {}
    virtual void block_disconnected(const BlockDisconnected&) {}
    /// A series of changes is over: `snapshot` is what they led to. What a reorganisation passes through
    /// before it has more work than the branch it left is not told of here.
    virtual void tip_changed(const std::shared_ptr<const Snapshot>&) {}
};

/// Hands events to the sinks: an ordered, bounded queue and the notifier thread that empties it. Any thread.
class EventBus {
public:
    EventBus();
    /// Hands out what is queued, then ends the thread.
    ~EventBus();

    /// `sink` hears every event from now on, until remove_sink returns.
    void add_sink(EventSink& sink);
    /// Returns when no call to `sink` is under way any more. Not from a handler.
    void remove_sink(EventSink& sink);
    /// Waits until every event published so far has been handled. Not from a handler.
    void wait_until_handled();

    /// Chain thread only: queues an event; waits while the queue is full. Free when there is no sink.
    using Event = std::variant<BlockConnected, BlockDisconnected, std::shared_ptr<const Snapshot>>;
    void publish(Event event);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::chain
