// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/wait_gate.h"

namespace quanta::node {

namespace {

/// Longer waits are for ever: ten years, milliseconds.
constexpr double kForEver_ms = 10.0 * 365 * 24 * 3600 * 1000;
/// No wait is of this round.
constexpr uint64_t kEndedBefore = 0;

}  // namespace

WaitEnd WaitGate::Wait::until(const std::function<bool()>& done, Changes::Deadline deadline) const {
    while (true) {
        const uint64_t seen = m_gate.m_changes.count();
        if (m_gate.ended(m_round) || m_gate.m_shutdown.requested() || m_caller.gone())
            return WaitEnd::Interrupted;
        if (done()) return WaitEnd::Done;
        if (deadline && std::chrono::steady_clock::now() >= *deadline) return WaitEnd::TimedOut;
        m_gate.m_changes.wait(seen, deadline);
    }
}

void WaitGate::interrupt() {
    {
        const sys::MutexLock lock(m_mutex);
        m_pending = m_waiting == 0;
        if (!m_pending) ++m_round;
        m_waiting = 0;
    }
    m_changes.note();
}

uint64_t WaitGate::enter() {
    const sys::MutexLock lock(m_mutex);
    if (m_pending) {
        m_pending = false;
        return kEndedBefore;
    }
    ++m_waiting;
    return m_round;
}

void WaitGate::leave(uint64_t round) {
    const sys::MutexLock lock(m_mutex);
    if (round == m_round) --m_waiting;
}

bool WaitGate::ended(uint64_t round) const {
    const sys::MutexLock lock(m_mutex);
    return round != m_round;
}

Changes::Deadline deadline_after(double time_ms) {
    if (time_ms >= kForEver_ms) return std::nullopt;
    const int64_t whole_ms = time_ms > 0 ? static_cast<int64_t>(time_ms) : 0;
    return std::chrono::steady_clock::now() + std::chrono::milliseconds(whole_ms);
}

}  // namespace quanta::node
