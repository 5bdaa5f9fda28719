// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/code_remainder.h"

#include <gtest/gtest.h>

#include <random>

namespace quanta::keys {
namespace {

constexpr CodeGenerator<uint32_t> kSmall = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
constexpr CodeGenerator<uint64_t> kLarge = {0xf5dee51989, 0xa9fdca3312, 0x1bab10e32d, 0x3706b1677a,
                                            0x644d626ffd};

/// Appends random symbols to two code words, to one of them in blocks.
template <typename Code, typename Word>
void check_blocks(Word start) {
    std::mt19937_64 random(5);
    Code by_block(start);
    Code by_symbol(start);
    for (int i = 0; i < 2000; ++i) {
        Word several = 0;
        for (size_t j = 0; j < Code::kBlock; ++j) {
            const Word symbol = static_cast<Word>(i < 1000 ? random() % 32 : random() % 2 * 31);
            by_symbol.add(symbol);
            several = several << 5 | symbol;
        }
        by_block.add_block(several);
        ASSERT_EQ(by_block.value(), by_symbol.value()) << i;
    }
}

TEST(CodeRemainder, BlocksAreSymbolsInARow) {
    check_blocks<CodeRemainder<uint32_t, 6, 1, kSmall>>(uint32_t{1});
    check_blocks<CodeRemainder<uint32_t, 6, 2, kSmall>>(uint32_t{0});
    check_blocks<CodeRemainder<uint32_t, 6, 5, kSmall>>(uint32_t{1});
    check_blocks<CodeRemainder<uint32_t, 6, 6, kSmall>>(uint32_t{0x3fffffff});
    check_blocks<CodeRemainder<uint64_t, 8, 4, kLarge>>(uint64_t{1});
    check_blocks<CodeRemainder<uint64_t, 8, 8, kLarge>>(uint64_t{0xffffffffff});
}

TEST(CodeRemainder, GrowsUnreducedAtFirst) {
    CodeRemainder<uint32_t, 6, 6, kSmall> word;
    for (uint32_t i = 0; i < 5; ++i)
        word.add(i + 2);
    EXPECT_EQ(word.value(), 1u << 25 | 2u << 20 | 3u << 15 | 4u << 10 | 5u << 5 | 6u);
    word.add(0);  // now the 1 leaves
    EXPECT_EQ(word.value(), (2u << 25 | 3u << 20 | 4u << 15 | 5u << 10 | 6u << 5) ^ kSmall[0]);
}

}  // namespace
}  // namespace quanta::keys
