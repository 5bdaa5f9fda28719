// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/events.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::chain {

namespace {

/// Events waiting at most; blocks of a slow sink's backlog stay in memory.
constexpr size_t kMaxQueued = 32;

}  // namespace

struct EventBus::Impl {
    sys::Mutex mutex;
    sys::CondVar changed;
    std::deque<Event> queue QUANTA_GUARDED_BY(mutex);
    std::vector<EventSink*> sinks QUANTA_GUARDED_BY(mutex);
    uint64_t published QUANTA_GUARDED_BY(mutex) = 0;
    uint64_t handled QUANTA_GUARDED_BY(mutex) = 0;
    bool stopping QUANTA_GUARDED_BY(mutex) = false;
    /// Held while sinks are called, so that remove_sink can wait for the call to end.
    sys::Mutex delivering;
    sys::Thread thread;

    void deliver(const Event& event, EventSink& sink) {
        if (const auto* connected = std::get_if<BlockConnected>(&event)) sink.block_connected(*connected);
        if (const auto* disconnected = std::get_if<BlockDisconnected>(&event))
            sink.block_disconnected(*disconnected);
        if (const auto* tip = std::get_if<std::shared_ptr<const Snapshot>>(&event)) sink.tip_changed(*tip);
    }

    std::optional<Event> next() {
        const sys::MutexLock lock(mutex);
        while (queue.empty() && !stopping) changed.wait(mutex);
        if (queue.empty()) return std::nullopt;
        Event event = std::move(queue.front());
        queue.pop_front();
        return event;
    }

    void run() {
        while (const std::optional<Event> event = next()) {
            {
                const sys::MutexLock delivery(delivering);
                std::vector<EventSink*> receivers;
                {
                    const sys::MutexLock lock(mutex);
                    receivers = sinks;
                }
                for (EventSink* sink : receivers) deliver(*event, *sink);
            }
            {
                const sys::MutexLock lock(mutex);
                ++handled;
            }
            changed.notify_all();
        }
    }
};

EventBus::EventBus() : m_impl(std::make_unique<Impl>()) {
    m_impl->thread = sys::Thread("chain.events", [this] { m_impl->run(); });
}

EventBus::~EventBus() {
    {
        const sys::MutexLock lock(m_impl->mutex);
        m_impl->stopping = true;
    }
    m_impl->changed.notify_all();
    m_impl->thread.join();
}

void EventBus::add_sink(EventSink& sink) {
    const sys::MutexLock lock(m_impl->mutex);
    m_impl->sinks.push_back(&sink);
}

void EventBus::remove_sink(EventSink& sink) {
    {
        const sys::MutexLock lock(m_impl->mutex);
        std::erase(m_impl->sinks, &sink);
    }
    const sys::MutexLock delivery(m_impl->delivering);
}

void EventBus::wait_until_handled() {
    const sys::MutexLock lock(m_impl->mutex);
    const uint64_t target = m_impl->published;
    while (m_impl->handled < target) m_impl->changed.wait(m_impl->mutex);
}

void EventBus::publish(Event event) {
    {
        const sys::MutexLock lock(m_impl->mutex);
        if (m_impl->sinks.empty()) return;
        while (m_impl->queue.size() >= kMaxQueued) m_impl->changed.wait(m_impl->mutex);
        m_impl->queue.push_back(std::move(event));
        ++m_impl->published;
    }
    m_impl->changed.notify_all();
}

}  // namespace quanta::chain
