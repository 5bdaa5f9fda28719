// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "json/number.h"

#include <charconv>
#include <cmath>
#include <cstdio>

namespace quanta::json {

namespace {

/// Digits an exact result may have: what always fits an int64_t.
constexpr int kMaxDigits = 18;
/// Exponents beyond this only make sense for zero; larger ones stop counting here.
constexpr int kMaxExponent = 1'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes the digits `text` starts with off it.
std::string_view take_digits(std::string_view& text) {
    size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    const std::string_view digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

bool take(std::string_view& text, char wanted) {
    if (!text.starts_with(wanted)) return false;
    text.remove_prefix(1);
    return true;
}

/// The parts of a JSON number.
struct Parts {
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
    int exponent = 0;
};

/// Takes an exponent off `text`, if one is there; nothing when it has no digits.
std::optional<int> take_exponent(std::string_view& text) {
    if (!take(text, 'e') && !take(text, 'E')) return 0;
    const bool negative = take(text, '-');
    if (!negative) take(text, '+');
    const std::string_view digits = take_digits(text);
    if (digits.empty()) return std::nullopt;
    int exponent = 0;
    for (const char digit : digits) {
        if (exponent < kMaxExponent) exponent = exponent * 10 + (digit - '0');
    }
    return negative ? -exponent : exponent;
}

std::optional<Parts> split(std::string_view text) {
    Parts parts;
    parts.negative = take(text, '-');
    parts.whole = take_digits(text);
    if (parts.whole.empty() || (parts.whole.size() > 1 && parts.whole[0] == '0')) return std::nullopt;
    if (take(text, '.')) {
        parts.fraction = take_digits(text);
        if (parts.fraction.empty()) return std::nullopt;
    }
    const std::optional<int> exponent = take_exponent(text);
    if (!exponent || !text.empty()) return std::nullopt;
    parts.exponent = *exponent;
    return parts;
}

template <typename T>
std::optional<T> parse_integer(std::string_view text) {
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

char* write_amount(char* to, int64_t sat) {
    constexpr uint64_t kUnit = 100'000'000;
    const uint64_t magnitude = sat < 0 ? 0 - static_cast<uint64_t>(sat) : static_cast<uint64_t>(sat);
    if (sat < 0) *to++ = '-';
    to = std::to_chars(to, to + kMaxAmountSize, magnitude / kUnit).ptr;
    *to++ = '.';
    // Less than 2^32: divisions are multiplications.
    auto rest = static_cast<uint32_t>(magnitude % kUnit);
    for (int place = kAmountPlaces - 1; place >= 0; --place, rest /= 10) {
        to[place] = static_cast<char>('0' + rest % 10);
    }
    return to + kAmountPlaces;
}

std::string amount_text(int64_t sat) {
    char text[kMaxAmountSize];
    return std::string(text, write_amount(text, sat));
}

std::string number_from_double(double value) {
    if (!std::isfinite(value)) return "null";
    char text[40];
    const int length = std::snprintf(text, sizeof text, "%.16g", value);
    return std::string(text, static_cast<size_t>(length));
}

std::optional<int64_t> parse_fixed_point(std::string_view text, int places) {
    const std::optional<Parts> parts = split(text);
    if (!parts) return std::nullopt;
    std::string digits(parts->whole);
    digits += parts->fraction;
    // digits * 10^shift is the outcome.
    int64_t shift = int64_t{parts->exponent} + places - static_cast<int64_t>(parts->fraction.size());
    const size_t last = digits.find_last_not_of('0');
    if (last == std::string::npos) return 0;
    shift += static_cast<int64_t>(digits.size() - 1 - last);
    digits.resize(last + 1);
    digits.erase(0, digits.find_first_not_of('0'));
    if (shift < 0 || static_cast<int64_t>(digits.size()) + shift > kMaxDigits) return std::nullopt;
    digits.append(static_cast<size_t>(shift), '0');
    const std::optional<int64_t> magnitude = parse_int64(digits);
    if (!magnitude) return std::nullopt;
    return parts->negative ? -*magnitude : *magnitude;
}

std::optional<int64_t> parse_int64(std::string_view text) { return parse_integer<int64_t>(text); }

std::optional<uint64_t> parse_uint64(std::string_view text) { return parse_integer<uint64_t>(text); }

}  // namespace quanta::json
