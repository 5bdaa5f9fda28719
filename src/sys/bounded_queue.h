// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "base/check.h"
#include "sys/mutex.h"

namespace quanta::sys {

/// A first-in first-out queue of at most `capacity` items between threads. Every method: any thread.
///
/// close() lets consumers take what is left and then tells them, by an empty optional, that nothing follows.
template <typename T>
class BoundedQueue {
public:
    /// `capacity` is at least 1.
    explicit BoundedQueue(size_t capacity) : m_capacity(capacity) { CHECK(capacity > 0); }
    BoundedQueue(const BoundedQueue&) = delete;
    BoundedQueue& operator=(const BoundedQueue&) = delete;

    /// Appends `item`, waiting for room. False, and the item is dropped, once the queue is closed.
    bool push(T item) QUANTA_EXCLUDES(m_mutex) {
        {
            MutexLock lock(m_mutex);
            while (!m_closed && m_items.size() >= m_capacity) m_room.wait(m_mutex);
            if (m_closed) return false;
            m_items.push_back(std::move(item));
        }
        m_filled.notify_one();
        return true;
    }

    /// Appends `item` if there is room; false, and `item` is untouched, when full or closed.
    bool try_push(T& item) QUANTA_EXCLUDES(m_mutex) {
        {
            MutexLock lock(m_mutex);
            if (m_closed || m_items.size() >= m_capacity) return false;
            m_items.push_back(std::move(item));
        }
        m_filled.notify_one();
        return true;
    }

    /// Takes the oldest item, waiting for one. Nothing once the queue is closed and empty.
    std::optional<T> pop() QUANTA_EXCLUDES(m_mutex) {
        MutexLock lock(m_mutex);
        while (!m_closed && m_items.empty()) m_filled.wait(m_mutex);
        return take();
    }

    /// Takes the oldest item if there is one, without waiting.
    std::optional<T> try_pop() QUANTA_EXCLUDES(m_mutex) {
        MutexLock lock(m_mutex);
        return take();
    }

    /// Refuses further items and wakes everybody who waits.
    void close() QUANTA_EXCLUDES(m_mutex) {
        {
            MutexLock lock(m_mutex);
            m_closed = true;
        }
        m_filled.notify_all();
        m_room.notify_all();
    }

    bool closed() const QUANTA_EXCLUDES(m_mutex) {
        MutexLock lock(m_mutex);
        return m_closed;
    }
    size_t size() const QUANTA_EXCLUDES(m_mutex) {
        MutexLock lock(m_mutex);
        return m_items.size();
    }

private:
    std::optional<T> take() QUANTA_REQUIRES(m_mutex) {
        if (m_items.empty()) return std::nullopt;
        std::optional<T> item(std::move(m_items.front()));
        m_items.pop_front();
        m_room.notify_one();
        return item;
    }

    // Constant after construction.
    const size_t m_capacity;

    // Guarded by m_mutex.
    mutable Mutex m_mutex;
    CondVar m_filled;
    CondVar m_room;
    std::deque<T> m_items QUANTA_GUARDED_BY(m_mutex);
    bool m_closed QUANTA_GUARDED_BY(m_mutex) = false;
};

}  // namespace quanta::sys
