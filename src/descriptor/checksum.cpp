// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/checksum.h"

#include <array>
#include <cstdint>

#include "keys/code_remainder.h"

namespace quanta::descriptor {
namespace {

/// Characters by value: the low five bits go into the code as they are, the rest three characters at a time, so
/// that what is often confused differs in one symbol only.
constexpr std::string_view kCharacters =
    "0123456789()[],'/*abcdefgh@:$%{}"
    "IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~"
    "ijklmnopqrstuvwxyzABCDEFGH`#\"\\ ";
/// The place of each byte in kCharacters, -1 for those not in it.
constexpr std::array<int8_t, 256> kValues = [] {
    std::array<int8_t, 256> values{};
    values.fill(-1);
    for (size_t i = 0; i < kCharacters.size(); ++i) values[static_cast<uint8_t>(kCharacters[i])] = static_cast<int8_t>(i);
    return values;
}();
constexpr std::string_view kChecksumCharacters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The code of BIP380, eight symbols of five bits; three characters make four symbols.
constexpr keys::CodeGenerator<uint64_t> kGenerator = {0xf5dee51989, 0xa9fdca3312, 0x1bab10e32d, 0x3706b1677a,
                                                      0x644d626ffd};
using CodeWord = keys::CodeRemainder<uint64_t, kChecksumSize, 4, kGenerator>;
constexpr size_t kGroupSize = 3;

uint64_t low_bits(int value) { return static_cast<uint64_t>(value & 31); }
uint64_t class_of(int value) { return static_cast<uint64_t>(value >> 5); }

/// Appends `text`; false when a character is not in the set.
bool add_text(CodeWord& word, std::string_view text) {
    const auto value = [&text](size_t i) { return int{kValues[static_cast<uint8_t>(text[i])]}; };
    for (; text.size() >= kGroupSize; text.remove_prefix(kGroupSize)) {
        const int a = value(0);
        const int b = value(1);
        const int c = value(2);
        if ((a | b | c) < 0) return false;
        const uint64_t classes = (class_of(a) * 3 + class_of(b)) * 3 + class_of(c);
        word.add_block(low_bits(a) << 15 | low_bits(b) << 10 | low_bits(c) << 5 | classes);
    }
    uint64_t classes = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (value(i) < 0) return false;
        word.add(low_bits(value(i)));
        classes = classes * 3 + class_of(value(i));
    }
    if (!text.empty()) word.add(classes);
    return true;
}

}  // namespace

std::optional<Checksum> checksum_of(std::string_view descriptor) {
    CodeWord word;
    if (!add_text(word, descriptor)) return std::nullopt;
    word.add_block(0);
    word.add_block(0);
    const uint64_t final_value = word.value() ^ 1;
    Checksum checksum;
    for (size_t i = 0; i < checksum.size(); ++i) {
        checksum[i] = kChecksumCharacters[final_value >> (5 * (checksum.size() - 1 - i)) & 31];
    }
    return checksum;
}

std::optional<std::string> descriptor_checksum(std::string_view descriptor) {
    const std::optional<Checksum> checksum = checksum_of(descriptor);
    if (!checksum) return std::nullopt;
    return std::string(checksum->begin(), checksum->end());
}

std::string with_checksum(std::string_view descriptor) {
    const std::optional<Checksum> checksum = checksum_of(descriptor);
    if (!checksum) return {};
    std::string text(descriptor);
    text += '#';
    return text.append(checksum->begin(), checksum->end());
}

}  // namespace quanta::descriptor
