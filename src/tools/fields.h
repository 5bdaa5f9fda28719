// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "json/number.h"
#include "primitives/amount.h"

/// @file
/// The parts that commands are written in.

namespace quanta::tools {

/// What stands between the colons of `text`: at least one field.
std::vector<std::string_view> split_fields(std::string_view text);

/// `text` without white space at its ends.
std::string_view trimmed(std::string_view text);

/// Decimal digits, with a minus sign where T has one, in the range of T. Nothing for any other text.
template <std::integral T>
std::optional<T> parse_number(std::string_view text) {
    if (!std::signed_integral<T> && text.starts_with('-')) return std::nullopt;
    const std::optional<int64_t> number = json::parse_int64(text);
    return number && std::in_range<T>(*number) ? std::optional(static_cast<T>(*number)) : std::nullopt;
}

/// Coins: digits, at most eight of them behind a point, in the range of money. Nothing for any other text.
std::optional<primitives::Amount> parse_coins(std::string_view text);

}  // namespace quanta::tools
