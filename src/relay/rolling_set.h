// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quanta::relay {

/// Remembers at least the last `capacity` keys inserted, and forgets those before twice as many. Keys are
/// hashes that nobody else can compute, so that nobody can make them collide.
///
/// Takes nothing while empty, and 4 bytes for each of its places, of which there are two to four for each key
/// of `capacity`. What is kept of a key is half of it: a key that was never inserted is taken for one that
/// was, once in a billion. Rationale: hundreds of peers may each be remembered to know as much as they like
/// to announce.
class RollingSet {
public:
    explicit RollingSet(size_t capacity);

    /// False when it was there already.
    bool insert(uint64_t key);
    bool contains(uint64_t key) const { return m_new.contains(key) || m_old.contains(key); }
    void clear();
    /// Bytes of both tables.
    size_t memory_bytes() const { return (m_new.places.size() + m_old.places.size()) * sizeof(uint32_t); }

private:
    /// Open addressing: the lower half of a key says where, the upper one stands there; 0 marks free places.
    struct Generation {
        bool contains(uint64_t key) const;
        void insert(uint64_t key);

        std::vector<uint32_t> places;
        size_t count = 0;
    };

    const size_t m_capacity;
    const size_t m_places;  ///< of a generation; a power of two
    Generation m_new;
    Generation m_old;
};

}  // namespace quanta::relay
