// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "cluster/chunk_order.h"

namespace quanta::cluster {

/// What became of the order of chunks between two versions of a graph. A chunk whose cluster changed is
/// among both, even if it is what it was.
struct ChunkChanges {
    std::vector<ChunkKey> gone;  ///< that were there, best first
    std::vector<ChunkKey> come;  ///< that are there now, best first
};

/// Which chunks came and went since any of the last versions, in bounded memory.
class ChangeLog {
public:
    /// Events kept; older ones are forgotten.
    static constexpr size_t kCapacity = 8'192;

    enum class Event : uint8_t { Gone, Come };

    /// Notes what became of `key` at `version`, not before those noted already. At one time there is one key
    /// of a tie at most. O(1).
    void note(uint64_t version, const ChunkKey& key, Event event);
    /// What changed after `version`; nothing when some of that is forgotten. O(k log k) for k events.
    std::optional<ChunkChanges> since(uint64_t version) const;

private:
    struct Entry {
        uint64_t version;
        ChunkKey key;
        Event event;
    };

    /// Versions do not fall.
    std::deque<Entry> m_entries;
    /// The version of the last one that is not there any more.
    uint64_t m_forgotten = 0;
};

}  // namespace quanta::cluster
