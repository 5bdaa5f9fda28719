// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "tools/fields.h"

#include <algorithm>
#include <string>

namespace quanta::tools {

std::vector<std::string_view> split_fields(std::string_view text) {
    std::vector<std::string_view> fields;
    while (true) {
        const size_t colon = text.find(':');
        fields.push_back(text.substr(0, colon));
        if (colon == std::string_view::npos) return fields;
        text.remove_prefix(colon + 1);
    }
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \f\n\r\t\v";
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

std::optional<primitives::Amount> parse_coins(std::string_view text) {
    text = trimmed(text);
    const size_t point = std::min(text.find('.'), text.size());
    const std::string_view places = text.substr(std::min(point + 1, text.size()));
    if (places.size() > json::kAmountPlaces) return std::nullopt;
    std::string digits(text.substr(0, point));
    digits += places;
    if (digits.empty()) return std::nullopt;
    digits.append(json::kAmountPlaces - places.size(), '0');
    const std::optional<uint64_t> sat = json::parse_uint64(digits);
    if (!sat || *sat > uint64_t{primitives::kMaxMoneySat}) return std::nullopt;
    return primitives::Amount{static_cast<int64_t>(*sat)};
}

}  // namespace quanta::tools
