// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <utility>

#include "mining/block_contents.h"
#include "sys/mutex.h"

namespace quanta::node {

/// Counts what the contents of templates keep alive, together: pages of transactions that several share count
/// once. Any thread.
class TemplateMemory : public std::enable_shared_from_this<TemplateMemory> {
public:
    using Page = mining::TransactionList::Page;

    /// Counts some contents until it goes.
    class Share {
    public:
        Share(std::shared_ptr<TemplateMemory> memory, mining::ContentsRef contents);
        ~Share();
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;

    private:
        const std::shared_ptr<TemplateMemory> m_memory;
        const mining::ContentsRef m_contents;
    };

    using ShareRef = std::shared_ptr<const Share>;

    /// Counts `contents` as long as the result lives. O(pages).
    ShareRef hold(mining::ContentsRef contents) {
        return std::make_shared<const Share>(shared_from_this(), std::move(contents));
    }
    /// Of memory.
    size_t bytes() const QUANTA_EXCLUDES(m_mutex);

private:
    void add(const mining::BlockContents& contents) QUANTA_EXCLUDES(m_mutex);
    void remove(const mining::BlockContents& contents) QUANTA_EXCLUDES(m_mutex);

    mutable sys::Mutex m_mutex;
    /// How many of the contents hold a page.
    std::unordered_map<const Page*, size_t> m_pages QUANTA_GUARDED_BY(m_mutex);
    size_t m_bytes QUANTA_GUARDED_BY(m_mutex) = 0;
};

}  // namespace quanta::node
