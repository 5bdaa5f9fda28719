// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "chain/header_tree.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "store/store_error.h"

namespace quanta::index {

/// Something kept for every block of the chain beside the chain itself. A Follower feeds it.
///
/// What it holds is closed under ancestors: a block is in it only if all blocks before it are. So where it
/// stands needs no record of its own, blocks taken off the chain may stay, and any crash leaves it usable.
class BlockIndex {
public:
    /// What it keeps of a block.
    struct Entry {
        const chain::HeaderNode* node = nullptr;
        base::Bytes digest;
    };

    virtual ~BlockIndex() = default;
    /// As users know it: "basic block filter index".
    virtual std::string name() const = 0;
    /// Whether the block of `node` is in it. Any thread.
    virtual base::Result<bool, store::StoreError> has(const chain::HeaderNode& node) const = 0;
    /// What it will keep of `block`, which spent the coins of `undo`. Several threads at once.
    virtual base::Bytes digest(const primitives::Block& block, const primitives::BlockUndo& undo) const = 0;
    /// Keeps consecutive blocks, oldest first, all or none of them, durably. The parent of the first one is
    /// in it, unless that is the genesis block. One thread at a time.
    virtual base::Result<void, store::StoreError> write(std::span<const Entry> entries) = 0;
};

}  // namespace quanta::index
