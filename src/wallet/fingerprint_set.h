// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "primitives/transaction.h"

namespace quanta::wallet {

/// 64 bits that stand for a script. What varies in each common form is hashes and keys, of which any eight
/// bytes do: those before the last two.
inline uint64_t script_fingerprint(base::ByteSpan script) {
    if (script.size() < 10) return script.size() + 1;
    return base::read_le<uint64_t>(script.data() + script.size() - 10);
}

/// 64 bits that stand for an output.
inline uint64_t outpoint_fingerprint(const uint8_t* txid, uint32_t index) {
    return base::read_le<uint64_t>(txid) ^ (uint64_t{index} << 32 | index);
}
inline uint64_t outpoint_fingerprint(const primitives::OutPoint& outpoint) {
    return outpoint_fingerprint(outpoint.txid.data(), outpoint.index);
}

/// Says fast that something is not among what a wallet looks for: open addressing over 64-bit fingerprints.
/// What it says yes to must be looked up for certain. Nothing is taken out. Not thread-safe.
class FingerprintSet {
public:
    FingerprintSet() : m_slots(kInitialSlots) {}

    void insert(uint64_t fingerprint);
    bool contains(uint64_t fingerprint) const {
        const uint64_t value = fingerprint | 1;
        for (size_t slot = home(value);; slot = (slot + 1) & (m_slots.size() - 1)) {
            if (m_slots[slot] == value) return true;
            if (m_slots[slot] == 0) return false;
        }
    }
    size_t size() const { return m_size; }

private:
    static constexpr size_t kInitialSlots = 1024;

    size_t home(uint64_t value) const { return (value * 0x9e3779b97f4a7c15u >> 32) & (m_slots.size() - 1); }
    bool put(uint64_t value);

    std::vector<uint64_t> m_slots;  ///< a power of two of them, half at least empty; 0 is empty
    size_t m_size = 0;
};

}  // namespace quanta::wallet
