// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/bech32.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>

#include "keys/code_remainder.h"

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

/// The code of BIP173.
constexpr CodeGenerator<Remainder> kGenerator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
using CodeWord = CodeRemainder<Remainder, kChecksumSize, kChecksumSize, kGenerator>;

/// `values`, below 32 each, appended to `word`.
void add_values(CodeWord& word, base::ByteSpan values) {
    while (values.size() >= CodeWord::kBlock) {
        Remainder block = 0;
        for (size_t i = 0; i < CodeWord::kBlock; ++i) block = block << 5 | values[i];
        word.add_block(block);
        values = values.subspan(CodeWord::kBlock);
    }
    for (const uint8_t value : values) word.add(value);
}

/// The code word as it begins: the prefix (lower case), spread over values of five bits.
CodeWord start_word(std::string_view prefix) {
    CodeWord word;
    for (const char c : prefix) word.add(static_cast<uint8_t>(c) >> 5);
    word.add(0);
    for (const char c : prefix) word.add(static_cast<uint8_t>(c) & 31);
    return word;
}

/// The remainder of the prefix and `values`.
Remainder remainder_of(std::string_view prefix, base::ByteSpan values) {
    CodeWord word = start_word(prefix);
    add_values(word, values);
    return word.value();
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
        CodeWord word(difference);
        for (size_t i = 0; i < positions; ++i, word.add(0)) terms.push_back({i, word.value()});
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

char* write_bech32(char* to, Bech32Variant variant, std::string_view prefix, base::ByteSpan values) {
    CodeWord word = start_word(prefix);
    add_values(word, values);
    word.add_block(0);
    const Remainder checksum = word.value() ^ target(variant);
    to = std::copy(prefix.begin(), prefix.end(), to);
    *to++ = kSeparator;
    for (const uint8_t value : values) *to++ = kAlphabet[value & 31];
    for (size_t i = 0; i < kChecksumSize; ++i) *to++ = kAlphabet[checksum >> (5 * (kChecksumSize - 1 - i)) & 31];
    return to;
}

std::string encode_bech32(Bech32Variant variant, std::string_view prefix, base::ByteSpan values) {
    std::string text(prefix.size() + 1 + values.size() + kChecksumSize, kSeparator);
    write_bech32(text.data(), variant, prefix, values);
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

uint8_t* write_five_bits(uint8_t* to, base::ByteSpan bytes) {
    uint32_t buffer = 0;
    unsigned bits = 0;
    for (const uint8_t byte : bytes) {
        buffer = buffer << 8 | byte;
        for (bits += 8; bits >= 5; bits -= 5) *to++ = buffer >> (bits - 5) & 31;
    }
    if (bits > 0) *to++ = buffer << (5 - bits) & 31;
    return to;
}

base::Bytes to_five_bits(base::ByteSpan bytes) {
    base::Bytes values((bytes.size() * 8 + 4) / 5);
    write_five_bits(values.data(), bytes);
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
