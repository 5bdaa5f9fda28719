// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <bit>
#include <cstdint>

#include "base/bytes.h"

/// @file
/// Makes maps for tests, right ones and wrong ones.

namespace quanta::addresses {

/// Writes a map instruction by instruction.
class AsmapWriter {
public:
    AsmapWriter& answer(uint32_t system) { return bit(false).number(system, 1, 15, 24); }
    AsmapWriter& jump(uint32_t distance) { return bit(true).bit(false).number(distance, 17, 5, 30); }
    /// The bits of `pattern` below its highest one.
    AsmapWriter& match(uint32_t pattern) { return bits_of_ones(2).bit(false).number(pattern, 2, 1, 8); }
    AsmapWriter& fallback(uint32_t system) { return bits_of_ones(3).number(system, 1, 15, 24); }

    AsmapWriter& bit(bool value) {
        if (m_bits % 8 == 0) m_bytes.push_back(0);
        if (value) m_bytes.back() |= static_cast<uint8_t>(1 << m_bits % 8);
        ++m_bits;
        return *this;
    }
    AsmapWriter& bits_of_ones(int count) {
        for (int i = 0; i < count; ++i)
            bit(true);
        return *this;
    }
    const base::Bytes& bytes() const { return m_bytes; }
    size_t bits() const { return m_bits; }

private:
    /// `value` in classes of `first` to `last` bits, the smallest number is `from`.
    AsmapWriter& number(uint32_t value, uint32_t from, int first, int last) {
        uint32_t member = value - from;
        int bits = first;
        for (; bits < last && member >= uint32_t{1} << bits; ++bits) {
            member -= uint32_t{1} << bits;
            bit(true);
        }
        if (bits < last) bit(false);
        for (int i = bits - 1; i >= 0; --i)
            bit(member >> i & 1);
        return *this;
    }

    base::Bytes m_bytes;
    size_t m_bits = 0;
};

/// 0.0.0.0/1 is 7's, 128.0.0.0/1 65000's; of IPv6 nothing is known.
inline base::Bytes test_asmap() {
    AsmapWriter writer;
    for (int i = 0; i < 10; ++i)
        writer.match(0x100);  // eight zeros each
    writer.match(0x1ff).match(0x1ff);
    const uint32_t size = static_cast<uint32_t>(AsmapWriter().answer(7).bits());
    writer.jump(size).answer(7).answer(65'000);
    return writer.bytes();
}

}  // namespace quanta::addresses
