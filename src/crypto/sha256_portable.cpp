// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <bit>
#include <cstring>

#include "base/bytes.h"
#include "crypto/sha256_engine.h"

namespace quanta::crypto {
namespace {

constexpr uint32_t schedule_step(const uint32_t* w, size_t i) {
    const uint32_t a = w[(i + 1) % 16];
    const uint32_t b = w[(i + 14) % 16];
    return w[i % 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + w[(i + 9) % 16] +
           (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
}

/// One round. The eight working variables stay in place; `i` says which of them is "a" now.
inline void round(uint32_t* v, size_t i, uint32_t word_and_constant) {
    const auto at = [&](size_t variable) -> uint32_t& { return v[(variable - i) % 8]; };
    const uint32_t e = at(4);
    const uint32_t a = at(0);
    const uint32_t t1 = at(7) + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                        (at(6) ^ (e & (at(5) ^ at(6)))) + word_and_constant;
    const uint32_t t2 = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) +
                        ((a & at(1)) | (at(2) & (a | at(1))));
    at(3) += t1;
    at(7) = t1 + t2;
}

void compress(uint32_t* state, const uint8_t* block) {
    uint32_t w[16];
    uint32_t v[8];
    std::memcpy(v, state, sizeof v);
    for (size_t i = 0; i < 16; ++i) w[i] = base::read_be<uint32_t>(block + 4 * i);
#pragma GCC unroll 16
    for (size_t i = 0; i < 16; ++i) round(v, i, w[i] + kSha256Rounds[i]);
    for (size_t from = 16; from < 64; from += 16) {
#pragma GCC unroll 16
        for (size_t i = 0; i < 16; ++i) {
            w[i] = schedule_step(w, i);
            round(v, i, w[i] + kSha256Rounds[from + i]);
        }
    }
    for (size_t i = 0; i < 8; ++i) state[i] += v[i];
}

void compress_padding64(uint32_t* state) {
    uint32_t v[8];
    std::memcpy(v, state, sizeof v);
#pragma GCC unroll 16
    for (size_t i = 0; i < 64; ++i) round(v, i, kSha256Padding64[i]);
    for (size_t i = 0; i < 8; ++i) state[i] += v[i];
}

void blocks(uint32_t* state, const uint8_t* data, size_t count) {
    for (; count > 0; --count, data += 64) compress(state, data);
}

void pairs(uint8_t* out, const uint8_t* in, size_t count) {
    for (; count > 0; --count, in += 64, out += 32) {
        uint32_t state[8];
        std::memcpy(state, kSha256Start.data(), sizeof state);
        compress(state, in);
        compress_padding64(state);
        uint8_t second[64] = {};
        for (size_t i = 0; i < 8; ++i) base::write_be(second + 4 * i, state[i]);
        second[32] = 0x80;
        second[62] = 1;
        std::memcpy(state, kSha256Start.data(), sizeof state);
        compress(state, second);
        for (size_t i = 0; i < 8; ++i) base::write_be(out + 4 * i, state[i]);
    }
}

}  // namespace

const Sha256Engine kSha256Portable = {"portable", blocks, pairs};

}  // namespace quanta::crypto
