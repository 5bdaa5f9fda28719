// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/change_log.h"

#include <algorithm>

#include "base/check.h"

namespace quanta::cluster {

void ChangeLog::note(uint64_t version, const ChunkKey& key, Event event) {
    CHECK(m_entries.empty() || m_entries.back().version <= version);
    m_entries.push_back({version, key, event});
    if (m_entries.size() <= kCapacity) return;
    m_forgotten = m_entries.front().version;
    m_entries.pop_front();
}

std::optional<ChunkChanges> ChangeLog::since(uint64_t version) const {
    if (version < m_forgotten) return std::nullopt;
    std::vector<const Entry*> events;
    for (auto at = std::ranges::upper_bound(m_entries, version, {}, &Entry::version); at != m_entries.end();
         ++at)
        events.push_back(&*at);
    std::ranges::stable_sort(events, {}, [](const Entry* entry) { return entry->key.tie; });

    // Of a tie the first event tells what was there before, the last one what is there now.
    ChunkChanges changes;
    for (size_t i = 0; i < events.size();) {
        const Entry& first = *events[i];
        while (i + 1 < events.size() && events[i + 1]->key.tie == first.key.tie)
            ++i;
        const Entry& last = *events[i++];
        if (first.event == Event::Gone) changes.gone.push_back(first.key);
        if (last.event == Event::Come) changes.come.push_back(last.key);
    }
    const auto before = [](const ChunkKey& a, const ChunkKey& b) { return compare_keys(a, b) < 0; };
    std::ranges::sort(changes.gone, before);
    std::ranges::sort(changes.come, before);
    return changes;
}

}  // namespace quanta::cluster
