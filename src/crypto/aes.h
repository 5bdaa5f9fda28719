// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.h"

/// @file
/// AES-256 in CBC mode with the padding of PKCS #7. It hides what it encrypts, and tells nothing of changes
/// to it: whoever stores the result adds a MAC.

namespace quanta::crypto {

inline constexpr size_t kAesBlockSize = 16;
using AesKey = std::span<const uint8_t, 32>;
using AesIv = std::array<uint8_t, kAesBlockSize>;

/// Bytes that `size` bytes take encrypted: the next multiple of the block size above it.
constexpr size_t aes_cbc_size(size_t size) {
    return (size / kAesBlockSize + 1) * kAesBlockSize;
}

/// Encrypts `plain` (at most 1 GiB).
base::Bytes aes256_cbc_encrypt(AesKey key, const AesIv& iv, base::ByteSpan plain);
/// Decrypts `encrypted` to the front of `plain`, which has at least as many bytes. Returns how many of them
/// it is; nothing when the size is no multiple of the block size or the padding is wrong, as it mostly is
/// under another key; `plain` is zero then.
std::optional<size_t> aes256_cbc_decrypt(AesKey key, const AesIv& iv, base::ByteSpan encrypted,
                                         std::span<uint8_t> plain);

}  // namespace quanta::crypto
