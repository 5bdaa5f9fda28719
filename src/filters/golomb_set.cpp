// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "filters/golomb_set.h"

#include <bit>
#include <cstring>

#include "base/check.h"
#include "codec/writer.h"

namespace quanta::filters {
namespace {

using base::ByteSpan;
using base::Err;
using codec::DecodeError;

/// Appends bits, the first one the highest of its byte.
class BitWriter {
public:
    explicit BitWriter(base::Bytes& out) : m_out(out) {}

    /// The low `count` bits of `bits`, whose others are zero; at most 56.
    void write(uint64_t bits, int count) {
        m_pending = m_pending << count | bits;
        m_count += count;
        for (; m_count >= 8; m_count -= 8)
            m_out.push_back(static_cast<uint8_t>(m_pending >> (m_count - 8)));
    }
    void write_ones(uint64_t count) {
        for (; count >= 8; count -= 8)
            write(0xff, 8);
        write((uint64_t{1} << count) - 1, static_cast<int>(count));
    }
    /// Fills up the last byte.
    void finish() {
        if (m_count > 0) write(0, 8 - m_count);
    }

private:
    base::Bytes& m_out;
    uint64_t m_pending = 0;  ///< its low m_count bits are still to be written
    int m_count = 0;
};

/// Takes bits off the front. Beyond the end all bits are zero.
class BitReader {
public:
    /// Bits of a window that are there for sure.
    static constexpr int kWindow = 57;

    explicit BitReader(ByteSpan bytes) : m_bytes(bytes) {}

    /// The next bits from the highest one down.
    uint64_t window() const {
        const uint64_t at = m_position / 8;
        return eight_bytes(at) << (m_position % 8);
    }
    void skip(uint64_t bits) { m_position += bits; }
    /// Number of the next bit.
    uint64_t position() const { return m_position; }
    uint64_t size() const { return uint64_t{m_bytes.size()} * 8; }

private:
    uint64_t eight_bytes(uint64_t at) const {
        if (at + 8 <= m_bytes.size()) return base::read_be<uint64_t>(m_bytes.data() + at);
        uint64_t value = 0;
        for (size_t i = 0; i < 8; ++i)
            value = value << 8 | (at + i < m_bytes.size() ? m_bytes[at + i] : 0);
        return value;
    }

    ByteSpan m_bytes;
    uint64_t m_position = 0;
};

constexpr uint64_t remainder_of(uint64_t window) {
    return window >> (64 - kRemainderBits);
}

/// A difference whose ones do not fit a window together with the rest.
uint64_t read_long_difference(BitReader& reader) {
    uint64_t ones = 0;
    int run = std::countl_one(reader.window());
    while (run >= BitReader::kWindow) {
        ones += BitReader::kWindow;
        reader.skip(BitReader::kWindow);
        run = std::countl_one(reader.window());
    }
    ones += static_cast<uint64_t>(run);
    reader.skip(static_cast<uint64_t>(run) + 1);
    const uint64_t remainder = remainder_of(reader.window());
    reader.skip(kRemainderBits);
    return ones << kRemainderBits | remainder;
}

uint64_t read_difference(BitReader& reader) {
    const uint64_t window = reader.window();
    const int ones = std::countl_one(window);
    if (ones + 1 + kRemainderBits > BitReader::kWindow) return read_long_difference(reader);
    reader.skip(static_cast<uint64_t>(ones) + 1 + kRemainderBits);
    return static_cast<uint64_t>(ones) << kRemainderBits | remainder_of(window << (ones + 1));
}

}  // namespace

base::Bytes encode_golomb_set(std::span<const uint64_t> values) {
    base::Bytes out;
    out.reserve(9 + values.size() * 3);
    codec::Writer(out).write_compact_size(values.size());
    BitWriter writer(out);
    uint64_t last = 0;
    for (const uint64_t value : values) {
        CHECK(value >= last);
        const uint64_t difference = value - last;
        writer.write_ones(difference >> kRemainderBits);
        // The zero that ends the ones stands in front of the remainder.
        writer.write(difference & ((uint64_t{1} << kRemainderBits) - 1), kRemainderBits + 1);
        last = value;
    }
    writer.finish();
    return out;
}

base::Result<std::vector<uint64_t>, DecodeError> decode_golomb_set(ByteSpan bytes) {
    codec::Reader front(bytes);
    const uint64_t count = TRY(front.read_compact_size());
    BitReader reader(front.peek_rest());
    if (count > reader.size() / (kRemainderBits + 1)) return Err(DecodeError::EndOfData);
    const uint64_t range = range_of(count);
    std::vector<uint64_t> values(count);
    uint64_t last = 0;
    for (uint64_t& value : values) {
        const uint64_t difference = read_difference(reader);
        if (reader.position() > reader.size()) return Err(DecodeError::EndOfData);
        if (difference >= range - last) return Err(DecodeError::BadValue);
        last += difference;
        value = last;
    }
    if (reader.size() - reader.position() >= 8) return Err(DecodeError::TrailingData);
    if (reader.window() != 0) return Err(DecodeError::BadValue);
    return values;
}

}  // namespace quanta::filters
