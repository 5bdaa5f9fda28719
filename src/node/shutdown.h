// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <chrono>

#include "sys/mutex.h"

namespace quanta::node {

/// Whether the node is to stop: asked for once, by anyone, and never taken back. Any thread.
class Shutdown {
public:
    void request() QUANTA_EXCLUDES(m_mutex);
    bool requested() const { return m_requested.load(); }
    /// The same for loops that take a flag.
    const std::atomic<bool>& flag() const { return m_requested; }
    /// Returns once requested.
    void wait() const QUANTA_EXCLUDES(m_mutex);
    /// As wait, for `time` at most; whether it was requested. For pauses that must not hold up the end.
    bool wait_for(std::chrono::milliseconds time) const QUANTA_EXCLUDES(m_mutex);

private:
    std::atomic<bool> m_requested{false};  ///< set under m_mutex
    mutable sys::Mutex m_mutex;
    mutable sys::CondVar m_changed;
};

}  // namespace quanta::node
