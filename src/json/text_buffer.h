// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace quanta::json {

/// Text that grows at its end, for JSON of a known form: several times as fast as a Writer, which knows where
/// commas go and what is to be escaped; here callers do. The memory stays when it is cleared. One thread at a
/// time.
class TextBuffer {
public:
    std::string_view text() const { return {m_text.get(), m_size}; }
    size_t size() const { return m_size; }
    void clear() { m_size = 0; }

    /// Makes room for `more` characters at once, which saves copying when it was known how many come.
    void reserve(size_t more) { room(more); }

    /// Appends `text` as it stands.
    [[gnu::always_inline]] TextBuffer& add(std::string_view text) {
        char* to = room(text.size());
        std::copy_n(text.data(), text.size(), to);
        m_size += text.size();
        return *this;
    }
    /// Appends an integer in decimal.
    template <std::integral T>
    requires(!std::same_as<T, bool>) TextBuffer& number(T value) {
        char* to = room(kMaxNumber);
        m_size += static_cast<size_t>(std::to_chars(to, to + kMaxNumber, value).ptr - to);
        return *this;
    }
    /// Appends an amount in coins with its 8 places.
    TextBuffer& amount(int64_t sat);
    /// Appends two lower-case hex digits per byte.
    TextBuffer& hex(base::ByteSpan bytes);
    /// As hex, the last byte first.
    TextBuffer& reversed_hex(std::span<const uint8_t, 32> bytes);

private:
    static constexpr size_t kMaxNumber = 24;

    /// The end of the text, with room for `more` characters.
    [[gnu::always_inline]] char* room(size_t more) {
        if (m_capacity - m_size < more) grow(more);
        return m_text.get() + m_size;
    }
    void grow(size_t more);

    std::unique_ptr<char[]> m_text;
    size_t m_size = 0;
    size_t m_capacity = 0;
};

}  // namespace quanta::json
