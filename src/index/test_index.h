// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "index/block_index.h"
#include "sys/mutex.h"

namespace quanta::index {

/// An index in memory that counts what is done and fails or waits when told to. Any thread.
class TestIndex final : public BlockIndex {
public:
    /// Blocks up to `node` are in it.
    void keep_up_to(const chain::HeaderNode& node) {
        const sys::MutexLock lock(m_mutex);
        for (const chain::HeaderNode* at = &node; at != nullptr; at = at->parent())
            m_nodes.insert(at);
    }
    void fail_writes(std::string text) { m_write_error = std::move(text); }
    void fail_reads(std::string text) { m_read_error = std::move(text); }
    /// Digests wait until let_go().
    void hold() {
        const sys::MutexLock lock(m_mutex);
        m_held = true;
    }
    /// Waits until one does.
    void wait_until_held() const {
        const sys::MutexLock lock(m_mutex);
        while (m_waiting == 0)
            m_changed.wait(m_mutex);
    }
    void let_go() {
        {
            const sys::MutexLock lock(m_mutex);
            m_held = false;
        }
        m_changed.notify_all();
    }

    size_t digests() const {
        const sys::MutexLock lock(m_mutex);
        return m_digests;
    }
    /// Of the lowest and the highest block.
    std::pair<primitives::Height, primitives::Height> heights() const {
        const sys::MutexLock lock(m_mutex);
        std::pair<primitives::Height, primitives::Height> range{INT32_MAX, -1};
        for (const chain::HeaderNode* node : m_nodes) {
            range.first = std::min(range.first, node->height);
            range.second = std::max(range.second, node->height);
        }
        return range;
    }

    std::string name() const override { return "test index"; }
    base::Result<bool, store::StoreError> has(const chain::HeaderNode& node) const override {
        if (!m_read_error.empty())
            return base::Err(store::StoreError{store::StoreErrorCode::Io, m_read_error});
        const sys::MutexLock lock(m_mutex);
        return m_nodes.contains(&node);
    }
    base::Bytes digest(const primitives::Block& block, const primitives::BlockUndo&) const override {
        const sys::MutexLock lock(m_mutex);
        ++m_waiting;
        m_changed.notify_all();
        while (m_held)
            m_changed.wait(m_mutex);
        --m_waiting;
        ++m_digests;
        return base::Bytes(block.hash().bytes().begin(), block.hash().bytes().end());
    }
    base::Result<void, store::StoreError> write(std::span<const Entry> entries) override {
        if (!m_write_error.empty())
            return base::Err(store::StoreError{store::StoreErrorCode::Io, m_write_error});
        const sys::MutexLock lock(m_mutex);
        for (const Entry& entry : entries) {
            EXPECT_TRUE(entry.node->parent() == nullptr || m_nodes.contains(entry.node->parent()));
            EXPECT_EQ(entry.digest,
                      base::Bytes(entry.node->hash.bytes().begin(), entry.node->hash.bytes().end()));
            m_nodes.insert(entry.node);
        }
        return {};
    }

private:
    // Set before it is used.
    std::string m_write_error;
    std::string m_read_error;

    mutable sys::Mutex m_mutex;
    mutable sys::CondVar m_changed;
    std::set<const chain::HeaderNode*> m_nodes QUANTA_GUARDED_BY(m_mutex);
    mutable size_t m_digests QUANTA_GUARDED_BY(m_mutex) = 0;
    mutable size_t m_waiting QUANTA_GUARDED_BY(m_mutex) = 0;
    bool m_held QUANTA_GUARDED_BY(m_mutex) = false;
};

}  // namespace quanta::index
