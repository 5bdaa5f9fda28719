// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/events.h"

#include <algorithm>
#include <utility>

namespace quanta::mempool {

namespace {

/// With so many events waiting nothing new is taken in; what one change makes still comes on top.
constexpr size_t kMaxWaiting = 20'000;
/// The same for bytes of the transactions they hold: those that left may be held by nothing else.
constexpr size_t kMaxWaitingBytes = 20'000'000;
/// Events handed out between two looks at the queue.
constexpr size_t kBatch = 256;

size_t bytes_of(const EventFeed::Event& event) {
    if (const auto* entered = std::get_if<Entered>(&event)) return entered->entry.transaction->total_size();
    if (const auto* left = std::get_if<Left>(&event)) return left->entry.transaction->total_size();
    return 0;
}

}  // namespace

const char* leave_reason_text(LeaveReason reason) {
    static constexpr const char* kTexts[] = {"block", "conflict", "replaced", "expiry", "sizelimit", "reorg"};
    return kTexts[static_cast<size_t>(reason)];
}

EventFeed::EventFeed() : m_thread("mempool.events", [this] { run(); }) {}

EventFeed::~EventFeed() {
    {
        const sys::MutexLock lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void EventFeed::add_sink(PoolSink& sink) {
    const sys::MutexLock lock(m_mutex);
    m_sinks.push_back(&sink);
}

void EventFeed::remove_sink(PoolSink& sink) {
    {
        const sys::MutexLock lock(m_mutex);
        std::erase(m_sinks, &sink);
    }
    const sys::MutexLock delivery(m_delivering);
}

void EventFeed::publish(std::vector<Event> events) {
    if (events.empty()) return;
    {
        const sys::MutexLock lock(m_mutex);
        if (m_sinks.empty()) return;
        m_published += events.size();
        for (const Event& event : events)
            m_bytes += bytes_of(event);
        m_queue.insert(m_queue.end(), std::move_iterator(events.begin()), std::move_iterator(events.end()));
    }
    m_changed.notify_all();
}

void EventFeed::wait_for_room() {
    const sys::MutexLock lock(m_mutex);
    while ((m_queue.size() >= kMaxWaiting || m_bytes >= kMaxWaitingBytes) && !m_stopping)
        m_changed.wait(m_mutex);
}

void EventFeed::wait_until_handled() {
    const sys::MutexLock lock(m_mutex);
    const uint64_t target = m_published;
    while (m_handled < target)
        m_changed.wait(m_mutex);
}

void EventFeed::deliver(const Event& event, PoolSink& sink) {
    if (const auto* entered = std::get_if<Entered>(&event)) sink.entered(*entered);
    if (const auto* left = std::get_if<Left>(&event)) sink.left(*left);
    if (const auto* seen = std::get_if<BlockSeen>(&event)) sink.block_seen(*seen);
}

void EventFeed::run() {
    while (true) {
        {
            const sys::MutexLock lock(m_mutex);
            while (m_queue.empty() && !m_stopping)
                m_changed.wait(m_mutex);
            if (m_queue.empty()) return;
        }
        const sys::MutexLock delivery(m_delivering);
        std::vector<Event> batch;
        std::vector<PoolSink*> sinks;
        {
            const sys::MutexLock lock(m_mutex);
            const size_t count = std::min(kBatch, m_queue.size());
            const auto end = m_queue.begin() + static_cast<ptrdiff_t>(count);
            batch.assign(std::move_iterator(m_queue.begin()), std::move_iterator(end));
            m_queue.erase(m_queue.begin(), end);
            sinks = m_sinks;
        }
        for (const Event& event : batch) {
            for (PoolSink* sink : sinks)
                deliver(event, *sink);
        }
        {
            const sys::MutexLock lock(m_mutex);
            m_handled += batch.size();
            for (const Event& event : batch)
                m_bytes -= bytes_of(event);
        }
        m_changed.notify_all();
    }
}

}  // namespace quanta::mempool
