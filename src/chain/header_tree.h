// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "consensus/header_link.h"
#include "primitives/block.h"
#include "store/header_index.h"
#include "sys/mutex.h"

namespace quanta::chain {

/// A header of the tree with what is known of its block. The HeaderLink part never changes once the node can
/// be found; the rest is written by the chain thread alone and may be read by any thread.
struct HeaderNode : consensus::HeaderLink {
    const HeaderNode* parent() const { return static_cast<const HeaderNode*>(previous); }
    const HeaderNode* at(primitives::Height wanted) const {
        return static_cast<const HeaderNode*>(ancestor(wanted));
    }

    store::Validity validity() const { return m_validity.load(std::memory_order_acquire); }
    store::Failure failure() const { return m_failure.load(std::memory_order_acquire); }
    bool failed() const { return failure() != store::Failure::None; }
    store::FilePosition block_position() const { return unpack(m_block.load(std::memory_order_acquire)); }
    store::FilePosition undo_position() const { return unpack(m_undo.load(std::memory_order_acquire)); }
    bool has_block() const { return !block_position().is_null(); }
    bool has_undo() const { return !undo_position().is_null(); }
    /// Transactions of the block; 0 until it was seen.
    uint32_t transaction_count() const { return m_transaction_count.load(std::memory_order_acquire); }
    /// Transactions of this block and all its ancestors; 0 until all of them were seen.
    uint64_t chain_transaction_count() const { return m_chain_transactions.load(std::memory_order_acquire); }

    // Chain thread only.
    HeaderNode* parent_mutable() { return static_cast<HeaderNode*>(const_cast<HeaderLink*>(previous)); }
    HeaderNode* mutable_at(primitives::Height wanted) {
        return static_cast<HeaderNode*>(const_cast<HeaderLink*>(ancestor(wanted)));
    }
    void set_validity(store::Validity validity) { m_validity.store(validity, std::memory_order_release); }
    void set_failure(store::Failure failure) { m_failure.store(failure, std::memory_order_release); }
    void set_block_position(store::FilePosition position) {
        m_block.store(pack(position), std::memory_order_release);
    }
    void set_undo_position(store::FilePosition position) {
        m_undo.store(pack(position), std::memory_order_release);
    }
    void set_transaction_count(uint32_t count) {
        m_transaction_count.store(count, std::memory_order_release);
    }
    void set_chain_transaction_count(uint64_t count) {
        m_chain_transactions.store(count, std::memory_order_release);
    }
    /// Order in which blocks of equal work became complete: the first wins; lower is preferred.
    int64_t arrival = 0;
    /// The child that was added first; HeaderTree knows the others.
    HeaderNode* first_child = nullptr;

private:
    static uint64_t pack(store::FilePosition p) {
        return static_cast<uint64_t>(static_cast<uint32_t>(p.file)) << 32 | p.offset;
    }
    static store::FilePosition unpack(uint64_t v) {
        return {static_cast<int32_t>(v >> 32), static_cast<uint32_t>(v)};
    }

    std::atomic<uint64_t> m_block{pack({})};
    std::atomic<uint64_t> m_undo{pack({})};
    std::atomic<uint64_t> m_chain_transactions{0};
    std::atomic<uint32_t> m_transaction_count{0};
    std::atomic<store::Validity> m_validity{store::Validity::Header};
    std::atomic<store::Failure> m_failure{store::Failure::None};
};

/// All headers known, valid or not, by hash. Adding and changing from the chain thread; finding from any.
/// Nodes live as long as the tree and do not move.
class HeaderTree {
public:
    HeaderTree();

    /// The node of `hash`, null when unknown. Any thread.
    const HeaderNode* find(const primitives::BlockHash& hash) const;
    /// Number of headers. Any thread.
    size_t size() const;
    /// The nodes without children, in no particular order. Any thread. O(leaves).
    std::vector<const HeaderNode*> leaves() const;

    // Chain thread only.
    HeaderNode* find_mutable(const primitives::BlockHash& hash);
    /// Adds `header`, whose parent (null for genesis) is in the tree and whose hash is not.
    HeaderNode& add(HeaderNode* parent, const primitives::BlockHeader& header,
                    const primitives::BlockHash& hash);
    /// Room for `count` headers, to save growth while loading.
    void reserve(size_t count);
    /// Calls `visit` for each child of `node`.
    void for_each_child(const HeaderNode& node, const std::function<void(HeaderNode&)>& visit);
    /// Calls `visit` for the descendants of `node`, parents before children; those of a node for which it
    /// returns false are left out. O(nodes visited).
    void for_each_descendant(HeaderNode& node, const std::function<bool(HeaderNode&)>& visit);
    /// Calls `visit` for every node in the order they were added (parents before children).
    void for_each(const std::function<void(HeaderNode&)>& visit);

private:
    size_t slot_of(const primitives::BlockHash& hash) const QUANTA_REQUIRES_SHARED(m_mutex);
    void grow(size_t slots) QUANTA_REQUIRES(m_mutex);

    // Chain thread only.
    std::unordered_multimap<const HeaderNode*, HeaderNode*> m_siblings;  ///< of first children, by parent

    // Guarded by m_mutex.
    mutable sys::SharedMutex m_mutex;
    std::deque<HeaderNode> m_nodes QUANTA_GUARDED_BY(m_mutex);
    std::unordered_set<const HeaderNode*> m_leaves QUANTA_GUARDED_BY(m_mutex);
    std::vector<HeaderNode*> m_slots QUANTA_GUARDED_BY(m_mutex);  ///< open addressing, a power of two of them
};

}  // namespace quanta::chain
