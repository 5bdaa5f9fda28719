// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "json/text_buffer.h"

#include <algorithm>
#include <array>

#include "json/number.h"

namespace quanta::json {

namespace {

constexpr size_t kFirstCapacity = 4096;

/// Bytes that are written as hex digits at once; compilers make vectors of this many.
constexpr size_t kHexBlock = 16;

/// The digit for `value`, 0 to 15; without a branch or a table, so that many are worked out at once.
constexpr char digit_of(uint8_t value) {
    return static_cast<char>(value + '0' + (value > 9 ? 'a' - '0' - 10 : 0));
}

/// Writes the digits of `n` bytes to `to`, which does not overlap them.
template <size_t n>
inline void write_hex_block(char* __restrict to, const uint8_t* __restrict from) {
    char high[n];
    char low[n];
    for (size_t i = 0; i < n; ++i) {
        high[i] = digit_of(static_cast<uint8_t>(from[i] >> 4));
        low[i] = digit_of(from[i] & 15);
    }
    for (size_t i = 0; i < n; ++i) {
        to[2 * i] = high[i];
        to[2 * i + 1] = low[i];
    }
}

void write_hex(char* to, base::ByteSpan bytes) {
    size_t done = 0;
    for (; done + kHexBlock <= bytes.size(); done += kHexBlock) {
        write_hex_block<kHexBlock>(to + 2 * done, bytes.data() + done);
    }
    if (done == bytes.size()) return;
    if (bytes.size() >= kHexBlock) {
        // What is left over, and some again that is done.
        done = bytes.size() - kHexBlock;
        write_hex_block<kHexBlock>(to + 2 * done, bytes.data() + done);
        return;
    }
    for (; done < bytes.size(); ++done)
        write_hex_block<1>(to + 2 * done, bytes.data() + done);
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
