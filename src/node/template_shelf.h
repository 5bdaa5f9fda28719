// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <stdexcept>
#include <utility>

#include "chain/header_tree.h"
#include "mining/block_template.h"
#include "node/template_memory.h"
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
    bool taken_away() const QUANTA_EXCLUDES(m_mutex) {
        const sys::MutexLock lock(m_mutex);
        return m_held == nullptr;
    }
    void take_away() QUANTA_EXCLUDES(m_mutex) {
        std::shared_ptr<const T> gone;
        const sys::MutexLock lock(m_mutex);
        gone.swap(m_held);
    }

private:
    mutable sys::Mutex m_mutex;
    std::shared_ptr<const T> m_held QUANTA_GUARDED_BY(m_mutex);
};

/// Templates that are held, of one client or of all: so many at a time. Rationale: each keeps transactions
/// alive that may have left the mempool long ago, and clients may forget to let go. Any thread.
template <typename T>
class Shelf {
public:
    /// Of one client.
    static constexpr size_t kPlaces = 64;
    /// Of all together: those of 64 clients.
    static constexpr size_t kPlacesOfAll = 64 * kPlaces;

    explicit Shelf(size_t places = kPlaces) : m_limit(places) {}

    std::shared_ptr<ShelfPlace<T>> put(T held) {
        auto place = std::make_shared<ShelfPlace<T>>(std::move(held));
        add(place);
        return place;
    }
    /// Counts what has a place elsewhere, too.
    void add(const std::shared_ptr<ShelfPlace<T>>& place) QUANTA_EXCLUDES(m_mutex) {
        const sys::MutexLock lock(m_mutex);
        std::erase_if(m_places, [](const auto& one) { return one.expired(); });
        m_places.push_back(place);
        if (m_places.size() > m_limit) {
            if (const auto oldest = m_places.front().lock()) oldest->take_away();
            m_places.pop_front();
        }
    }
    /// Takes away the oldest, unless it is the only one: then false.
    bool give_up_oldest() QUANTA_EXCLUDES(m_mutex) {
        const sys::MutexLock lock(m_mutex);
        std::erase_if(m_places, [](const auto& one) { return one.expired(); });
        if (m_places.size() < 2) return false;
        if (const auto oldest = m_places.front().lock()) oldest->take_away();
        m_places.pop_front();
        return true;
    }
    /// How many are held.
    size_t count() const QUANTA_EXCLUDES(m_mutex) {
        const sys::MutexLock lock(m_mutex);
        return static_cast<size_t>(std::ranges::count_if(m_places, [](const auto& one) {
            const auto place = one.lock();
            return place && !place->taken_away();
        }));
    }

private:
    const size_t m_limit;
    mutable sys::Mutex m_mutex;
    std::deque<std::weak_ptr<ShelfPlace<T>>> m_places QUANTA_GUARDED_BY(m_mutex);  ///< oldest first
};

/// A template and the block it is on top of.
struct PlacedTemplate {
    const chain::HeaderNode* parent = nullptr;
    mining::BlockTemplate block;
    /// Counts it as one of its client's, and as one of all.
    std::array<TemplateMemory::ShareRef, 2> shares{};
};
using TemplateShelf = Shelf<PlacedTemplate>;

/// Templates, and the memory that what they hold takes. Any thread.
struct TemplateStore {
    /// What templates may keep alive: of one client, at least eight blocks that have nothing in common; of
    /// all.
    static constexpr size_t kClientBytes = 64'000'000;
    static constexpr size_t kBytesOfAll = 256'000'000;

    TemplateStore(size_t places, size_t limit_bytes) : max_bytes(limit_bytes), shelf(places) {}

    const size_t max_bytes;
    TemplateShelf shelf;
    const std::shared_ptr<TemplateMemory> memory = std::make_shared<TemplateMemory>();

    /// Takes the oldest away until the others are within the limit; the newest stays.
    void keep_within_limit() {
        while (memory->bytes() > max_bytes && shelf.give_up_oldest()) {
        }
    }
};

}  // namespace quanta::node
