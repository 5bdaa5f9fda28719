// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace quanta::crypto {

/// Fills `out` with the ChaCha20 key stream (RFC 8439) of `key` and `nonce`, beginning at block `counter`.
void chacha20_keystream(std::span<uint8_t> out, const std::array<uint8_t, 32>& key,
                        const std::array<uint8_t, 12>& nonce, uint32_t counter);

}  // namespace quanta::crypto
