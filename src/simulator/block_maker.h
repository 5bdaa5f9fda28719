// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include "net/fake_network.h"
#include "params/params.h"
#include "peers/fake_chain.h"
#include "primitives/transaction.h"
#include "simulator/shared_blocks.h"

namespace quanta::simulator {

using BlockPtr = SharedBlocks::BlockPtr;

/// Blocks to make.
struct Mining {
    size_t count = 1;
    uint64_t salt = 0;  ///< tells chains of one parent apart
    int64_t spacing_s =
        0;  ///< between blocks, the first one so long after its parent; 0: all of them are of now
    std::vector<primitives::MutableTransaction> transactions{};  ///< of the last one
};

/// Makes the blocks and transactions of a world, which no node has before it is given them. One thread.
class BlockMaker {
public:
    /// All outlive this.
    BlockMaker(const params::ChainParams& params, net::FakeNetwork& network, SharedBlocks& blocks);

    /// Blocks on top of `parent`, which is the genesis block or was made here.
    std::vector<BlockPtr> make(const primitives::BlockHash& parent, const Mining& mining);
    /// Honest nodes hold `block` invalid from now on, and only when they connect it.
    void poison(const BlockPtr& block) { m_poisoned.insert(block->hash()); }
    bool is_poisoned(const primitives::BlockHash& hash) const { return m_poisoned.contains(hash); }
    /// A transaction that spends a coin of coins(); another one for each call.
    std::shared_ptr<const primitives::Transaction> make_transaction();
    /// Whose outputs every pool of the world takes for unspent.
    const primitives::Txid& coins() const { return m_coins; }

private:
    const params::ChainParams& m_params;
    const sys::Clock& m_clock;
    SharedBlocks& m_blocks;
    /// All blocks made, by all.
    peers::FakeChain m_made;
    std::set<primitives::BlockHash> m_poisoned;
    const primitives::Txid m_coins;
    uint32_t m_next_coin = 0;
};

}  // namespace quanta::simulator
