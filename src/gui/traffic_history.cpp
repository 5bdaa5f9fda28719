// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/traffic_history.h"

#include <algorithm>
#include <ranges>

namespace quanta::gui {

namespace {

using std::chrono::duration;

/// Samples are at least so far apart.
constexpr std::chrono::milliseconds kStep{500};
constexpr std::chrono::hours kRecent{1};
constexpr std::chrono::seconds kOldStep{30};
constexpr std::chrono::hours kOld{24};

/// What was added to a sum that was `before`.
uint64_t growth(uint64_t before, uint64_t now) {
    return now >= before ? now - before : now;
}

double seconds(TrafficHistory::Time::duration time) {
    return duration<double>(time).count();
}

}  // namespace

void TrafficHistory::add(Time now, uint64_t sent, uint64_t received) {
    if (size() > 0) {
        m_sent += growth(m_last_sent, sent);
        m_received += growth(m_last_received, received);
    }
    m_last_sent = sent;
    m_last_received = received;
    if (!m_recent.empty() && now - m_recent.back().time < kStep) return;
    m_recent.push_back({now, static_cast<double>(m_sent), static_cast<double>(m_received)});
    thin(now);
}

void TrafficHistory::thin(Time now) {
    // The last one stays, so that what follows has a beginning.
    while (m_recent.size() > 1 && now - m_recent.front().time > kRecent) {
        if (m_old.empty() || m_recent.front().time - m_old.back().time >= kOldStep)
            m_old.push_back(m_recent.front());
        m_recent.pop_front();
    }
    while (m_old.size() > 1 && now - m_old[1].time > kOld)
        m_old.pop_front();
}

void TrafficHistory::clear() {
    m_old.clear();
    m_sent = m_received = 0;
    if (m_recent.empty()) return;
    m_recent.erase(m_recent.begin(), m_recent.end() - 1);
    m_recent.front().sent = m_recent.front().received = 0;
}

const TrafficHistory::Sample& TrafficHistory::sample(size_t index) const {
    return index < m_old.size() ? m_old[index] : m_recent[index - m_old.size()];
}

/// As if bytes had come evenly between two samples.
TrafficHistory::Sample TrafficHistory::at(Time moment) const {
    const auto indexes = std::views::iota(size_t{0}, size());
    const auto after =
        std::ranges::partition_point(indexes, [&](size_t index) { return sample(index).time <= moment; });
    if (after == indexes.begin()) return sample(0);
    const Sample& before = sample(*after - 1);
    if (after == indexes.end()) return before;
    const Sample& next = sample(*after);
    const double part = seconds(moment - before.time) / seconds(next.time - before.time);
    return {moment, before.sent + part * (next.sent - before.sent),
            before.received + part * (next.received - before.received)};
}

std::vector<TrafficHistory::Rate> TrafficHistory::rates(Time now, std::chrono::seconds length,
                                                        size_t steps) const {
    std::vector<Rate> rates(steps);
    if (size() == 0) return rates;
    const double step_s = static_cast<double>(length.count()) / static_cast<double>(steps);
    const auto moment = [&](size_t index) {
        const duration<double> back(step_s * static_cast<double>(steps - index));
        return now - std::chrono::duration_cast<Time::duration>(back);
    };
    Sample before = at(moment(0));
    for (size_t i = 0; i < steps; ++i) {
        const Sample next = at(moment(i + 1));
        rates[i] = {(next.sent - before.sent) / step_s, (next.received - before.received) / step_s};
        before = next;
    }
    return rates;
}

}  // namespace quanta::gui
