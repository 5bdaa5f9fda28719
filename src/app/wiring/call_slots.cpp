// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/call_slots.h"

#include <algorithm>
#include <stdexcept>

namespace quanta::wiring {

namespace {

/// How long a process that did not answer counts as one that does not.
constexpr std::chrono::milliseconds kSilence{2'000};

std::chrono::steady_clock::time_point now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

CallSlots::CallSlots(size_t count, std::chrono::milliseconds patience)
    : m_count(std::max<size_t>(1, count)), m_patience(patience) {}

void CallSlots::take(const Probe& probe) {
    sys::MutexLock lock(m_mutex);
    while (!m_closed && m_taken >= m_count) {
        if (now() < m_silent_until)
            throw std::runtime_error("The wallet process does not answer, and too many calls wait for it");
        if (m_probing || now() < m_moved + m_patience) {
            m_changed.wait_until(m_mutex, (m_probing ? now() : m_moved) + m_patience);
            continue;
        }
        m_probing = true;
        lock.unlock();
        const bool answers = probe();
        lock.lock();
        m_probing = false;
        if (answers)
            m_moved = now();
        else
            m_silent_until = now() + kSilence;
        m_changed.notify_all();
    }
    if (m_closed) throw std::runtime_error("The node is stopping: no wallets");
    ++m_taken;
    m_moved = now();
}

void CallSlots::give_back() {
    {
        const sys::MutexLock lock(m_mutex);
        --m_taken;
        m_moved = now();
    }
    m_changed.notify_all();
}

void CallSlots::close() {
    {
        const sys::MutexLock lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
}

bool CallSlots::wait_free(std::chrono::milliseconds time) {
    const Time give_up = now() + time;
    const sys::MutexLock lock(m_mutex);
    while (m_taken > 0 && now() < give_up)
        m_changed.wait_until(m_mutex, give_up);
    return m_taken == 0;
}

}  // namespace quanta::wiring
