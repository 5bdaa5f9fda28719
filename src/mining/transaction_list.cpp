// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/transaction_list.h"

#include <algorithm>
#include <utility>

#include "mempool/memory.h"

namespace quanta::mining {

size_t TransactionList::Page::bytes() const {
    size_t bytes = m_bytes;
    if (bytes != 0) return bytes;
    bytes = sizeof(Page);
    for (const BlockTransaction& next : transactions) {
        if (next.transaction) bytes += mempool::transaction_bytes(*next.transaction);
    }
    m_bytes = bytes;
    return bytes;
}

TransactionList::Page& TransactionEditor::writable(size_t page) {
    if (m_own[page] == nullptr) {
        auto made = std::make_shared<Page>();
        if (const TransactionList::PageRef& shared = m_list.m_pages[page])
            made->transactions = shared->transactions;
        m_own[page] = made.get();
        m_list.m_pages[page] = std::move(made);
    }
    return *m_own[page];
}

void TransactionEditor::set(size_t place, BlockTransaction transaction) {
    writable(place / TransactionList::kPageSize).transactions[place % TransactionList::kPageSize] =
        std::move(transaction);
}

void TransactionEditor::resize(size_t count) {
    constexpr size_t kPageSize = TransactionList::kPageSize;
    const size_t pages = (count + kPageSize - 1) / kPageSize;
    m_list.m_pages.resize(pages);
    m_own.resize(pages, nullptr);
    // No page holds on to what was cut off.
    const size_t used = count % kPageSize;
    if (count < m_list.m_size && used != 0) {
        const auto cut = std::span(writable(pages - 1).transactions).subspan(used);
        std::ranges::fill(cut, BlockTransaction());
    }
    m_list.m_size = count;
}

TransactionList TransactionEditor::share() {
    std::ranges::fill(m_own, nullptr);
    return m_list;
}

}  // namespace quanta::mining
