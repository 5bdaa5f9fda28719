// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "node/changes.h"
#include "node/shutdown.h"
#include "sys/mutex.h"

namespace quanta::node {

/// How a wait has ended.
enum class WaitEnd : uint8_t {
    Done,         ///< what was waited for is so
    TimedOut,     ///< the time was over
    Interrupted,  ///< the gate was interrupted, the node is to stop, or nobody wants to know any more
};

/// Waits for changes of the node that can be given up. An interrupt ends all waits that are going on; when
/// there is none, it ends the next one: who sends a wait and an interrupt at once must not wait for ever
/// because they cross. Any thread, many waits at once.
class WaitGate {
public:
    /// Both outlive the gate.
    WaitGate(Changes& changes, const Shutdown& shutdown) : m_changes(changes), m_shutdown(shutdown) {}
    WaitGate(const WaitGate&) = delete;
    WaitGate& operator=(const WaitGate&) = delete;

    /// One wait, which may have several steps.
    class Wait {
    public:
        explicit Wait(WaitGate& gate) : m_gate(gate), m_round(gate.enter()), m_caller(gate.m_changes) {}
        ~Wait() { m_gate.leave(m_round); }
        Wait(const Wait&) = delete;
        Wait& operator=(const Wait&) = delete;

        /// Waits until `done` holds; it is asked whenever the node has changed.
        WaitEnd until(const std::function<bool()>& done, Changes::Deadline deadline) const;

    private:
        WaitGate& m_gate;
        const uint64_t m_round;
        const Caller m_caller;
    };

    /// Ends waits. Does not wait itself.
    void interrupt() QUANTA_EXCLUDES(m_mutex);

private:
    /// The number of the round that the wait belongs to; rounds end with interrupts.
    uint64_t enter() QUANTA_EXCLUDES(m_mutex);
    void leave(uint64_t round) QUANTA_EXCLUDES(m_mutex);
    bool ended(uint64_t round) const QUANTA_EXCLUDES(m_mutex);

    Changes& m_changes;
    const Shutdown& m_shutdown;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    uint64_t m_round QUANTA_GUARDED_BY(m_mutex) = 1;
    uint64_t m_waiting QUANTA_GUARDED_BY(m_mutex) = 0;  ///< of this round
    bool m_pending QUANTA_GUARDED_BY(m_mutex) = false;  ///< an interrupt has ended nothing yet
};

/// The end of `time_ms` from now on; nothing when that is for ever. Less than nothing is nothing.
Changes::Deadline deadline_after(double time_ms);

}  // namespace quanta::node
