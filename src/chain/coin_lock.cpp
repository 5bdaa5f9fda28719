// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/coin_lock.h"

namespace quanta::chain {

void CoinLock::change_is_over() {
    ++m_changes;
    m_over.notify_all();
}

void CoinLock::reader_lock() {
    m_waiting.fetch_add(1);
    m_mutex.lock();
}

void CoinLock::reader_unlock() {
    ++m_served;
    m_waiting.fetch_sub(1);
    m_turn.notify_one();
    m_mutex.unlock();
}

void CoinLock::wait_for_change() {
    const uint64_t seen = m_changes;
    // The chain thread must not wait for this one meanwhile.
    ++m_served;
    m_waiting.fetch_sub(1);
    m_turn.notify_one();
    while (m_changes == seen)
        m_over.wait(m_mutex);
    m_waiting.fetch_add(1);
}

/// Rationale: a mutex given back and taken again at once mostly stays with who had it; waiting for a turn of
/// each reader makes sure of theirs, and a number of turns makes sure that there is an end.
void CoinLock::serve_readers() {
    const uint64_t enough = m_served + m_waiting.load();
    while (m_waiting.load() > 0 && m_served < enough)
        m_turn.wait(m_mutex);
}

}  // namespace quanta::chain
