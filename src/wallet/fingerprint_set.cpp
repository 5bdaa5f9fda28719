// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/fingerprint_set.h"

#include <utility>

namespace quanta::wallet {

bool FingerprintSet::put(uint64_t value) {
    size_t slot = home(value);
    while (m_slots[slot] != 0) {
        if (m_slots[slot] == value) return false;
        slot = (slot + 1) & (m_slots.size() - 1);
    }
    m_slots[slot] = value;
    return true;
}

void FingerprintSet::insert(uint64_t fingerprint) {
    if (!put(fingerprint | 1)) return;
    ++m_size;
    if (m_size * 2 <= m_slots.size()) return;
    std::vector<uint64_t> old(m_slots.size() * 2);
    old.swap(m_slots);
    for (const uint64_t value : old) {
        if (value != 0) put(value);
    }
}

}  // namespace quanta::wallet
