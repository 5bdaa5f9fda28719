// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace quanta::base {

/// Owned bytes.
using Bytes = std::vector<uint8_t>;
/// Bytes somebody else owns, for reading.
using ByteSpan = std::span<const uint8_t>;

/// The bytes of `text`, valid as long as it is.
inline ByteSpan as_bytes(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

/// The characters of `bytes`, valid as long as they are.
inline std::string_view as_text(ByteSpan bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The same integer with its bytes in the opposite order.
template <std::unsigned_integral T>
constexpr T byte_swap(T value) {
    if constexpr (sizeof(T) == 1) return value;
    if constexpr (sizeof(T) == 2) return __builtin_bswap16(value);
    if constexpr (sizeof(T) == 4) return __builtin_bswap32(value);
    if constexpr (sizeof(T) == 8) return __builtin_bswap64(value);
}

/// Reads sizeof(T) bytes at `from`, little endian.
template <std::unsigned_integral T>
inline T read_le(const uint8_t* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    if constexpr (std::endian::native == std::endian::big) value = byte_swap(value);
    return value;
}

/// Reads sizeof(T) bytes at `from`, big endian.
template <std::unsigned_integral T>
inline T read_be(const uint8_t* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    if constexpr (std::endian::native == std::endian::little) value = byte_swap(value);
    return value;
}

/// Writes sizeof(T) bytes to `to`, little endian.
template <std::unsigned_integral T>
inline void write_le(uint8_t* to, T value) {
    if constexpr (std::endian::native == std::endian::big) value = byte_swap(value);
    std::memcpy(to, &value, sizeof value);
}

/// Writes sizeof(T) bytes to `to`, big endian.
template <std::unsigned_integral T>
inline void write_be(uint8_t* to, T value) {
    if constexpr (std::endian::native == std::endian::little) value = byte_swap(value);
    std::memcpy(to, &value, sizeof value);
}

}  // namespace quanta::base
