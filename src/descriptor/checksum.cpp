// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/checksum.h"

#include <array>
#include <cstdint>

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
constexpr size_t kChecksumSize = 8;

/// What the five bits that leave the remainder bring back into it.
constexpr std::array<uint64_t, 32> kFeedback = [] {
    constexpr std::array<uint64_t, 5> kGenerator = {0xf5dee51989, 0xa9fdca3312, 0x1bab10e32d, 0x3706b1677a,
                                                    0x644d626ffd};
    std::array<uint64_t, 32> feedback{};
    for (size_t top = 0; top < feedback.size(); ++top) {
        for (size_t bit = 0; bit < kGenerator.size(); ++bit) {
            if ((top >> bit & 1) != 0) feedback[top] ^= kGenerator[bit];
        }
    }
    return feedback;
}();

/// Appends one symbol to the code word whose remainder is kept: eight symbols of five bits.
class Remainder {
public:
    void add(uint64_t symbol) {
        m_value = (m_value & 0x7ffffffff) << 5 ^ symbol ^ kFeedback[m_value >> 35];
    }
    uint64_t value() const { return m_value; }

private:
    uint64_t m_value = 1;
};

}  // namespace

std::optional<std::string> descriptor_checksum(std::string_view descriptor) {
    Remainder remainder;
    uint64_t groups = 0;
    for (size_t i = 0; i < descriptor.size(); ++i) {
        const int value = kValues[static_cast<uint8_t>(descriptor[i])];
        if (value < 0) return std::nullopt;
        remainder.add(static_cast<uint64_t>(value & 31));
        groups = groups * 3 + static_cast<uint64_t>(value >> 5);
        if (i % 3 == 2) {
            remainder.add(groups);
            groups = 0;
        }
    }
    if (descriptor.size() % 3 != 0) remainder.add(groups);
    for (size_t i = 0; i < kChecksumSize; ++i) remainder.add(0);
    const uint64_t final_value = remainder.value() ^ 1;
    std::string checksum;
    for (size_t i = 0; i < kChecksumSize; ++i) {
        checksum += kChecksumCharacters[final_value >> (5 * (kChecksumSize - 1 - i)) & 31];
    }
    return checksum;
}

std::string with_checksum(std::string_view descriptor) {
    const std::optional<std::string> checksum = descriptor_checksum(descriptor);
    return checksum ? std::string(descriptor) + '#' + *checksum : std::string();
}

}  // namespace quanta::descriptor
