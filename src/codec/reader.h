// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "base/bytes.h"
#include "base/result.h"

namespace quanta::codec {

/// Why bytes could not be decoded.
enum class DecodeError : uint8_t {
    EndOfData,            ///< fewer bytes than the layout asks for
    NonCanonicalSize,     ///< a CompactSize or VarInt in more bytes than needed
    SizeTooLarge,         ///< a size above its limit
    SuperfluousWitness,   ///< a transaction marked as having a witness has none (BIP144)
    UnknownTransactionData,  ///< a transaction flag other than the witness flag (BIP144)
    TrailingData,         ///< bytes left after the last field
    BadValue,             ///< a field with a value its layout does not have
};

/// A short English text for `error`.
std::string_view decode_error_text(DecodeError error);

/// The largest CompactSize accepted anywhere: 32 MiB.
inline constexpr uint64_t kMaxSize = 0x02000000;

/// Reads fields off the front of bytes it does not own. Never reads past the end; a failed read leaves the
/// position where it was at that field. Not thread-safe.
class Reader {
public:
    explicit Reader(base::ByteSpan bytes) : m_bytes(bytes) {}

    /// Bytes not read yet.
    size_t remaining() const { return m_bytes.size() - m_position; }
    /// Bytes read so far.
    size_t position() const { return m_position; }
    bool at_end() const { return remaining() == 0; }
    /// What is left, without reading it.
    base::ByteSpan peek_rest() const { return m_bytes.subspan(m_position); }

    /// A little-endian integer.
    template <std::integral T>
    base::Result<T, DecodeError> read() {
        using Unsigned = std::make_unsigned_t<T>;
        if (remaining() < sizeof(T)) return base::Err(DecodeError::EndOfData);
        const auto value = base::read_le<Unsigned>(m_bytes.data() + m_position);
        m_position += sizeof(T);
        return static_cast<T>(value);
    }

    /// `count` bytes, as a view into the input.
    base::Result<base::ByteSpan, DecodeError> read_bytes(size_t count) {
        if (remaining() < count) return base::Err(DecodeError::EndOfData);
        const base::ByteSpan bytes = m_bytes.subspan(m_position, count);
        m_position += count;
        return bytes;
    }

    /// Fills `out` (anything with data() and size() of bytes).
    template <typename Out>
    base::Result<void, DecodeError> read_into(Out& out) {
        const base::ByteSpan bytes = TRY(read_bytes(out.size()));
        std::memcpy(out.data(), bytes.data(), bytes.size());
        return {};
    }

    /// A CompactSize in its shortest form, at most `limit`.
    base::Result<uint64_t, DecodeError> read_compact_size(uint64_t limit = kMaxSize) {
        if (remaining() == 0) return base::Err(DecodeError::EndOfData);
        const uint8_t first = m_bytes[m_position];
        if (first < 0xfd) {
            if (first > limit) return base::Err(DecodeError::SizeTooLarge);
            ++m_position;
            return uint64_t{first};
        }
        return read_long_compact_size(limit);
    }

    /// A CompactSize and that many bytes, as a view into the input.
    base::Result<base::ByteSpan, DecodeError> read_sized_bytes(uint64_t limit = kMaxSize) {
        const size_t start = m_position;
        const uint64_t size = TRY(read_compact_size(limit));
        if (remaining() < size) {
            m_position = start;
            return base::Err(DecodeError::EndOfData);
        }
        return read_bytes(size);
    }

    /// A VarInt of the database formats: base-128 groups, most significant first, each but the last minus one.
    base::Result<uint64_t, DecodeError> read_varint();

    /// TrailingData unless everything has been read.
    base::Result<void, DecodeError> expect_end() const {
        if (!at_end()) return base::Err(DecodeError::TrailingData);
        return {};
    }

private:
    base::Result<uint64_t, DecodeError> read_long_compact_size(uint64_t limit);

    base::ByteSpan m_bytes;
    size_t m_position = 0;
};

}  // namespace quanta::codec
