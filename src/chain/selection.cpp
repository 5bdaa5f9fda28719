// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/selection.h"

#include <algorithm>
#include <deque>

namespace quanta::chain {

using store::Failure;

namespace {

/// Arrival of blocks that were verified before the node was started: they came before those that were not.
constexpr int64_t kArrivedBefore = -1;

}  // namespace

void Selection::load() {
    m_tree.for_each([this](HeaderNode& node) {
        header_arrived(node);
        if (node.transaction_count() == 0) return;
        if (node.validity() == store::Validity::Scripts) node.arrival = kArrivedBefore;
        HeaderNode* parent = node.parent_mutable();
        if (parent == nullptr || parent->chain_transaction_count() > 0) {
            complete(node);
        } else {
            m_waiting.emplace(parent, &node);
        }
    });
}

void Selection::complete(HeaderNode& node) {
    const uint64_t before = node.previous != nullptr ? node.parent()->chain_transaction_count() : 0;
    node.set_chain_transaction_count(before + node.transaction_count());
    if (node.arrival == 0) node.arrival = m_next_arrival++;
    consider(node);
}

void Selection::consider(HeaderNode& node) {
    if (node.failed() || !node.has_block() || node.chain_transaction_count() == 0) return;
    if (m_tip != nullptr && node.chain_work < m_tip->chain_work) return;
    if (!barred(node)) m_candidates.insert(&node);
}

void Selection::bar(const HeaderNode& root) {
    m_barred.push_back(&root);
    std::erase_if(m_candidates, [this](const HeaderNode* node) { return barred(*node); });
}

bool Selection::barred(const HeaderNode& node) const {
    return std::any_of(m_barred.begin(), m_barred.end(),
                       [&](const HeaderNode* root) { return node.at(root->height) == root; });
}

void Selection::block_arrived(HeaderNode& node) {
    HeaderNode* parent = node.parent_mutable();
    if (parent != nullptr && parent->chain_transaction_count() == 0) {
        m_waiting.emplace(parent, &node);
        return;
    }
    std::deque<HeaderNode*> ready{&node};
    while (!ready.empty()) {
        HeaderNode* next = ready.front();
        ready.pop_front();
        complete(*next);
        const auto [first, last] = m_waiting.equal_range(next);
        for (auto it = first; it != last; ++it) ready.push_back(it->second);
        m_waiting.erase(first, last);
    }
}

void Selection::header_arrived(HeaderNode& node) {
    if (node.failed()) return;
    if (node.previous != nullptr) m_ends.erase(node.parent_mutable());
    m_ends.insert(&node);
    if (m_best_header == nullptr || m_best_header->chain_work < node.chain_work) m_best_header = &node;
}

void Selection::tip_is(const HeaderNode& tip) {
    m_tip = &tip;
    while (!m_candidates.empty() && (*m_candidates.begin())->chain_work < tip.chain_work) {
        m_candidates.erase(m_candidates.begin());
    }
}

void Selection::mark(HeaderNode& node, Failure failure) {
    node.set_failure(failure);
    m_archive.mark_dirty(node);
    m_candidates.erase(&node);
    m_ends.erase(&node);
}

bool Selection::has_valid_child(const HeaderNode& node) const {
    bool found = false;
    m_tree.for_each_child(node, [&](const HeaderNode& child) { found = found || !child.failed(); });
    return found;
}

/// Of several with equal work the one that the tip is on.
HeaderNode* Selection::heaviest_end() const {
    HeaderNode* heaviest = nullptr;
    for (auto end = m_ends.rbegin(); end != m_ends.rend(); ++end) {
        if (heaviest != nullptr && (*end)->chain_work < heaviest->chain_work) break;
        if (heaviest == nullptr) heaviest = *end;
        if (m_tip != nullptr && (*end)->at(m_tip->height) == m_tip) return *end;
    }
    return heaviest;
}

/// No block becomes a candidate by it: those with as much work as the tip are candidates already.
void Selection::mark_invalid(HeaderNode& node) {
    mark(node, Failure::Invalid);
    m_tree.for_each_descendant(node, [this](HeaderNode& other) {
        if (other.failed()) return false;
        mark(other, Failure::InvalidParent);
        return true;
    });
    HeaderNode* parent = node.parent_mutable();
    if (parent != nullptr && !parent->failed() && !has_valid_child(*parent)) m_ends.insert(parent);
    if (m_best_header != nullptr && m_best_header->failed()) m_best_header = heaviest_end();
}

void Selection::clear_invalid(HeaderNode& node) {
    m_tree.for_each([&](HeaderNode& other) {
        if (!other.failed()) return;
        const bool related =
            other.height <= node.height ? node.at(other.height) == &other : other.at(node.height) == &node;
        if (!related) return;
        other.set_failure(Failure::None);
        m_archive.mark_dirty(other);
    });
    consider_all();
}

void Selection::consider_all() {
    m_best_header = nullptr;
    m_ends.clear();
    m_tree.for_each([this](HeaderNode& node) {
        header_arrived(node);
        consider(node);
    });
}

void Selection::prefer(HeaderNode& node, const HeaderNode& tip) {
    if (node.chain_work < tip.chain_work) return;
    m_candidates.erase(&node);
    node.arrival = m_next_preferred--;
    consider(node);
}

}  // namespace quanta::chain
