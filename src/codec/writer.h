// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "base/bytes.h"

namespace quanta::codec {

/// Appends fields to bytes it does not own. Not thread-safe.
class Writer {
public:
    explicit Writer(base::Bytes& out) : m_out(out) {}

    /// A little-endian integer.
    template <std::integral T>
    Writer& write(T value) {
        const size_t at = m_out.size();
        m_out.resize(at + sizeof(T));
        base::write_le(m_out.data() + at, static_cast<std::make_unsigned_t<T>>(value));
        return *this;
    }
    Writer& write_bytes(base::ByteSpan bytes) {
        m_out.insert(m_out.end(), bytes.begin(), bytes.end());
        return *this;
    }
    /// A CompactSize in its shortest form.
    Writer& write_compact_size(uint64_t value);
    /// A CompactSize and the bytes.
    Writer& write_sized_bytes(base::ByteSpan bytes) {
        return write_compact_size(bytes.size()).write_bytes(bytes);
    }
    /// See Reader::read_varint.
    Writer& write_varint(uint64_t value);

private:
    base::Bytes& m_out;
};

/// Bytes write_compact_size appends for `value`.
constexpr size_t compact_size_length(uint64_t value) {
    return value < 0xfd ? 1 : value <= 0xffff ? 3 : value <= 0xffffffff ? 5 : 9;
}

}  // namespace quanta::codec
