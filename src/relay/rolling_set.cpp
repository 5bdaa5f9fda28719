// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/rolling_set.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace quanta::relay {
namespace {

/// Free places hold 0, so nothing else does.
uint32_t stored(uint64_t key) {
    return std::max<uint32_t>(static_cast<uint32_t>(key >> 32), 1);
}

/// Where the key is, or may be put.
size_t place_of(const std::vector<uint32_t>& places, uint64_t key) {
    const size_t mask = places.size() - 1;
    size_t place = key & mask;
    while (places[place] != 0 && places[place] != stored(key))
        place = (place + 1) & mask;
    return place;
}

}  // namespace

RollingSet::RollingSet(size_t capacity)
    : m_capacity(std::max<size_t>(capacity, 1)), m_places(std::bit_ceil(m_capacity + m_capacity / 2 + 1)) {}

bool RollingSet::Generation::contains(uint64_t key) const {
    return !places.empty() && places[place_of(places, key)] != 0;
}

void RollingSet::Generation::insert(uint64_t key) {
    places[place_of(places, key)] = stored(key);
    ++count;
}

bool RollingSet::insert(uint64_t key) {
    if (m_new.contains(key)) return false;
    const bool fresh = !m_old.contains(key);
    if (m_new.count == m_capacity) m_old = std::exchange(m_new, {});
    if (m_new.places.empty()) m_new.places.resize(m_places);
    m_new.insert(key);
    return fresh;
}

void RollingSet::clear() {
    m_new = {};
    m_old = {};
}

}  // namespace quanta::relay
