// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/disconnected.h"

#include <ranges>

namespace quanta::mempool {

std::vector<DisconnectedBlocks::BlockRef> DisconnectedBlocks::add(BlockRef block) {
    m_bytes += block->raw().size();
    m_blocks.push_back(std::move(block));
    std::vector<BlockRef> given_up;
    while (m_bytes > kMaxBytes) {
        m_bytes -= m_blocks.front()->raw().size();
        given_up.push_back(std::move(m_blocks.front()));
        m_blocks.pop_front();
    }
    return given_up;
}

void DisconnectedBlocks::remove(const primitives::Block& block) {
    if (m_blocks.empty()) return;
    for (const primitives::Transaction& transaction : block.transactions())
        m_confirmed.insert(transaction.txid());
}

void DisconnectedBlocks::for_each(const std::function<bool(const primitives::Transaction&)>& visit) const {
    for (const BlockRef& block : m_blocks | std::views::reverse) {
        for (const primitives::Transaction& transaction : block->transactions()) {
            if (m_confirmed.contains(transaction.txid())) continue;
            if (!visit(transaction)) return;
        }
    }
}

void DisconnectedBlocks::clear() {
    m_blocks.clear();
    m_bytes = 0;
    m_confirmed.clear();
}

}  // namespace quanta::mempool
