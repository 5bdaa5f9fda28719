// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <vector>

namespace quanta::gui {

/// What went over the network in the last day, from sums told now and then. Memory is bounded: the last hour
/// is kept as told, at most twice a second; what is older, in steps of half a minute. One thread.
class TrafficHistory {
public:
    /// Of a clock that does not go back.
    using Time = std::chrono::steady_clock::time_point;

    /// Bytes per second.
    struct Rate {
        double sent = 0;
        double received = 0;
    };

    /// At `now` the node had sent and received so much since its start. What is told first counts as the
    /// beginning; sums that went back are those of another run of the node.
    void add(Time now, uint64_t sent, uint64_t received);
    /// Begins with what was told last.
    void clear();

    /// The `length` before `now` in `steps` equal steps, oldest first; zero where nothing is known.
    std::vector<Rate> rates(Time now, std::chrono::seconds length, size_t steps) const;
    /// Samples kept.
    size_t size() const { return m_old.size() + m_recent.size(); }

private:
    /// Bytes up to a moment, counted over all runs of the node.
    struct Sample {
        Time time;
        double sent;
        double received;
    };

    const Sample& sample(size_t index) const;
    void thin(Time now);
    Sample at(Time moment) const;

    std::deque<Sample> m_old;     ///< half a minute apart, before the others
    std::deque<Sample> m_recent;  ///< of the last hour
    uint64_t m_sent = 0;
    uint64_t m_received = 0;
    uint64_t m_last_sent = 0;  ///< as told
    uint64_t m_last_received = 0;
};

}  // namespace quanta::gui
