// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/siphash.h"

#include <bit>

namespace quanta::crypto {
namespace {

inline void round(uint64_t* v) {
    v[0] += v[1];
    v[2] += v[3];
    v[1] = std::rotl(v[1], 13) ^ v[0];
    v[3] = std::rotl(v[3], 16) ^ v[2];
    v[0] = std::rotl(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = std::rotl(v[1], 17) ^ v[2];
    v[3] = std::rotl(v[3], 21) ^ v[0];
    v[2] = std::rotl(v[2], 32);
}

inline void absorb(uint64_t* v, uint64_t word) {
    v[3] ^= word;
    round(v);
    round(v);
    v[0] ^= word;
}

inline void start(uint64_t* v, uint64_t k0, uint64_t k1) {
    v[0] = k0 ^ 0x736f6d6570736575;
    v[1] = k1 ^ 0x646f72616e646f6d;
    v[2] = k0 ^ 0x6c7967656e657261;
    v[3] = k1 ^ 0x7465646279746573;
}

inline uint64_t finish(uint64_t* v) {
    v[2] ^= 0xff;
    for (int i = 0; i < 4; ++i) round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

}  // namespace

SipHash::SipHash(uint64_t k0, uint64_t k1) { start(m_v, k0, k1); }

SipHash& SipHash::write(uint64_t word) {
    absorb(m_v, word);
    m_count = static_cast<uint8_t>(m_count + 8);
    return *this;
}

SipHash& SipHash::write(base::ByteSpan bytes) {
    for (; !bytes.empty() && m_count % 8 != 0; bytes = bytes.subspan(1)) push(bytes[0]);
    for (; bytes.size() >= 8; bytes = bytes.subspan(8)) write(base::read_le<uint64_t>(bytes.data()));
    for (const uint8_t byte : bytes) push(byte);
    return *this;
}

void SipHash::push(uint8_t byte) {
    m_partial |= uint64_t{byte} << (8 * (m_count % 8));
    if (++m_count % 8 != 0) return;
    absorb(m_v, m_partial);
    m_partial = 0;
}

uint64_t SipHash::finalize() const {
    uint64_t v[4] = {m_v[0], m_v[1], m_v[2], m_v[3]};
    absorb(v, m_partial | uint64_t{m_count} << 56);
    return finish(v);
}

uint64_t siphash(uint64_t k0, uint64_t k1, base::ByteSpan bytes) {
    return SipHash(k0, k1).write(bytes).finalize();
}

uint64_t siphash_hash256(uint64_t k0, uint64_t k1, const uint8_t hash[32]) {
    uint64_t v[4];
    start(v, k0, k1);
    for (size_t i = 0; i < 32; i += 8) absorb(v, base::read_le<uint64_t>(hash + i));
    absorb(v, uint64_t{32} << 56);
    return finish(v);
}

uint64_t siphash_outpoint(uint64_t k0, uint64_t k1, const uint8_t txid[32], uint32_t n) {
    uint64_t v[4];
    start(v, k0, k1);
    for (size_t i = 0; i < 32; i += 8) absorb(v, base::read_le<uint64_t>(txid + i));
    absorb(v, uint64_t{36} << 56 | n);
    return finish(v);
}

}  // namespace quanta::crypto
