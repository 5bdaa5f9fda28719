// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace quanta::keys {

/// The generator of a cyclic code over GF(32): what a 1 that leaves the remainder at the top brings back into
/// it, and so for 2, 4, 8 and 16.
template <typename Word>
using CodeGenerator = std::array<Word, 5>;

/// The remainder of a code word of symbols of five bits, as it grows. BCH codes of this kind make the
/// checksums of addresses (BIP173) and descriptors (BIP380).
///
/// `Word` holds the remainder of `symbols` symbols, the first one highest. Symbols are taken `block` at a
/// time where speed counts: each of those that leave has a table of its own, so they do not wait for one
/// another.
template <typename Word, size_t symbols, size_t block, CodeGenerator<Word> generator>
class CodeRemainder {
public:
    static constexpr size_t kBlock = block;
    static_assert(block <= symbols && symbols * 5 <= sizeof(Word) * 8);

    explicit constexpr CodeRemainder(Word start = 1) : m_value(start) {}

    /// Appends one symbol.
    constexpr void add(Word symbol) { m_value = shifted<1>() ^ symbol ^ kFeedback[0][m_value >> kTop]; }
    /// Appends `block` symbols, the first one highest.
    constexpr void add_block(Word several) {
        Word value = shifted<block>() ^ several;
#pragma GCC unroll 8
        for (size_t i = 0; i < block; ++i)
            value ^= kFeedback[block - 1 - i][m_value >> (kTop - 5 * i) & 31];
        m_value = value;
    }
    constexpr Word value() const {
        return m_value;
    }

private:
    static constexpr size_t kTop = 5 * (symbols - 1);
    static constexpr Word kMask = (Word{1} << 5 * symbols) - 1;

    template <size_t count>
    constexpr Word shifted() const {
        return (m_value << 5 * count) & kMask;
    }

    /// What a symbol brings back that leaves with i more symbols to follow.
    static constexpr std::array<std::array<Word, 32>, block> kFeedback = [] {
        std::array<std::array<Word, 32>, block> tables{};
        for (size_t top = 0; top < 32; ++top) {
            for (size_t bit = 0; bit < 5; ++bit) {
                if ((top >> bit & 1) != 0) tables[0][top] ^= generator[bit];
            }
        }
        for (size_t i = 1; i < block; ++i) {
            for (size_t top = 0; top < 32; ++top) {
                const Word before = tables[i - 1][top];
                tables[i][top] = ((before << 5) & kMask) ^ tables[0][before >> kTop];
            }
        }
        return tables;
    }();

    Word m_value;
};

}  // namespace quanta::keys
