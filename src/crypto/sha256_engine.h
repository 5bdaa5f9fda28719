// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// @file
/// Inside of SHA-256: the compression function in the forms different processors run fastest.

namespace quanta::crypto {

/// One way to compute SHA-256. All give the same results.
struct Sha256Engine {
    std::string_view name;
    /// Compresses `count` blocks of 64 bytes into `state`.
    void (*blocks)(uint32_t* state, const uint8_t* data, size_t count);
    /// As crypto::sha256d_pairs.
    void (*pairs)(uint8_t* out, const uint8_t* in, size_t pairs);
};

/// The engines this processor can run, fastest first; the last one is portable.
std::span<const Sha256Engine> sha256_engines();

/// The initial state, FIPS 180-4 section 5.3.3.
inline constexpr std::array<uint32_t, 8> kSha256Start = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/// The round constants, FIPS 180-4 section 4.2.2.
alignas(32) inline constexpr std::array<uint32_t, 64> kSha256Rounds = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// The round constants plus the message schedule of the block that pads a message of 64 bytes: the second block
/// of every pair of hashes is the same.
constexpr std::array<uint32_t, 64> sha256_padding_schedule() {
    std::array<uint32_t, 64> words{};
    words[0] = 0x80000000;
    words[15] = 512;
    for (size_t i = 16; i < 64; ++i) {
        const auto rotate = [](uint32_t x, int by) { return x >> by | x << (32 - by); };
        const uint32_t a = words[i - 15];
        const uint32_t b = words[i - 2];
        words[i] = words[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + words[i - 7] +
                   (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
    for (size_t i = 0; i < 64; ++i) words[i] += kSha256Rounds[i];
    return words;
}
alignas(32) inline constexpr std::array<uint32_t, 64> kSha256Padding64 = sha256_padding_schedule();

/// Engines by processor; defined where the processor family has them.
extern const Sha256Engine kSha256Portable;
#if defined(__x86_64__)
extern const Sha256Engine kSha256ShaNi;
extern const Sha256Engine kSha256Avx2;
#endif

}  // namespace quanta::crypto
