// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <stdexcept>
#include <utility>

#include "sys/mutex.h"

namespace quanta::node {

/// Holds what belongs to a template until the template goes, or so many newer ones have come that it has to.
template <typename T>
class ShelfPlace {
public:
    explicit ShelfPlace(T held) : m_held(std::make_shared<const T>(std::move(held))) {}

    /// Throws std::runtime_error once it was taken away.
    std::shared_ptr<const T> get() const QUANTA_EXCLUDES(m_mutex) {
        const sys::MutexLock lock(m_mutex);
        if (!m_held) throw std::runtime_error("This template was given up as too many newer ones are held");
        return m_held;
    }
    void take_away() QUANTA_EXCLUDES(m_mutex) {
        const sys::MutexLock lock(m_mutex);
        m_held = nullptr;
    }

private:
    mutable sys::Mutex m_mutex;
    std::shared_ptr<const T> m_held QUANTA_GUARDED_BY(m_mutex);
};

/// The templates of one client: at most kPlaces are held at a time. Rationale: each keeps transactions alive
/// that may have left the mempool long ago, and clients may forget to let go. Any thread.
template <typename T>
class Shelf {
public:
    static constexpr size_t kPlaces = 64;

    std::shared_ptr<ShelfPlace<T>> put(T held) QUANTA_EXCLUDES(m_mutex) {
        auto place = std::make_shared<ShelfPlace<T>>(std::move(held));
        const sys::MutexLock lock(m_mutex);
        std::erase_if(m_places, [](const auto& one) { return one.expired(); });
        m_places.push_back(place);
        if (m_places.size() > kPlaces) {
            if (const auto oldest = m_places.front().lock()) oldest->take_away();
            m_places.pop_front();
        }
        return place;
    }

private:
    sys::Mutex m_mutex;
    std::deque<std::weak_ptr<ShelfPlace<T>>> m_places QUANTA_GUARDED_BY(m_mutex);  ///< oldest first
};

}  // namespace quanta::node
