// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "interfaces/call_watch.h"
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

    explicit Changes(interfaces::CallWatch watch = interfaces::no_call_watch()) : m_watch(std::move(watch)) {}

    /// How many there were.
    uint64_t count() const QUANTA_EXCLUDES(m_mutex);
    /// There is another.
    void note() QUANTA_EXCLUDES(m_mutex);
    /// Waits until there are more than `seen`; false when the deadline has passed before.
    bool wait(uint64_t seen, Deadline deadline = std::nullopt) const QUANTA_EXCLUDES(m_mutex);

private:
    friend class Caller;

    const interfaces::CallWatch m_watch;
    mutable sys::Mutex m_mutex;
    mutable sys::CondVar m_changed;
    uint64_t m_count QUANTA_GUARDED_BY(m_mutex) = 0;
};

/// Who waits for what the thread that makes this does: a wait that nobody wants any more is to end. That the
/// caller has gone is noted as a change.
class Caller {
public:
    /// `changes` outlive it.
    explicit Caller(Changes& changes)
        : m_call(changes.m_watch([this, &changes] {
              m_gone = true;
              changes.note();
          })) {}
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

    bool gone() const { return m_gone; }

private:
    mutable std::atomic<bool> m_gone{false};
    const std::shared_ptr<void> m_call;  ///< ends before what it sets
};

}  // namespace quanta::node
