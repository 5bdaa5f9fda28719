// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>

#include "primitives/block.h"
#include "primitives/coin.h"
#include "primitives/hashes.h"

namespace quanta::interfaces {

/// A block that became the tip.
struct ConnectedBlock {
    uint64_t sequence = 0;  ///< of the event: one more than that of the event before it
    primitives::Height height = 0;
    primitives::BlockHash hash;
    std::shared_ptr<const primitives::Block> block;
    std::shared_ptr<const primitives::BlockUndo> undo;  ///< the coins it spent
};

/// A tip that was taken off; its parent is the tip now.
struct DisconnectedBlock {
    uint64_t sequence = 0;  ///< of the event: one more than that of the event before it
    primitives::Height height = 0;
    primitives::BlockHash hash;
    std::shared_ptr<const primitives::Block> block;
};

/// What a series of changes led to.
struct NewTip {
    primitives::Height height = 0;
    primitives::BlockHash hash;
    bool initial_block_download = true;
};

/// Hears what happens to the active chain. Issued by the node, handled by whoever follows the chain, in this
/// or another process. Calls come one after another on a thread of the node, without gaps in `sequence`; they
/// must not call back into the node and should return soon, as events behind them wait.
class ChainSink {
public:
    virtual ~ChainSink() = default;
    virtual void block_connected(const ConnectedBlock&) {}
    virtual void block_disconnected(const DisconnectedBlock&) {}
    virtual void tip_changed(const NewTip&) {}
};

}  // namespace quanta::interfaces
