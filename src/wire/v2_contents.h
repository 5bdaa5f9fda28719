// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "wire/message.h"

/// @file
/// How a message's type stands in front of its payload in a packet of BIP324: as one byte for the types that
/// have a number, else as zero and the twelve bytes that the type takes without encryption.

namespace quanta::wire {

/// The most bytes of a type in front of a payload, and of a whole message.
inline constexpr size_t kLongTypeSize = 13;
inline constexpr size_t kMaxV2Contents = kLongTypeSize + kMaxPayload;

/// The bytes for a type.
class TypePrefix {
public:
    /// `type` has 1 to 12 characters.
    explicit TypePrefix(std::string_view type);
    base::ByteSpan bytes() const { return {m_bytes.data(), m_size}; }

private:
    std::array<uint8_t, kLongTypeSize> m_bytes{};
    size_t m_size = 1;
};

/// The type some contents begin with, and the bytes that takes.
struct TypeRead {
    std::string type;
    size_t size = 0;
};
/// Nothing when `contents` are too short, have a number that nobody has given to a type, or a type that is
/// not one to twelve printable characters, then zeros.
std::optional<TypeRead> read_type(base::ByteSpan contents);

}  // namespace quanta::wire
