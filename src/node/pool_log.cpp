// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/pool_log.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace quanta::node {

using interfaces::PoolEvent;
using mempool::LeaveReason;

namespace {

/// Between two calls of one sink.
constexpr std::chrono::milliseconds kPause{100};
/// What a change costs a page beside its transaction.
constexpr uint64_t kChangeBytes = 100;

interfaces::FollowerOptions follower_options(interfaces::CallLimit limit) {
    interfaces::FollowerOptions options;
    options.thread_name = "follow.pool";
    options.limit = std::move(limit);
    options.pause = kPause;
    return options;
}

PoolEvent event_of(LeaveReason reason) {
    switch (reason) {
        case LeaveReason::Block:
            return PoolEvent::Block;
        case LeaveReason::Conflict:
            return PoolEvent::Conflict;
        case LeaveReason::Replaced:
            return PoolEvent::Replaced;
        case LeaveReason::Expiry:
            return PoolEvent::Expired;
        case LeaveReason::SizeLimit:
            return PoolEvent::Evicted;
        case LeaveReason::Reorg:
            break;
    }
    return PoolEvent::Reorg;
}

}  // namespace

PoolLog::PoolLog(mempool::Mempool& pool, interfaces::CallLimit limit)
    : m_pool(pool), m_followers(follower_options(std::move(limit))) {
    m_pool.add_sink(*this);
}

PoolLog::~PoolLog() {
    stop();
}

void PoolLog::stop() {
    if (std::exchange(m_stopped, true)) return;
    m_pool.remove_sink(*this);
    m_followers.stop();
}

uint64_t PoolLog::newest() const {
    const sys::MutexLock lock(m_mutex);
    return m_newest;
}

bool PoolLog::read(uint64_t after, uint64_t max_bytes, interfaces::PoolPage& page) const {
    const sys::MutexLock lock(m_mutex);
    if (after > m_newest || m_newest - after > m_records.size()) return false;
    uint64_t left = max_bytes;
    uint64_t told = after;
    for (size_t at = m_records.size() - (m_newest - after); at < m_records.size(); ++at) {
        const Record& record = m_records[at];
        const base::ByteSpan raw = record.transaction ? record.transaction->raw() : base::ByteSpan();
        const uint64_t size = raw.size() + kChangeBytes;
        if (size > left && !page.changes.empty()) break;
        left -= std::min(left, size);
        page.changes.push_back({record.event, record.txid, {raw.begin(), raw.end()}, record.by});
        ++told;
    }
    page.next = {told, 0};
    page.more = told < m_newest;
    return true;
}

void PoolLog::append(Record record) {
    const auto size_of = [](const Record& of) { return of.transaction ? of.transaction->raw().size() : 0; };
    uint64_t newest = 0;
    {
        const sys::MutexLock lock(m_mutex);
        m_bytes += size_of(record);
        m_records.push_back(std::move(record));
        while (m_records.size() > kMaxChanges || (m_bytes > kMaxBytes && m_records.size() > 1)) {
            m_bytes -= size_of(m_records.front());
            m_records.pop_front();
        }
        newest = ++m_newest;
    }
    m_followers.publish(newest);
}

void PoolLog::entered(const mempool::Entered& event) {
    append({PoolEvent::Entered, event.entry.transaction->txid(), {}, event.entry.transaction});
}

void PoolLog::left(const mempool::Left& event) {
    append({event_of(event.reason), event.entry.transaction->txid(), event.by, nullptr});
}

}  // namespace quanta::node
