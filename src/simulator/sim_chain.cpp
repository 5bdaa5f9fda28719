// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "simulator/sim_chain.h"

#include <utility>

#include "base/check.h"

namespace quanta::simulator {

void SimChain::give(const std::vector<BlockPtr>& blocks) {
    for (const BlockPtr& block : blocks) {
        CHECK(m_chain.add(m_blocks.of(block)));
    }
}

void SimChain::submit_headers(std::vector<primitives::BlockHeader> headers, HeadersDone done) {
    m_chain.submit_headers(std::move(headers), std::move(done));
}

void SimChain::submit_block(base::Bytes raw, BlockDone done) {
    if (auto block = m_blocks.of(raw)) return m_chain.submit_block(std::move(block), std::move(done));
    m_chain.submit_block(std::move(raw), std::move(done));
}

void SimChain::submit_block(std::shared_ptr<const primitives::Block> block, BlockDone done) {
    m_chain.submit_block(m_blocks.of(block), std::move(done));
}

void SimChain::read_block(const chain::HeaderNode& node, RawBlockDone done) {
    m_chain.read_block(node, std::move(done));
}

}  // namespace quanta::simulator
