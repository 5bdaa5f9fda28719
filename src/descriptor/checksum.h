// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace quanta::descriptor {

inline constexpr size_t kChecksumSize = 8;
using Checksum = std::array<char, kChecksumSize>;

/// The eight characters that stand behind '#' (BIP380); nothing when `descriptor` has a character that may not
/// occur in one. `descriptor` comes without checksum.
std::optional<Checksum> checksum_of(std::string_view descriptor);
/// The same as a string.
std::optional<std::string> descriptor_checksum(std::string_view descriptor);

/// `descriptor`, '#' and its checksum; empty when it has none.
std::string with_checksum(std::string_view descriptor);

}  // namespace quanta::descriptor
