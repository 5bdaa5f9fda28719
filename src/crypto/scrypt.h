// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace quanta::crypto {

/// How much work scrypt (RFC 7914) makes of one guess: memory of 128 * r * 2^log2_n bytes, and time in
/// proportion to that and to p.
struct ScryptCost {
    uint8_t log2_n = 15;
    uint32_t r = 8;
    uint32_t p = 1;

    /// Bytes of memory that a run takes, about.
    uint64_t memory_bytes() const { return (uint64_t{128} * r << log2_n) + uint64_t{128} * r * p; }

    friend bool operator==(const ScryptCost&, const ScryptCost&) = default;
};

/// Fills `out` with a key from `password` and `salt`. False when `cost` is not one scrypt has (0 < log2_n <
/// 16 * r, 0 < r * p < 2^30) or takes more than `memory_limit` bytes, or the system has not got them.
[[nodiscard]] bool scrypt(base::ByteSpan password, base::ByteSpan salt, const ScryptCost& cost,
                          uint64_t memory_limit, std::span<uint8_t> out);

}  // namespace quanta::crypto
