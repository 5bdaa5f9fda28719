// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/merkle_tree.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace quanta::mining {

using crypto::Digest256;

void MerkleTree::resize(size_t leaves) {
    const size_t before = size();
    if (leaves == before) return;
    m_levels.front().resize(leaves);
    std::erase_if(m_changed, [leaves](size_t index) { return index >= leaves; });
    // What was the last node of a level, or is now, has or had itself on its right.
    m_changed.push_back(std::min(before, leaves) - 1);
    m_changed.push_back(leaves - 1);
}

void MerkleTree::set(size_t index, const Digest256& leaf) {
    m_levels.front()[index] = leaf;
    m_changed.push_back(index);
}

/// Hashes the parents of the nodes that changed on `level`, which are those that changed from then on.
void MerkleTree::hash_level(size_t level) {
    Level& below = m_levels[level];
    Level& above = m_levels[level + 1];
    const size_t pairs = (below.size() + 1) / 2;
    above.resize(pairs);
    for (size_t& index : m_changed)
        index /= 2;
    m_changed.erase(std::unique(m_changed.begin(), m_changed.end()), m_changed.end());
    const bool odd = below.size() % 2 != 0;
    if (odd) below.push_back(below.back());
    for (size_t i = 0; i < m_changed.size();) {
        const size_t first = m_changed[i];
        size_t count = 1;
        while (i + count < m_changed.size() && m_changed[i + count] == first + count)
            ++count;
        crypto::sha256d_pairs(above[first].data(), below[2 * first].data(), count);
        i += count;
    }
    if (odd) below.pop_back();
}

std::vector<Digest256> MerkleTree::path() {
    std::ranges::sort(m_changed);
    m_changed.erase(std::unique(m_changed.begin(), m_changed.end()), m_changed.end());
    std::vector<Digest256> path;
    size_t level = 0;
    for (; m_levels[level].size() > 1; ++level) {
        if (level + 1 == m_levels.size()) m_levels.emplace_back();
        hash_level(level);
        path.push_back(m_levels[level][1]);
    }
    m_levels.resize(level + 1);
    m_changed.clear();
    return path;
}

Digest256 merkle_root_of(const Digest256& first, const std::vector<Digest256>& path) {
    Digest256 root = first;
    for (const Digest256& right : path) {
        std::array<uint8_t, 2 * sizeof(Digest256)> both;
        std::memcpy(both.data(), root.data(), root.size());
        std::memcpy(both.data() + root.size(), right.data(), right.size());
        root = crypto::sha256d(both);
    }
    return root;
}

}  // namespace quanta::mining
