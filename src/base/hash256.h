// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/hex.h"

namespace quanta::base {

/// 32 bytes with a meaning given by Tag, so that one kind of hash cannot stand in for another.
///
/// Bytes are in internal order (as hashed and serialised); text shows them reversed, as users know hashes.
template <typename Tag>
class Hash256 {
public:
    static constexpr size_t kSize = 32;

    /// All zero.
    constexpr Hash256() = default;
    constexpr explicit Hash256(const std::array<uint8_t, kSize>& bytes) : m_bytes(bytes) {}

    /// From 64 hex digits in display order; nothing for any other text.
    static std::optional<Hash256> from_text(std::string_view text) {
        if (text.size() != 2 * kSize) return std::nullopt;
        const std::optional<Bytes> bytes = from_hex(text);
        if (!bytes) return std::nullopt;
        Hash256 hash;
        std::reverse_copy(bytes->begin(), bytes->end(), hash.m_bytes.begin());
        return hash;
    }

    /// 64 hex digits in display order.
    std::string to_text() const {
        std::array<uint8_t, kSize> reversed;
        std::reverse_copy(m_bytes.begin(), m_bytes.end(), reversed.begin());
        return to_hex(reversed);
    }

    constexpr const std::array<uint8_t, kSize>& bytes() const { return m_bytes; }
    constexpr std::array<uint8_t, kSize>& bytes() { return m_bytes; }
    constexpr const uint8_t* data() const { return m_bytes.data(); }
    constexpr uint8_t* data() { return m_bytes.data(); }
    static constexpr size_t size() { return kSize; }
    bool is_null() const {
        return std::all_of(m_bytes.begin(), m_bytes.end(), [](uint8_t byte) { return byte == 0; });
    }

    /// Order of the bytes as stored, which is also the order of database keys.
    friend auto operator<=>(const Hash256& a, const Hash256& b) {
        return std::memcmp(a.data(), b.data(), kSize) <=> 0;
    }
    friend bool operator==(const Hash256& a, const Hash256& b) {
        return std::memcmp(a.data(), b.data(), kSize) == 0;
    }

private:
    std::array<uint8_t, kSize> m_bytes{};
};

}  // namespace quanta::base
