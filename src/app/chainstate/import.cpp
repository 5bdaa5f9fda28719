// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/chainstate/import.h"

#include <utility>

#include "codec/reader.h"

namespace quanta::chainstate {

using chain::Submitted;
using primitives::BlockHash;
using primitives::BlockHeader;

void Import::add(base::Bytes raw) {
    codec::Reader reader(raw);
    const auto header = BlockHeader::parse(reader);
    if (!header) return add_unreadable("too short for a block");
    const BlockHash hash = header->hash();
    const bool parent_known = header->previous.is_null() || m_submitted.contains(header->previous) ||
                              m_chain.headers().find(header->previous) != nullptr;
    if (!parent_known) {
        m_waiting.emplace(header->previous, Waiting{hash, std::move(raw)});
        return;
    }
    std::vector<Waiting> ready;
    ready.push_back({hash, std::move(raw)});
    while (!ready.empty()) {
        Waiting next = std::move(ready.back());
        ready.pop_back();
        submit(next.hash, std::move(next.raw));
        const auto [first, last] = m_waiting.equal_range(next.hash);
        for (auto child = first; child != last; ++child)
            ready.push_back(std::move(child->second));
        m_waiting.erase(first, last);
    }
}

void Import::add_unreadable(const std::string& what) {
    refuse("- - no block: " + what);
}

void Import::submit(const BlockHash& hash, base::Bytes raw) {
    m_submitted.insert(hash);
    {
        sys::MutexLock lock(m_mutex);
        ++m_open;
    }
    m_chain.submit_raw(std::move(raw),
                       [this, hash](const chain::SubmitResult& result) { settled(hash, result); });
}

void Import::settled(const BlockHash& hash, const chain::SubmitResult& result) {
    const std::string line = describe(hash, result);
    sys::MutexLock lock(m_mutex);
    m_print(line);
    if (!result) m_all_fine = false;
    --m_open;
    m_changed.notify_all();
}

std::string Import::describe(const BlockHash& hash, const chain::SubmitResult& result) const {
    const chain::HeaderNode* node = m_chain.headers().find(hash);
    std::string line = hash.to_text() + ' ' + (node != nullptr ? std::to_string(node->height) : "-") + ' ';
    if (!result) {
        const consensus::BlockError& error = result.error();
        return line + error.reason + (error.detail.empty() ? "" : ", " + error.detail);
    }
    switch (*result) {
        case Submitted::Connected:
            return line + "connected";
        case Submitted::Stored:
            return line + "stored";
        case Submitted::Duplicate:
            return line + "duplicate";
    }
    return line;
}

void Import::refuse(const std::string& line) {
    sys::MutexLock lock(m_mutex);
    m_print(line);
    m_all_fine = false;
}

void Import::wait() {
    sys::MutexLock lock(m_mutex);
    while (m_open > 0)
        m_changed.wait(m_mutex);
}

bool Import::finish() {
    for (const auto& [parent, waiting] : m_waiting)
        refuse(waiting.hash.to_text() + " - prev-blk-not-found");
    m_waiting.clear();
    wait();
    sys::MutexLock lock(m_mutex);
    return m_all_fine;
}

}  // namespace quanta::chainstate
