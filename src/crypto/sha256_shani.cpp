// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/sha256_engine.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cstring>

#define QUANTA_SHANI gnu::target("sha,sse4.1,ssse3")

namespace quanta::crypto {
namespace {

/// The state of a hash in the order the instructions want: words A B E F, and C D G H, high to low.
struct Packed {
    __m128i abef;
    __m128i cdgh;
};

[[QUANTA_SHANI, gnu::always_inline]] inline Packed pack(const uint32_t* state) {
    const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state));
    const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state + 4));
    const __m128i badc = _mm_shuffle_epi32(low, 0xb1);
    const __m128i hgfe = _mm_shuffle_epi32(high, 0x1b);
    return {_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xf0)};
}

/// The state in plain order, words 0-3 and 4-7.
[[QUANTA_SHANI, gnu::always_inline]] inline void unpack(const Packed& packed, __m128i& low, __m128i& high) {
    const __m128i feba = _mm_shuffle_epi32(packed.abef, 0x1b);
    const __m128i dchg = _mm_shuffle_epi32(packed.cdgh, 0xb1);
    low = _mm_blend_epi16(feba, dchg, 0xf0);
    high = _mm_alignr_epi8(dchg, feba, 8);
}

[[QUANTA_SHANI, gnu::always_inline]] inline __m128i swap_words(__m128i words) {
    return _mm_shuffle_epi8(words, _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
}

[[QUANTA_SHANI, gnu::always_inline]] inline void four_rounds(Packed& state, __m128i words_and_constants) {
    state.cdgh = _mm_sha256rnds2_epu32(state.cdgh, state.abef, words_and_constants);
    state.abef = _mm_sha256rnds2_epu32(state.abef, state.cdgh, _mm_shuffle_epi32(words_and_constants, 0x0e));
}

[[QUANTA_SHANI, gnu::always_inline]] inline __m128i constants(const uint32_t* table, size_t group) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(table + 4 * group));
}

/// Words 4 * group to 4 * group + 3 of the message schedule take the place of those 16 before in the ring `w`.
[[QUANTA_SHANI, gnu::always_inline]] inline void extend(__m128i* w, size_t group) {
    __m128i& oldest = w[group % 4];
    const __m128i third = w[(group + 2) % 4];
    const __m128i newest = w[(group + 3) % 4];
    const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(oldest, w[(group + 1) % 4]),
                                      _mm_alignr_epi8(newest, third, 4));
    oldest = _mm_sha256msg2_epu32(sum, newest);
}

/// What a compression takes in: blocks of its own, or the block that pads 64 bytes, whose schedule is a table.
enum class Input { Blocks, Padding64 };

/// Compresses one block into each of `lanes` states, interleaved so that one hides the latency of another.
/// `w` holds the blocks and is used up; Input::Padding64 leaves it alone.
template <Input input, size_t lanes>
[[QUANTA_SHANI, gnu::always_inline]] inline void compress(Packed* states, __m128i (*w)[4]) {
    Packed before[lanes];
    for (size_t lane = 0; lane < lanes; ++lane) before[lane] = states[lane];
#pragma GCC unroll 16
    for (size_t group = 0; group < 16; ++group) {
#pragma GCC unroll 2
        for (size_t lane = 0; lane < lanes; ++lane) {
            if constexpr (input == Input::Padding64) {
                four_rounds(states[lane], constants(kSha256Padding64.data(), group));
            } else {
                if (group >= 4) extend(w[lane], group);
                four_rounds(states[lane],
                            _mm_add_epi32(w[lane][group % 4], constants(kSha256Rounds.data(), group)));
            }
        }
    }
    for (size_t lane = 0; lane < lanes; ++lane) {
        states[lane].abef = _mm_add_epi32(states[lane].abef, before[lane].abef);
        states[lane].cdgh = _mm_add_epi32(states[lane].cdgh, before[lane].cdgh);
    }
}

[[QUANTA_SHANI]] void blocks(uint32_t* state, const uint8_t* data, size_t count) {
    Packed packed = pack(state);
    for (; count > 0; --count, data += 64) {
        __m128i w[1][4];
        for (size_t i = 0; i < 4; ++i) {
            w[0][i] = swap_words(_mm_loadu_si128(reinterpret_cast<const __m128i*>(data + 16 * i)));
        }
        compress<Input::Blocks, 1>(&packed, w);
    }
    __m128i low;
    __m128i high;
    unpack(packed, low, high);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state), low);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state + 4), high);
}

/// `lanes` double hashes of 64 bytes each. All input is read before any output is written.
template <size_t lanes>
[[QUANTA_SHANI]] void double_hashes(uint8_t* out, const uint8_t* in) {
    const Packed start = pack(kSha256Start.data());
    Packed states[lanes];
    __m128i w[lanes][4];
    for (size_t lane = 0; lane < lanes; ++lane) {
        states[lane] = start;
        for (size_t i = 0; i < 4; ++i) {
            w[lane][i] =
                swap_words(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in + 64 * lane + 16 * i)));
        }
    }
    compress<Input::Blocks, lanes>(states, w);
    compress<Input::Padding64, lanes>(states, w);
    for (size_t lane = 0; lane < lanes; ++lane) {
        unpack(states[lane], w[lane][0], w[lane][1]);
        w[lane][2] = _mm_set_epi32(0, 0, 0, static_cast<int>(0x80000000));
        w[lane][3] = _mm_set_epi32(256, 0, 0, 0);
        states[lane] = start;
    }
    compress<Input::Blocks, lanes>(states, w);
    for (size_t lane = 0; lane < lanes; ++lane) {
        __m128i low;
        __m128i high;
        unpack(states[lane], low, high);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 32 * lane), swap_words(low));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 32 * lane + 16), swap_words(high));
    }
}

void pairs(uint8_t* out, const uint8_t* in, size_t count) {
    for (; count >= 2; count -= 2, in += 128, out += 64) double_hashes<2>(out, in);
    if (count > 0) double_hashes<1>(out, in);
}

}  // namespace

const Sha256Engine kSha256ShaNi = {"sha-ni", blocks, pairs};

}  // namespace quanta::crypto

#endif
