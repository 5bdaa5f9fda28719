// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <unordered_map>

#include "base/bytes.h"
#include "primitives/block.h"

namespace quanta::simulator {

/// The blocks of a world: each is in memory once, however many nodes have it. One thread.
class SharedBlocks {
public:
    using BlockPtr = std::shared_ptr<const primitives::Block>;

    /// The block of these bytes, the same one each time; null when they are none.
    BlockPtr of(const base::Bytes& raw);
    /// `block`, or the equal one that is here already.
    BlockPtr of(const BlockPtr& block);
    size_t size() const { return m_blocks.size(); }

private:
    /// By the header's hash alone: of several bodies of a header the first is kept.
    std::unordered_map<primitives::BlockHash, BlockPtr, primitives::HashBytes> m_blocks;
};

}  // namespace quanta::simulator
