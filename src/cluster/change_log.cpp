// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/change_log.h"

#include <algorithm>

#include "base/check.h"

namespace quanta::cluster {

void ChangeLog::note(uint64_t version, const FeeSize& rate) {
    CHECK(m_entries.empty() || m_entries.back().version < version);
    while (!m_entries.empty() && !better_rate(m_entries.back().rate, rate))
        m_entries.pop_back();
    m_entries.push_back({version, rate});
    if (m_entries.size() <= kCapacity) return;
    // The two oldest become one with the version of the later and the rate of the better.
    m_entries[1].rate = m_entries[0].rate;
    m_entries.pop_front();
}

std::optional<FeeSize> ChangeLog::best_since(uint64_t version) const {
    const auto later = std::ranges::upper_bound(m_entries, version, {}, &Entry::version);
    if (later == m_entries.end()) return std::nullopt;
    return later->rate;
}

}  // namespace quanta::cluster
