// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/shutdown.h"

namespace quanta::node {

void Shutdown::request() {
    {
        sys::MutexLock lock(m_mutex);
        m_requested = true;
    }
    m_changed.notify_all();
}

void Shutdown::wait() const {
    sys::MutexLock lock(m_mutex);
    while (!requested())
        m_changed.wait(m_mutex);
}

bool Shutdown::wait_for(std::chrono::milliseconds time) const {
    const auto deadline = std::chrono::steady_clock::now() + time;
    sys::MutexLock lock(m_mutex);
    while (!requested() && m_changed.wait_until(m_mutex, deadline)) {
    }
    return requested();
}

}  // namespace quanta::node
