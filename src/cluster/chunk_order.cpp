// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/chunk_order.h"

#include <algorithm>

#include "base/check.h"

namespace quanta::cluster {
namespace {

bool before(const ChunkKey& a, const ChunkKey& b) {
    return compare_keys(a, b) < 0;
}

}  // namespace

size_t ChunkOrder::block_for(const ChunkKey& key) const {
    const auto after = std::upper_bound(
        m_blocks.begin(), m_blocks.end(), key,
        [](const ChunkKey& wanted, const auto& block) { return before(wanted, block->keys[0]); });
    return after == m_blocks.begin() ? 0 : static_cast<size_t>(after - m_blocks.begin()) - 1;
}

void ChunkOrder::insert(const ChunkKey& key) {
    if (m_blocks.empty()) m_blocks.push_back(std::make_unique<Block>());
    size_t at = block_for(key);
    if (m_blocks[at]->count == kBlockKeys) {
        split(at);
        if (!before(key, m_blocks[at + 1]->keys[0])) ++at;
    }
    Block& block = *m_blocks[at];
    ChunkKey* const end = block.keys + block.count;
    ChunkKey* const place = std::lower_bound(block.keys, end, key, before);
    CHECK(place == end || before(key, *place));
    std::copy_backward(place, end, end + 1);
    *place = key;
    ++block.count;
    ++m_count;
}

void ChunkOrder::erase(const ChunkKey& key) {
    CHECK(!m_blocks.empty());
    const size_t at = block_for(key);
    Block& block = *m_blocks[at];
    ChunkKey* const end = block.keys + block.count;
    ChunkKey* const place = std::lower_bound(block.keys, end, key, before);
    CHECK(place != end && !before(key, *place));
    std::copy(place + 1, end, place);
    --block.count;
    --m_count;
    if (block.count == 0) {
        m_blocks.erase(m_blocks.begin() + static_cast<std::ptrdiff_t>(at));
        return;
    }
    if (block.count > kBlockKeys / 4) return;
    if (at + 1 < m_blocks.size())
        join_with_next(at);
    else if (at > 0)
        join_with_next(at - 1);
}

void ChunkOrder::split(size_t block) {
    Block& full = *m_blocks[block];
    auto upper = std::make_unique<Block>();
    // Keys often come in order, at either end: both halves can take more.
    const size_t keep = full.count / 2;
    upper->count = full.count - keep;
    std::copy(full.keys + keep, full.keys + full.count, upper->keys);
    full.count = keep;
    m_blocks.insert(m_blocks.begin() + static_cast<std::ptrdiff_t>(block) + 1, std::move(upper));
}

void ChunkOrder::join_with_next(size_t block) {
    Block& left = *m_blocks[block];
    const Block& right = *m_blocks[block + 1];
    if (left.count + right.count > kBlockKeys * 3 / 4) return;
    std::copy(right.keys, right.keys + right.count, left.keys + left.count);
    left.count += right.count;
    m_blocks.erase(m_blocks.begin() + static_cast<std::ptrdiff_t>(block) + 1);
}

size_t ChunkOrder::memory_bytes() const {
    return m_blocks.size() * (sizeof(Block) + 3 * sizeof(void*));
}

ChunkOrder::Position ChunkOrder::first_after(const ChunkKey& key) const {
    if (m_blocks.empty()) return end();
    const size_t at = block_for(key);
    const Block& block = *m_blocks[at];
    const ChunkKey* const end = block.keys + block.count;
    const ChunkKey* const place = std::upper_bound(block.keys, end, key, before);
    if (place == end) return {at + 1, 0};
    return {at, static_cast<size_t>(place - block.keys)};
}

ChunkOrder::Position ChunkOrder::next(Position at) const {
    if (at.offset + 1 < m_blocks[at.block]->count) return {at.block, at.offset + 1};
    return {at.block + 1, 0};
}

ChunkOrder::Position ChunkOrder::previous(Position at) const {
    if (at.offset > 0) return {at.block, at.offset - 1};
    return {at.block - 1, m_blocks[at.block - 1]->count - 1};
}

}  // namespace quanta::cluster
