// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <vector>

#include "peers/chain_access.h"
#include "peers/fake_chain.h"
#include "simulator/shared_blocks.h"

namespace quanta::simulator {

/// A node's chain: a `peers::FakeChain` whose blocks are those of the world. One thread.
class SimChain final : public peers::ChainAccess {
public:
    using BlockPtr = SharedBlocks::BlockPtr;

    /// All outlive this.
    SimChain(const params::ChainParams& params, net::Environment environment, SharedBlocks& blocks,
             const peers::FakeChain::Options& options)
        : m_blocks(blocks), m_chain(params, environment.clock, environment.scheduler, options) {}

    peers::FakeChain& inner() { return m_chain; }
    const chain::HeaderNode& tip() const { return m_chain.tip(); }
    primitives::Height height() const { return m_chain.tip().height; }
    /// Puts blocks in at once, as if mined here; parents first. Aborts for invalid ones.
    void give(const std::vector<BlockPtr>& blocks);

    // ChainAccess.
    const params::ChainParams& params() const override { return m_chain.params(); }
    const primitives::Uint256& minimum_chain_work() const override { return m_chain.minimum_chain_work(); }
    std::shared_ptr<const chain::Snapshot> snapshot() const override { return m_chain.snapshot(); }
    const chain::HeaderNode* find(const primitives::BlockHash& hash) const override {
        return m_chain.find(hash);
    }
    void submit_headers(std::vector<primitives::BlockHeader> headers, HeadersDone done) override;
    void submit_block(base::Bytes raw, BlockDone done) override;
    void submit_block(std::shared_ptr<const primitives::Block> block, BlockDone done) override;
    size_t max_blocks_in_work() const override { return m_chain.max_blocks_in_work(); }
    void read_block(const chain::HeaderNode& node, RawBlockDone done) override;
    std::shared_ptr<const primitives::Block> recent_block(const primitives::BlockHash& hash) const override {
        return m_chain.recent_block(hash);
    }
    bool pruning() const override { return m_chain.pruning(); }

private:
    SharedBlocks& m_blocks;
    peers::FakeChain m_chain;
};

}  // namespace quanta::simulator
