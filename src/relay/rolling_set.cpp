// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/rolling_set.h"

#include <algorithm>
#include <utility>

namespace quanta::relay {
namespace {

constexpr size_t kFirstPlaces = 16;

/// Free places hold 0, so no key does.
uint64_t stored(uint64_t key) {
    return std::max<uint64_t>(key, 1);
}

size_t place_of(const std::vector<uint64_t>& places, uint64_t key) {
    const size_t mask = places.size() - 1;
    size_t place = key & mask;
    while (places[place] != 0 && places[place] != key)
        place = (place + 1) & mask;
    return place;
}

}  // namespace

bool RollingSet::Generation::contains(uint64_t key) const {
    return !places.empty() && places[place_of(places, stored(key))] != 0;
}

void RollingSet::Generation::insert(uint64_t key) {
    if (2 * (count + 1) > places.size()) {
        std::vector<uint64_t> larger(std::max(kFirstPlaces, 2 * places.size()));
        for (const uint64_t old : places) {
            if (old != 0) larger[place_of(larger, old)] = old;
        }
        places = std::move(larger);
    }
    places[place_of(places, stored(key))] = stored(key);
    ++count;
}

bool RollingSet::insert(uint64_t key) {
    if (m_new.contains(key)) return false;
    const bool fresh = !m_old.contains(key);
    if (m_new.count == m_capacity) m_old = std::exchange(m_new, {});
    m_new.insert(key);
    return fresh;
}

void RollingSet::clear() {
    m_new = {};
    m_old = {};
}

}  // namespace quanta::relay
