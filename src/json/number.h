// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quanta::json {

/// Decimal places of an amount in coins.
inline constexpr int kAmountPlaces = 8;

/// `sat` hundred-millionths of a coin with all 8 places: -0.00000001, 50.00000000.
std::string amount_text(int64_t sat);

/// The most characters amount_text has: a sign, eleven digits, the point and the places.
inline constexpr size_t kMaxAmountSize = 1 + 11 + 1 + kAmountPlaces;
/// As amount_text, to where there is room for kMaxAmountSize characters; returns the end.
char* write_amount(char* to, int64_t sat);

/// At most 16 significant digits, as deployed nodes print doubles: 0.1, 1e-08. Infinite or no number: null.
std::string number_from_double(double value);

/// A JSON number's text (fraction and exponent allowed) times 10^`places`, exactly. Nothing when the text is
/// not a JSON number, when digits other than zero would be lost, or when the outcome has more than 18 digits.
std::optional<int64_t> parse_fixed_point(std::string_view text, int places);

/// Decimal digits with an optional minus sign and nothing else, in the range of the type.
std::optional<int64_t> parse_int64(std::string_view text);
std::optional<uint64_t> parse_uint64(std::string_view text);

}  // namespace quanta::json
