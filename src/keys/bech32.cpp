// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/bech32.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>

namespace quanta::keys {
namespace {

constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr char kSeparator = '1';
constexpr size_t kChecksumSize = 6;
/// 30 bits: the six 5-bit coefficients of a polynomial over GF(32), highest first.
using Remainder = uint32_t;

/// Value of each character, either case, or -1.
constexpr std::array<int8_t, 256> kValues = [] {
    std::array<int8_t, 256> values{};
    values.fill(-1);
    for (size_t i = 0; i < kAlphabet.size(); ++i) {
        const char c = kAlphabet[i];
        values[static_cast<uint8_t>(c)] = static_cast<int8_t>(i);
        if (c >= 'a') values[static_cast<uint8_t>(c - 'a' + 'A')] = static_cast<int8_t>(i);
    }
    return values;
}();

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr Remainder target(Bech32Variant variant) { return variant == Bech32Variant::Bech32 ? 1 : 0x2bc830a3; }

/// Multiplies by x and adds `value`, modulo the generator of the code (BIP173).
constexpr Remainder shift_in(Remainder remainder, uint8_t value) {
    constexpr std::array<Remainder, 5> kGenerator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const Remainder top = remainder >> 25;
    remainder = (remainder & 0x1ffffff) << 5 ^ value;
    for (size_t bit = 0; bit < kGenerator.size(); ++bit) {
        if ((top >> bit & 1) != 0) remainder ^= kGenerator[bit];
    }
    return remainder;
}

/// The remainder of the prefix (lower case), spread over values of five bits, and `values`.
Remainder remainder_of(std::string_view prefix, base::ByteSpan values) {
    Remainder remainder = 1;
    for (const char c : prefix) remainder = shift_in(remainder, static_cast<uint8_t>(c) >> 5);
    remainder = shift_in(remainder, 0);
    for (const char c : prefix) remainder = shift_in(remainder, static_cast<uint8_t>(c) & 31);
    for (const uint8_t value : values) remainder = shift_in(remainder, value);
    return remainder;
}

/// Positions of characters that may not occur at all, or not in the case they have.
std::vector<int> bad_characters(std::string_view text) {
    std::vector<int> bad;
    bool lower = false;
    bool upper = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool printable = c >= 33 && c <= 126;
        if (!printable || (is_lower(c) && upper) || (is_upper(c) && lower)) {
            bad.push_back(static_cast<int>(i));
            continue;
        }
        lower = lower || is_lower(c);
        upper = upper || is_upper(c);
    }
    return bad;
}

/// A text taken apart, checksum still among the values.
struct Parts {
    std::string prefix;
    base::Bytes values;
};

/// Takes `text` apart, or says in `fault` why that cannot be.
std::optional<Parts> take_apart(std::string_view text, Bech32Fault& fault) {
    if (text.size() > kMaxBech32Size) {
        fault.message = "Bech32 string too long";
        for (size_t i = kMaxBech32Size; i < text.size(); ++i) fault.positions.push_back(static_cast<int>(i));
        return std::nullopt;
    }
    fault.positions = bad_characters(text);
    if (!fault.positions.empty()) {
        fault.message = "Invalid character or mixed case";
        return std::nullopt;
    }
    const size_t separator = text.rfind(kSeparator);
    if (separator == text.npos) {
        fault.message = "Missing separator";
        return std::nullopt;
    }
    if (separator == 0 || separator + kChecksumSize >= text.size()) {
        fault = {"Invalid separator position", {static_cast<int>(separator)}};
        return std::nullopt;
    }
    Parts parts;
    for (const char c : text.substr(0, separator)) parts.prefix += to_lower(c);
    for (size_t i = separator + 1; i < text.size(); ++i) {
        const int value = kValues[static_cast<uint8_t>(text[i])];
        if (value < 0) {
            fault = {"Invalid Base 32 character", {static_cast<int>(i)}};
            return std::nullopt;
        }
        parts.values.push_back(static_cast<uint8_t>(value));
    }
    return parts;
}

/// What one wrong character does to the remainder: by position from the end and value of the difference.
struct ErrorTerm {
    size_t from_end;
    Remainder remainder;
};

std::vector<ErrorTerm> single_errors(size_t positions) {
    std::vector<ErrorTerm> terms;
    for (uint8_t difference = 1; difference < 32; ++difference) {
        Remainder remainder = difference;
        for (size_t i = 0; i < positions; ++i) {
            terms.push_back({i, remainder});
            remainder = shift_in(remainder, 0);
        }
    }
    return terms;
}

/// The one or two positions, counted from the end, whose change explains `residue`; empty when none do. The
/// code's distance of five makes the answer unique.
std::vector<size_t> locate(Remainder residue, std::span<const ErrorTerm> terms) {
    std::unordered_map<Remainder, size_t> by_remainder;
    for (const ErrorTerm& term : terms) by_remainder.emplace(term.remainder, term.from_end);
    if (const auto single = by_remainder.find(residue); single != by_remainder.end()) return {single->second};
    for (const ErrorTerm& term : terms) {
        const auto second = by_remainder.find(residue ^ term.remainder);
        if (second != by_remainder.end()) return {term.from_end, second->second};
    }
    return {};
}

}  // namespace

std::string encode_bech32(Bech32Variant variant, std::string_view prefix, base::ByteSpan values) {
    base::Bytes whole(values.begin(), values.end());
    whole.resize(values.size() + kChecksumSize);
    const Remainder checksum = remainder_of(prefix, whole) ^ target(variant);
    for (size_t i = 0; i < kChecksumSize; ++i) {
        whole[values.size() + i] = checksum >> (5 * (kChecksumSize - 1 - i)) & 31;
    }
    std::string text(prefix);
    text += kSeparator;
    for (const uint8_t value : whole) text += kAlphabet[value & 31];
    return text;
}

std::optional<Bech32Text> decode_bech32(std::string_view text) {
    Bech32Fault fault;
    std::optional<Parts> parts = take_apart(text, fault);
    if (!parts) return std::nullopt;
    const Remainder remainder = remainder_of(parts->prefix, parts->values);
    for (const Bech32Variant variant : {Bech32Variant::Bech32, Bech32Variant::Bech32m}) {
        if (remainder != target(variant)) continue;
        parts->values.resize(parts->values.size() - kChecksumSize);
        return Bech32Text{variant, std::move(parts->prefix), std::move(parts->values)};
    }
    return std::nullopt;
}

Bech32Fault find_bech32_fault(std::string_view text) {
    Bech32Fault fault;
    const std::optional<Parts> parts = take_apart(text, fault);
    if (!parts) return fault;
    const Remainder remainder = remainder_of(parts->prefix, parts->values);
    const std::vector<ErrorTerm> terms = single_errors(parts->values.size());
    fault.message = "Invalid checksum";
    std::vector<size_t> best;
    for (const Bech32Variant variant : {Bech32Variant::Bech32, Bech32Variant::Bech32m}) {
        const Remainder residue = remainder ^ target(variant);
        if (residue == 0) return {};
        const std::vector<size_t> found = locate(residue, terms);
        if (found.empty() || (!best.empty() && best.size() <= found.size())) continue;
        best = found;
        fault.message =
            variant == Bech32Variant::Bech32 ? "Invalid Bech32 checksum" : "Invalid Bech32m checksum";
    }
    for (const size_t from_end : best) fault.positions.push_back(static_cast<int>(text.size() - 1 - from_end));
    std::sort(fault.positions.begin(), fault.positions.end());
    return fault;
}

base::Bytes to_five_bits(base::ByteSpan bytes) {
    base::Bytes values;
    values.reserve((bytes.size() * 8 + 4) / 5);
    uint32_t buffer = 0;
    unsigned bits = 0;
    for (const uint8_t byte : bytes) {
        buffer = buffer << 8 | byte;
        for (bits += 8; bits >= 5; bits -= 5) values.push_back(buffer >> (bits - 5) & 31);
    }
    if (bits > 0) values.push_back(buffer << (5 - bits) & 31);
    return values;
}

std::optional<base::Bytes> from_five_bits(base::ByteSpan values) {
    base::Bytes bytes;
    bytes.reserve(values.size() * 5 / 8);
    uint32_t buffer = 0;
    unsigned bits = 0;
    for (const uint8_t value : values) {
        if (value >= 32) return std::nullopt;
        buffer = buffer << 5 | value;
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<uint8_t>(buffer >> bits));
    }
    if (bits >= 5 || (buffer & ((1u << bits) - 1)) != 0) return std::nullopt;
    return bytes;
}

}  // namespace quanta::keys
