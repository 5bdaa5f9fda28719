// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "simulator/shared_blocks.h"

#include <algorithm>

#include "codec/reader.h"

namespace quanta::simulator {

SharedBlocks::BlockPtr SharedBlocks::of(const base::Bytes& raw) {
    codec::Reader reader(raw);
    const auto header = primitives::BlockHeader::parse(reader);
    if (!header) return nullptr;
    const auto known = m_blocks.find(header->hash());
    if (known != m_blocks.end() && std::ranges::equal(known->second->raw(), raw)) return known->second;
    auto block = primitives::Block::parse(raw);
    if (!block) return nullptr;
    m_blocks.try_emplace((*block)->hash(), *block);
    return *block;
}

SharedBlocks::BlockPtr SharedBlocks::of(const BlockPtr& block) {
    const BlockPtr& known = m_blocks.try_emplace(block->hash(), block).first->second;
    return std::ranges::equal(known->raw(), block->raw()) ? known : block;
}

}  // namespace quanta::simulator
