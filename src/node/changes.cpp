// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/changes.h"

namespace quanta::node {

uint64_t Changes::count() const {
    const sys::MutexLock lock(m_mutex);
    return m_count;
}

void Changes::note() {
    {
        const sys::MutexLock lock(m_mutex);
        ++m_count;
    }
    m_changed.notify_all();
}

bool Changes::wait(uint64_t seen, Deadline deadline) const {
    const sys::MutexLock lock(m_mutex);
    while (m_count == seen) {
        if (!deadline) {
            m_changed.wait(m_mutex);
        } else if (!m_changed.wait_until(m_mutex, *deadline)) {
            break;
        }
    }
    return m_count != seen;
}

}  // namespace quanta::node
