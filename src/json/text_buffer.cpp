// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "json/text_buffer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "json/number.h"

namespace quanta::json {

namespace {

constexpr size_t kFirstCapacity = 4096;

/// Bytes that are written as hex digits at once.
constexpr size_t kHexBlock = 16;
using HexBlock [[gnu::vector_size(kHexBlock)]] = uint8_t;

/// The digits of values of 0 to 15.
inline HexBlock digits_of(HexBlock values) {
    const auto is_letter = reinterpret_cast<HexBlock>(values > 9);
    return values + '0' + (is_letter & static_cast<uint8_t>('a' - '9' - 1));
}

/// Writes the digits of kHexBlock bytes to `to`, which may overlap nothing.
inline void write_hex_block(char* to, const uint8_t* from) {
    HexBlock bytes;
    std::memcpy(&bytes, from, sizeof bytes);
    const HexBlock high = digits_of(bytes >> 4);
    const HexBlock low = digits_of(bytes & 15);
    const HexBlock first =
        __builtin_shufflevector(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const HexBlock second =
        __builtin_shufflevector(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    std::memcpy(to, &first, sizeof first);
    std::memcpy(to + sizeof first, &second, sizeof second);
}

void write_hex(char* to, base::ByteSpan bytes) {
    size_t done = 0;
    for (; done + kHexBlock <= bytes.size(); done += kHexBlock) {
        write_hex_block(to + 2 * done, bytes.data() + done);
    }
    if (done == bytes.size()) return;
    if (bytes.size() >= kHexBlock) {
        // What is left over, and some again that is done.
        done = bytes.size() - kHexBlock;
        write_hex_block(to + 2 * done, bytes.data() + done);
        return;
    }
    std::array<uint8_t, kHexBlock> few{};
    std::copy(bytes.begin(), bytes.end(), few.begin());
    std::array<char, 2 * kHexBlock> digits;
    write_hex_block(digits.data(), few.data());
    std::copy_n(digits.begin(), 2 * bytes.size(), to);
}

}  // namespace

TextBuffer& TextBuffer::amount(int64_t sat) {
    m_size += static_cast<size_t>(write_amount(room(kMaxAmountSize), sat) - (m_text.get() + m_size));
    return *this;
}

TextBuffer& TextBuffer::hex(base::ByteSpan bytes) {
    write_hex(room(2 * bytes.size()), bytes);
    m_size += 2 * bytes.size();
    return *this;
}

TextBuffer& TextBuffer::reversed_hex(std::span<const uint8_t, 32> bytes) {
    std::array<uint8_t, 32> reversed;
    std::reverse_copy(bytes.begin(), bytes.end(), reversed.begin());
    return hex(reversed);
}

void TextBuffer::grow(size_t more) {
    const size_t capacity = std::max({kFirstCapacity, 2 * m_capacity, m_size + more});
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    std::copy_n(m_text.get(), m_size, larger.get());
    m_text = std::move(larger);
    m_capacity = capacity;
}

}  // namespace quanta::json
