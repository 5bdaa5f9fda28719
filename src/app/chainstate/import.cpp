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
    settle(next_place(), "- - no block: " + what, Verdict::Refused);
}

void Import::submit(const BlockHash& hash, base::Bytes raw) {
    m_submitted.insert(hash);
    m_chain.submit_raw(std::move(raw), [this, hash, place = next_place()](const chain::SubmitResult& result) {
        settle(place, describe(hash, result), result ? Verdict::Fine : Verdict::Refused);
    });
}

uint64_t Import::next_place() {
    sys::MutexLock lock(m_mutex);
    m_lines.emplace_back();
    return m_printed + m_lines.size() - 1;
}

void Import::settle(uint64_t place, std::string line, Verdict verdict) {
    sys::MutexLock lock(m_mutex);
    m_lines[place - m_printed] = std::move(line);
    if (verdict == Verdict::Refused) m_all_fine = false;
    for (; !m_lines.empty() && m_lines.front(); m_lines.pop_front(), ++m_printed)
        m_print(*m_lines.front());
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

void Import::wait() {
    sys::MutexLock lock(m_mutex);
    while (!m_lines.empty())
        m_changed.wait(m_mutex);
}

bool Import::finish() {
    for (const auto& [parent, waiting] : m_waiting) {
        settle(next_place(), waiting.hash.to_text() + " - prev-blk-not-found", Verdict::Refused);
    }
    m_waiting.clear();
    wait();
    sys::MutexLock lock(m_mutex);
    return m_all_fine;
}

}  // namespace quanta::chainstate
