// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

namespace quanta::simulator {

/// All that has happened in a world, as a number: two runs of one seed have the same.
class Trace {
public:
    enum class Kind : uint8_t { Connected, Disconnected, Sent, Received, TipChanged };

    struct Event {
        int64_t at_us = 0;
        uint64_t node = 0;
        int64_t peer = 0;
        Kind kind = Kind::Connected;
        uint64_t detail = 0;  ///< which message, which block
    };

    void note(const Event& event) {
        mix(static_cast<uint64_t>(event.at_us));
        mix(event.node);
        mix(static_cast<uint64_t>(event.peer));
        mix(static_cast<uint64_t>(event.kind));
        mix(event.detail);
        ++m_events;
    }
    uint64_t hash() const { return m_hash; }
    uint64_t events() const { return m_events; }

private:
    /// A step of SplitMix64 over what was there and what comes.
    void mix(uint64_t value) {
        uint64_t z = m_hash + value + 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        m_hash = z ^ (z >> 31);
    }

    uint64_t m_hash = 0;
    uint64_t m_events = 0;
};

}  // namespace quanta::simulator
