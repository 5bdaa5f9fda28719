// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "mempool/entry.h"
#include "primitives/amount.h"

namespace quanta::mining {

using mempool::TransactionRef;

/// A transaction of a block in the making.
struct BlockTransaction {
    TransactionRef transaction;
    primitives::Amount fee;
    int64_t sigop_cost = 0;
};

/// Transactions in pages that lists with much in common share. Cheap to copy; what a list holds is changed
/// through TransactionEditor alone. Any thread.
class TransactionList {
public:
    static constexpr size_t kPageSize = 64;

    struct Page {
        std::array<BlockTransaction, kPageSize> transactions;

        /// Of memory that the page keeps alive, its transactions included. O(inputs) for the first who asks.
        size_t bytes() const;

    private:
        mutable std::atomic<size_t> m_bytes{0};
    };
    using PageRef = std::shared_ptr<const Page>;

    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = BlockTransaction;
        using difference_type = std::ptrdiff_t;
        using pointer = const BlockTransaction*;
        using reference = const BlockTransaction&;

        Iterator() = default;
        Iterator(const TransactionList& list, size_t at) : m_list(&list), m_at(at) {}
        reference operator*() const { return (*m_list)[m_at]; }
        pointer operator->() const { return &**this; }
        Iterator& operator++() {
            ++m_at;
            return *this;
        }
        Iterator operator++(int) { return {*m_list, m_at++}; }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.m_at == b.m_at; }

    private:
        const TransactionList* m_list = nullptr;
        size_t m_at = 0;
    };

    size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    /// `place` is below size().
    const BlockTransaction& operator[](size_t place) const {
        return m_pages[place / kPageSize]->transactions[place % kPageSize];
    }
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, m_size}; }

    std::span<const PageRef> pages() const { return m_pages; }

private:
    friend class TransactionEditor;

    std::vector<PageRef> m_pages;
    size_t m_size = 0;
};

/// Changes a list, page by page: one that is shared already is copied first. Not synchronised.
class TransactionEditor {
public:
    TransactionEditor() = default;
    TransactionEditor(TransactionEditor&&) = default;
    TransactionEditor& operator=(TransactionEditor&&) = default;

    const TransactionList& list() const { return m_list; }

    void push_back(BlockTransaction added) {
        resize(m_list.size() + 1);
        set(m_list.size() - 1, std::move(added));
    }
    /// `place` is below the size.
    void set(size_t place, BlockTransaction transaction);
    /// Cuts off the end, or adds what set() is then called for.
    void resize(size_t count);
    /// The list as it is; later changes leave it alone. O(pages).
    TransactionList share();

private:
    using Page = TransactionList::Page;

    Page& writable(size_t page);

    TransactionList m_list;
    /// The pages made since the list was shared, null for the others.
    std::vector<Page*> m_own;
};

}  // namespace quanta::mining
