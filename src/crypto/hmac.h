// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/hash.h"

namespace quanta::crypto {

using Digest512 = std::array<uint8_t, 64>;

/// SHA-512 of `bytes`.
Digest512 sha512(base::ByteSpan bytes);
/// HMAC (RFC 2104) of `bytes` under `key`, with SHA-256 or SHA-512.
Digest256 hmac_sha256(base::ByteSpan key, base::ByteSpan bytes);
Digest512 hmac_sha512(base::ByteSpan key, base::ByteSpan bytes);
/// 64 bytes of PBKDF2 (RFC 8018) with HMAC-SHA512. `iterations` is at least 1 and is what makes it slow.
Digest512 pbkdf2_hmac_sha512(base::ByteSpan password, base::ByteSpan salt, uint32_t iterations);

/// Overwrites `size` bytes at `data` in a way the compiler may not leave out: for keys and passphrases.
void cleanse(void* data, size_t size);
/// Whether both are equal, in a time that depends on the sizes alone: for passwords and MACs.
bool equal_in_constant_time(base::ByteSpan a, base::ByteSpan b);

}  // namespace quanta::crypto
