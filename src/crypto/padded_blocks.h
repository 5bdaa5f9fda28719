// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace quanta::crypto {

/// Calls `compress(const uint8_t*)` for each 64-byte block of `bytes` with the padding of the MD4 family: a one
/// bit, zeros, and the length in bits as 64 bits of `order`.
template <std::endian order, typename Compress>
void for_each_padded_block(base::ByteSpan bytes, Compress compress) {
    const uint64_t size_bits = uint64_t{bytes.size()} * 8;
    for (; bytes.size() >= 64; bytes = bytes.subspan(64)) compress(bytes.data());
    uint8_t tail[128] = {};
    if (!bytes.empty()) std::memcpy(tail, bytes.data(), bytes.size());
    tail[bytes.size()] = 0x80;
    const size_t tail_size = bytes.size() < 56 ? 64 : 128;
    if constexpr (order == std::endian::big) {
        base::write_be(tail + tail_size - 8, size_bits);
    } else {
        base::write_le(tail + tail_size - 8, size_bits);
    }
    for (size_t at = 0; at < tail_size; at += 64) compress(tail + at);
}

}  // namespace quanta::crypto
