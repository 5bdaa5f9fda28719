// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quanta::relay {

/// Remembers at least the last `capacity` keys inserted, and forgets those before twice as many. Keys are
/// hashes that nobody else can compute, so that nobody can make them collide.
///
/// Takes 8 bytes for each place, two to four for each key, and nothing while empty.
class RollingSet {
public:
    explicit RollingSet(size_t capacity) : m_capacity(capacity > 0 ? capacity : 1) {}

    /// False when it was there already.
    bool insert(uint64_t key);
    bool contains(uint64_t key) const { return m_new.contains(key) || m_old.contains(key); }
    void clear();
    /// Bytes of both tables.
    size_t memory_bytes() const { return (m_new.places.size() + m_old.places.size()) * sizeof(uint64_t); }

private:
    /// Open addressing; 0 marks free places.
    struct Generation {
        bool contains(uint64_t key) const;
        void insert(uint64_t key);

        std::vector<uint64_t> places;
        size_t count = 0;
    };

    const size_t m_capacity;
    Generation m_new;
    Generation m_old;
};

}  // namespace quanta::relay
