// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "sys/mutex.h"

namespace quanta::node {

/// Wakes whoever waits for something of the node to become different: phase, tip, warnings, the wish to stop,
/// or that a wait be given up. Who waits looks again at what it waits for:
///
///     while (true) {
///         const uint64_t seen = changes.count();
///         if (what_i_wait_for()) return;
///         changes.wait(seen, deadline);
///     }
///
/// Any thread.
class Changes {
public:
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;

    /// How many there were.
    uint64_t count() const QUANTA_EXCLUDES(m_mutex);
    /// There is another.
    void note() QUANTA_EXCLUDES(m_mutex);
    /// Waits until there are more than `seen`; false when the deadline has passed before.
    bool wait(uint64_t seen, Deadline deadline = std::nullopt) const QUANTA_EXCLUDES(m_mutex);

private:
    mutable sys::Mutex m_mutex;
    mutable sys::CondVar m_changed;
    uint64_t m_count QUANTA_GUARDED_BY(m_mutex) = 0;
};

}  // namespace quanta::node
