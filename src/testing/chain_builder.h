// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "testing/block_builder.h"
#include "testing/memory_coins.h"
#include "testing/spending.h"

namespace quanta::testing {

/// A chain on regtest and its coins, grown block by block. Blocks may be built on any link; the coins follow
/// one branch: the tip's. Not thread-safe.
class ChainBuilder {
public:
    /// A chain of the genesis block alone.
    explicit ChainBuilder(params::ChainParams params = regtest());
    ChainBuilder(const ChainBuilder&) = delete;
    ChainBuilder& operator=(const ChainBuilder&) = delete;

    static params::ChainParams regtest();

    const params::ChainParams& params() const { return m_params; }
    const consensus::HeaderLink& genesis() const { return m_links.front(); }
    const consensus::HeaderLink& tip() const { return *m_tip; }
    MemoryCoins& coins() { return m_coins; }
    /// Blocks of the tip's branch above the genesis block, by height less one.
    const std::vector<std::shared_ptr<const primitives::Block>>& blocks() const { return m_blocks; }

    /// Connects a block with `transactions` and their fees on top of the tip. Aborts unless it is valid;
    /// scripts are not run.
    std::shared_ptr<const primitives::Block> mine(
        std::vector<primitives::MutableTransaction> transactions = {});
    /// Mines `count` empty blocks.
    void mine_empty(int count);
    /// Connects a block made elsewhere on top of the tip. Aborts unless it is valid.
    void connect(std::shared_ptr<const primitives::Block> block);

    /// An empty block on `parent`, which may be any link, not connected. `extra_nonce` tells siblings apart.
    std::shared_ptr<const primitives::Block> build_on(const consensus::HeaderLink& parent,
                                                      uint64_t extra_nonce = 0) const;
    /// The link of `header` on top of `parent`, kept as long as this.
    const consensus::HeaderLink& link(const primitives::BlockHeader& header, const consensus::HeaderLink& parent);

    /// The coinbase of the block at `height` of the tip's branch, which anyone may spend when mature.
    SpendableCoin coinbase_coin(primitives::Height height) const;

private:
    params::ChainParams m_params;
    std::deque<consensus::HeaderLink> m_links;
    const consensus::HeaderLink* m_tip = nullptr;
    std::vector<std::shared_ptr<const primitives::Block>> m_blocks;
    MemoryCoins m_coins;
};

}  // namespace quanta::testing
