// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <bit>
#include <cstring>

#include "crypto/hash.h"
#include "crypto/padded_blocks.h"

namespace quanta::crypto {
namespace {

void compress(uint32_t* state, const uint8_t* block) {
    uint32_t w[80];
    for (size_t i = 0; i < 16; ++i) w[i] = base::read_be<uint32_t>(block + 4 * i);
    for (size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (size_t i = 0; i < 80; ++i) {
        uint32_t mixed;
        if (i < 20) {
            mixed = (d ^ (b & (c ^ d))) + 0x5a827999;
        } else if (i < 40) {
            mixed = (b ^ c ^ d) + 0x6ed9eba1;
        } else if (i < 60) {
            mixed = ((b & c) | (d & (b | c))) + 0x8f1bbcdc;
        } else {
            mixed = (b ^ c ^ d) + 0xca62c1d6;
        }
        const uint32_t next = std::rotl(a, 5) + mixed + e + w[i];
        e = d;
        d = c;
        c = std::rotl(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

}  // namespace

Digest160 sha1(base::ByteSpan bytes) {
    uint32_t state[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    for_each_padded_block<std::endian::big>(bytes, [&](const uint8_t* block) { compress(state, block); });
    Digest160 digest;
    for (size_t i = 0; i < 5; ++i) base::write_be(digest.data() + 4 * i, state[i]);
    return digest;
}

}  // namespace quanta::crypto
