// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/sha256_engine.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cstring>

#define QUANTA_AVX2 gnu::target("avx2")

namespace quanta::crypto {
namespace {

constexpr size_t kLanes = 8;

[[QUANTA_AVX2, gnu::always_inline]] inline __m256i add(__m256i a, __m256i b) { return _mm256_add_epi32(a, b); }
[[QUANTA_AVX2, gnu::always_inline]] inline __m256i exclusive(__m256i a, __m256i b, __m256i c) {
    return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
}
template <int by>
[[QUANTA_AVX2, gnu::always_inline]] inline __m256i rotate(__m256i x) {
    return _mm256_or_si256(_mm256_srli_epi32(x, by), _mm256_slli_epi32(x, 32 - by));
}

/// The next word of the message schedule of all lanes replaces the one 16 before it in the ring `w`.
[[QUANTA_AVX2, gnu::always_inline]] inline void extend(__m256i* w, size_t i) {
    const __m256i a = w[(i + 1) % 16];
    const __m256i b = w[(i + 14) % 16];
    const __m256i small0 = exclusive(rotate<7>(a), rotate<18>(a), _mm256_srli_epi32(a, 3));
    const __m256i small1 = exclusive(rotate<17>(b), rotate<19>(b), _mm256_srli_epi32(b, 10));
    w[i % 16] = add(add(w[i % 16], small0), add(w[(i + 9) % 16], small1));
}

/// One round of all lanes; `i` says which of the eight variables is "a" now.
[[QUANTA_AVX2, gnu::always_inline]] inline void round(__m256i* v, size_t i, __m256i word_and_constant) {
    const __m256i a = v[(0 - i) % 8];
    const __m256i b = v[(1 - i) % 8];
    const __m256i c = v[(2 - i) % 8];
    const __m256i e = v[(4 - i) % 8];
    const __m256i f = v[(5 - i) % 8];
    const __m256i g = v[(6 - i) % 8];
    const __m256i choice = _mm256_xor_si256(g, _mm256_and_si256(e, _mm256_xor_si256(f, g)));
    const __m256i majority =
        _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(c, _mm256_or_si256(a, b)));
    const __m256i t1 = add(add(v[(7 - i) % 8], exclusive(rotate<6>(e), rotate<11>(e), rotate<25>(e))),
                           add(choice, word_and_constant));
    const __m256i t2 = add(exclusive(rotate<2>(a), rotate<13>(a), rotate<22>(a)), majority);
    v[(3 - i) % 8] = add(v[(3 - i) % 8], t1);
    v[(7 - i) % 8] = add(t1, t2);
}

[[QUANTA_AVX2]] void compress(__m256i* state, __m256i* w) {
    __m256i v[8];
    for (size_t i = 0; i < 8; ++i) v[i] = state[i];
#pragma GCC unroll 16
    for (size_t i = 0; i < 16; ++i) {
        round(v, i, add(w[i], _mm256_set1_epi32(static_cast<int>(kSha256Rounds[i]))));
    }
    for (size_t from = 16; from < 64; from += 16) {
#pragma GCC unroll 16
        for (size_t i = 0; i < 16; ++i) {
            extend(w, i);
            round(v, i, add(w[i], _mm256_set1_epi32(static_cast<int>(kSha256Rounds[from + i]))));
        }
    }
    for (size_t i = 0; i < 8; ++i) state[i] = add(state[i], v[i]);
}

[[QUANTA_AVX2]] void compress_padding64(__m256i* state) {
    __m256i v[8];
    for (size_t i = 0; i < 8; ++i) v[i] = state[i];
    for (size_t from = 0; from < 64; from += 16) {
#pragma GCC unroll 16
        for (size_t i = 0; i < 16; ++i) {
            round(v, i, _mm256_set1_epi32(static_cast<int>(kSha256Padding64[from + i])));
        }
    }
    for (size_t i = 0; i < 8; ++i) state[i] = add(state[i], v[i]);
}

[[QUANTA_AVX2]] void start(__m256i* state) {
    for (size_t i = 0; i < 8; ++i) state[i] = _mm256_set1_epi32(static_cast<int>(kSha256Start[i]));
}

[[QUANTA_AVX2, gnu::always_inline]] inline __m256i swap_words(__m256i words) {
    const __m256i order = _mm256_broadcastsi128_si256(_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
    return _mm256_shuffle_epi8(words, order);
}

/// Double hashes of 8 times 64 bytes. All input is read before any output is written.
[[QUANTA_AVX2]] void eight_double_hashes(uint8_t* out, const uint8_t* in) {
    __m256i state[8];
    __m256i w[16];
    const __m256i offsets = _mm256_setr_epi32(0, 64, 128, 192, 256, 320, 384, 448);
    for (size_t i = 0; i < 16; ++i) {
        w[i] = swap_words(_mm256_i32gather_epi32(reinterpret_cast<const int*>(in + 4 * i), offsets, 1));
    }
    start(state);
    compress(state, w);
    compress_padding64(state);
    for (size_t i = 0; i < 8; ++i) w[i] = state[i];
    w[8] = _mm256_set1_epi32(static_cast<int>(0x80000000));
    for (size_t i = 9; i < 15; ++i) w[i] = _mm256_setzero_si256();
    w[15] = _mm256_set1_epi32(256);
    start(state);
    compress(state, w);
    alignas(32) uint32_t words[8][kLanes];
    for (size_t i = 0; i < 8; ++i) {
        _mm256_store_si256(reinterpret_cast<__m256i*>(words[i]), swap_words(state[i]));
    }
    for (size_t lane = 0; lane < kLanes; ++lane) {
        for (size_t i = 0; i < 8; ++i) std::memcpy(out + 32 * lane + 4 * i, &words[i][lane], 4);
    }
}

void blocks(uint32_t* state, const uint8_t* data, size_t count) {
    kSha256Portable.blocks(state, data, count);
}

void pairs(uint8_t* out, const uint8_t* in, size_t count) {
    for (; count >= kLanes; count -= kLanes, in += 64 * kLanes, out += 32 * kLanes) {
        eight_double_hashes(out, in);
    }
    kSha256Portable.pairs(out, in, count);
}

}  // namespace

const Sha256Engine kSha256Avx2 = {"avx2", blocks, pairs};

}  // namespace quanta::crypto

#endif
