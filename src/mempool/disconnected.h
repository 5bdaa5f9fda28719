// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <unordered_set>
#include <vector>

#include "mempool/entry.h"
#include "primitives/block.h"

namespace quanta::mempool {

/// Blocks that were taken off and whose transactions are to come back, within bounds. Not synchronised.
class DisconnectedBlocks {
public:
    using BlockRef = std::shared_ptr<const primitives::Block>;
    /// Bytes of transactions kept; of more, those of the highest blocks are given up.
    static constexpr size_t kMaxBytes = 20'000'000;

    bool empty() const { return m_blocks.empty(); }
    /// Keeps a block that was taken off, below those before it. Blocks given up for it, highest first.
    std::vector<BlockRef> add(BlockRef block);
    /// A block on the new branch holds these: they need not come back.
    void remove(const primitives::Block& block);
    /// Transactions that are to come back, in the order of the chain, coinbases among them;
    /// ends when `visit` returns false.
    void for_each(const std::function<bool(const primitives::Transaction&)>& visit) const;
    void clear();

private:
    std::deque<BlockRef> m_blocks;  ///< highest first
    size_t m_bytes = 0;
    std::unordered_set<primitives::Txid, primitives::HashBytes> m_confirmed;
};

}  // namespace quanta::mempool
