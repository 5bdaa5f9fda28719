// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace quanta::crypto {

/// SipHash-2-4 of a stream, keyed with (k0, k1): short identifiers and hash tables that a peer cannot aim at.
class SipHash {
public:
    SipHash(uint64_t k0, uint64_t k1);
    /// Appends the 8 bytes of `word`, little endian. The bytes written so far must be a multiple of 8.
    SipHash& write(uint64_t word);
    /// Appends `bytes`.
    SipHash& write(base::ByteSpan bytes);
    /// The hash of everything written. The object itself does not change.
    uint64_t finalize() const;

private:
    void push(uint8_t byte);
    uint64_t m_v[4];
    uint64_t m_partial = 0;
    uint8_t m_count = 0;
};

/// SipHash-2-4 of `bytes`.
uint64_t siphash(uint64_t k0, uint64_t k1, base::ByteSpan bytes);
/// SipHash-2-4 of the 32 bytes at `hash`.
uint64_t siphash_hash256(uint64_t k0, uint64_t k1, const uint8_t hash[32]);
/// SipHash-2-4 of the 36 bytes of an outpoint: `txid` in internal order, then `n` little endian.
uint64_t siphash_outpoint(uint64_t k0, uint64_t k1, const uint8_t txid[32], uint32_t n);

}  // namespace quanta::crypto
