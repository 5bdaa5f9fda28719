// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quanta::keys {

/// Child numbers from a key to a descendant (BIP32).
using KeyPath = std::vector<uint32_t>;

/// The path written as "m/84h/0'/5": numbers below 2^31, hardened with ' or h, from "m" or without it. Nothing
/// for any other text; "m" and the empty text are the empty path. A path has at most 255 numbers.
std::optional<KeyPath> parse_key_path(std::string_view text);

/// How hardened numbers are marked.
enum class HardenedMark : char { Letter = 'h', Apostrophe = '\'' };

/// The numbers of `path`, each behind a slash: "/84h/0h/5"; empty for the empty path.
std::string format_key_path(const KeyPath& path, HardenedMark mark = HardenedMark::Letter);

}  // namespace quanta::keys
