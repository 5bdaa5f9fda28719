// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace quanta::keys {

/// Which constant the checksum ends in: BIP173 or BIP350.
enum class Bech32Variant : uint8_t { Bech32, Bech32m };

/// The longest text, characters (BIP173).
inline constexpr size_t kMaxBech32Size = 90;

/// What a bech32 text holds.
struct Bech32Text {
    Bech32Variant variant;
    std::string prefix;   ///< human-readable part, lower case
    base::Bytes values;   ///< 5 bits each, without the checksum
};

/// The text of `values` (each below 32) behind `prefix` (lower case), with checksum. Callers keep the whole
/// within kMaxBech32Size; longer ones are written all the same, but nothing reads them.
std::string encode_bech32(Bech32Variant variant, std::string_view prefix, base::ByteSpan values);

/// As encode_bech32, to where there is room for `prefix`, `values` and seven characters; returns the end.
char* write_bech32(char* to, Bech32Variant variant, std::string_view prefix, base::ByteSpan values);

/// The inverse; nothing for a text that is too long, of mixed case, without separator, with characters outside
/// the alphabet, or with a wrong checksum.
std::optional<Bech32Text> decode_bech32(std::string_view text);

/// What is wrong with a text that decode_bech32 refuses.
struct Bech32Fault {
    std::string message;         ///< a sentence for the user
    std::vector<int> positions;  ///< of the characters that are wrong, ascending, from 0; empty when unknown
};

/// Finds the fault of a text. Up to two wrong characters behind the separator are pointed out by the code's
/// distance; empty when there is no fault. Takes about a tenth of a millisecond: for error messages alone.
Bech32Fault find_bech32_fault(std::string_view text);

/// The bits of `bytes` in groups of five, the last one padded with zeros.
base::Bytes to_five_bits(base::ByteSpan bytes);
/// As to_five_bits, to where there is room for the groups; returns the end.
uint8_t* write_five_bits(uint8_t* to, base::ByteSpan bytes);
/// The inverse; nothing when five bits or more are left over, or padding is not zero.
std::optional<base::Bytes> from_five_bits(base::ByteSpan values);

}  // namespace quanta::keys
