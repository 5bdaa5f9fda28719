// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <array>
#include <bit>
#include <utility>

#include "crypto/hash.h"
#include "crypto/padded_blocks.h"

namespace quanta::crypto {
namespace {

/// One of the two lines of 80 steps: which word each step takes, how far it rotates, and per round of 16 steps
/// the constant and the boolean function.
struct Line {
    std::array<uint8_t, 80> word;
    std::array<uint8_t, 80> rotation;
    std::array<uint32_t, 5> constant;
    std::array<uint8_t, 5> function;
};

constexpr Line kLeft = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9,
     5, 2, 14, 11, 8, 3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12, 1, 9, 11, 10, 0, 8,
     12, 4, 13, 3, 7, 15, 14, 5, 6, 2, 4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13},
    {11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8, 7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15,
     9, 11, 7, 13, 12, 11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5, 11, 12, 14, 15, 14, 15,
     9, 8, 9, 14, 5, 6, 8, 6, 5, 12, 9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6},
    {0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e},
    {0, 1, 2, 3, 4}};

constexpr Line kRight = {
    {5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8,
     12, 4, 9, 1, 2, 15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13, 8, 6, 4, 1, 3, 11,
     15, 0, 5, 12, 2, 13, 9, 7, 10, 14, 12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11},
    {8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6, 9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12,
     7, 6, 15, 13, 11, 9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5, 15, 5, 8, 11, 14, 14,
     6, 14, 6, 9, 12, 9, 12, 5, 15, 8, 8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11},
    {0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0},
    {4, 3, 2, 1, 0}};

template <int function>
constexpr uint32_t mix(uint32_t x, uint32_t y, uint32_t z) {
    if constexpr (function == 0) return x ^ y ^ z;
    if constexpr (function == 1) return z ^ (x & (y ^ z));
    if constexpr (function == 2) return (x | ~y) ^ z;
    if constexpr (function == 3) return y ^ (z & (x ^ y));
    if constexpr (function == 4) return x ^ (y | ~z);
}

/// Step `i` of a line. The five variables stay in place: the one called "a" moves down by one per step.
template <const Line& line, size_t i>
[[gnu::always_inline]] inline void step(uint32_t* v, const uint32_t* w) {
    constexpr size_t first = (80 - i) % 5;
    uint32_t& a = v[first];
    uint32_t& c = v[(first + 2) % 5];
    a += mix<line.function[i / 16]>(v[(first + 1) % 5], c, v[(first + 3) % 5]) + w[line.word[i]] +
         line.constant[i / 16];
    a = std::rotl(a, line.rotation[i]) + v[(first + 4) % 5];
    c = std::rotl(c, 10);
}

template <size_t... i>
[[gnu::always_inline]] inline void all_steps(uint32_t* left, uint32_t* right, const uint32_t* w,
                                             std::index_sequence<i...>) {
    ((step<kLeft, i>(left, w), step<kRight, i>(right, w)), ...);
}

void compress(uint32_t* state, const uint8_t* block) {
    uint32_t w[16];
    for (size_t i = 0; i < 16; ++i) w[i] = base::read_le<uint32_t>(block + 4 * i);
    uint32_t left[5] = {state[0], state[1], state[2], state[3], state[4]};
    uint32_t right[5] = {state[0], state[1], state[2], state[3], state[4]};
    all_steps(left, right, w, std::make_index_sequence<80>());
    const uint32_t joined = state[1] + left[2] + right[3];
    state[1] = state[2] + left[3] + right[4];
    state[2] = state[3] + left[4] + right[0];
    state[3] = state[4] + left[0] + right[1];
    state[4] = state[0] + left[1] + right[2];
    state[0] = joined;
}

}  // namespace

Digest160 ripemd160(base::ByteSpan bytes) {
    uint32_t state[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    for_each_padded_block<std::endian::little>(bytes, [&](const uint8_t* block) { compress(state, block); });
    Digest160 digest;
    for (size_t i = 0; i < 5; ++i) base::write_le(digest.data() + 4 * i, state[i]);
    return digest;
}

}  // namespace quanta::crypto
