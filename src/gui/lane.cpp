// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/lane.h"

#include <utility>

#include "base/check.h"

namespace quanta::gui {

Lane::Lane(const std::string& name, size_t capacity)
    : m_capacity(capacity), m_thread(name, [this] { work(); }) {
    CHECK(capacity > 0);
}

Lane::~Lane() {
    stop();
    m_thread.join();
}

bool Lane::post(std::string what, std::function<void()> task) {
    {
        sys::MutexLock lock(m_mutex);
        if (m_stopped || m_waiting >= m_capacity) return false;
        ++m_waiting;
        m_items.push_back({std::move(what), std::move(task)});
    }
    m_changed.notify_all();
    return true;
}

void Lane::dispose(std::function<void()> last) {
    {
        sys::MutexLock lock(m_mutex);
        if (!m_ended) m_items.push_back({"", std::exchange(last, nullptr), true});
    }
    if (last) last();
    m_changed.notify_all();
}

std::optional<Lane::Busy> Lane::busy() const {
    sys::MutexLock lock(m_mutex);
    return m_busy;
}

void Lane::stop() {
    {
        sys::MutexLock lock(m_mutex);
        m_stopped = true;
    }
    m_changed.notify_all();
}

bool Lane::ended_by(std::chrono::steady_clock::time_point deadline) {
    sys::MutexLock lock(m_mutex);
    while (!m_ended) {
        if (!m_changed.wait_until(m_mutex, deadline) && !m_ended) return false;
    }
    return true;
}

std::optional<Lane::Item> Lane::next() {
    sys::MutexLock lock(m_mutex);
    m_busy.reset();
    while (m_items.empty() && !m_stopped)
        m_changed.wait(m_mutex);
    if (m_items.empty()) {
        m_ended = true;
        lock.unlock();
        m_changed.notify_all();
        return std::nullopt;
    }
    Item item = std::move(m_items.front());
    m_items.pop_front();
    if (item.disposal) return item;
    --m_waiting;
    if (!m_stopped)
        m_busy = Busy{item.what, std::chrono::steady_clock::now()};
    else
        item.task = [dropped = std::move(item.task)] {};
    return item;
}

void Lane::work() {
    // What a task holds goes in this thread as well, before the lane is idle again.
    while (std::optional<Item> item = next())
        item->task();
}

}  // namespace quanta::gui
