// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/header_tree.h"

#include "base/check.h"
#include "primitives/hashes.h"

namespace quanta::chain {

using primitives::BlockHash;

namespace {

constexpr size_t kFirstSlots = 1024;
/// The table grows when more than this part of it is taken.
constexpr double kMaxLoad = 0.6;

}  // namespace

HeaderTree::HeaderTree() { m_slots.resize(kFirstSlots); }

size_t HeaderTree::slot_of(const BlockHash& hash) const {
    const size_t mask = m_slots.size() - 1;
    size_t slot = primitives::HashBytes()(hash) & mask;
    while (m_slots[slot] != nullptr && m_slots[slot]->hash != hash) slot = (slot + 1) & mask;
    return slot;
}

const HeaderNode* HeaderTree::find(const BlockHash& hash) const {
    const sys::ReadLock lock(m_mutex);
    return m_slots[slot_of(hash)];
}

size_t HeaderTree::size() const {
    const sys::ReadLock lock(m_mutex);
    return m_nodes.size();
}

std::vector<const HeaderNode*> HeaderTree::leaves() const {
    const sys::ReadLock lock(m_mutex);
    return {m_leaves.begin(), m_leaves.end()};
}

HeaderNode* HeaderTree::find_mutable(const BlockHash& hash) {
    const sys::ReadLock lock(m_mutex);
    return m_slots[slot_of(hash)];
}

void HeaderTree::grow(size_t slots) {
    std::vector<HeaderNode*> old(slots);
    old.swap(m_slots);
    for (HeaderNode* node : old) {
        if (node != nullptr) m_slots[slot_of(node->hash)] = node;
    }
}

HeaderNode& HeaderTree::add(HeaderNode* parent, const primitives::BlockHeader& header,
                            const BlockHash& hash) {
    const sys::WriteLock lock(m_mutex);
    if (static_cast<double>(m_nodes.size() + 1) > kMaxLoad * static_cast<double>(m_slots.size())) {
        grow(m_slots.size() * 2);
    }
    const size_t slot = slot_of(hash);
    CHECK(m_slots[slot] == nullptr);
    HeaderNode& node = m_nodes.emplace_back();
    node.link_to(parent, header, hash);
    if (parent != nullptr) m_leaves.erase(parent);
    m_leaves.insert(&node);
    if (parent != nullptr && parent->first_child != nullptr) m_siblings.emplace(parent, &node);
    if (parent != nullptr && parent->first_child == nullptr) parent->first_child = &node;
    m_slots[slot] = &node;
    return node;
}

void HeaderTree::reserve(size_t count) {
    const sys::WriteLock lock(m_mutex);
    size_t slots = m_slots.size();
    while (static_cast<double>(count) > kMaxLoad * static_cast<double>(slots)) slots *= 2;
    if (slots > m_slots.size()) grow(slots);
}

void HeaderTree::for_each_child(const HeaderNode& node, const std::function<void(HeaderNode&)>& visit) {
    if (node.first_child == nullptr) return;
    visit(*node.first_child);
    const auto [first, last] = m_siblings.equal_range(&node);
    for (auto it = first; it != last; ++it)
        visit(*it->second);
}

void HeaderTree::for_each_descendant(HeaderNode& node, const std::function<bool(HeaderNode&)>& visit) {
    std::vector<HeaderNode*> open{&node};
    const auto add = [&](HeaderNode& child) {
        if (visit(child)) open.push_back(&child);
    };
    while (!open.empty()) {
        const HeaderNode* parent = open.back();
        open.pop_back();
        for_each_child(*parent, add);
    }
}

void HeaderTree::for_each(const std::function<void(HeaderNode&)>& visit) {
    const sys::ReadLock lock(m_mutex);
    // Nodes are only added by the caller's thread, so the walk needs no more than readers may share.
    for (HeaderNode& node : m_nodes) visit(node);
}

}  // namespace quanta::chain
