// Copyright (c) 2026 The Quanta developers. MIT licence.
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <algorithm>
#include <atomic>
#include <cstring>

#include "crypto/hash.h"
#include "crypto/sha256_engine.h"

namespace quanta::crypto {
namespace {

/// Where the length of the message begins in its last block.
constexpr size_t kLengthAt = 56;

struct Engines {
    std::array<Sha256Engine, 3> list;
    size_t count = 0;
};

Engines detect() {
    Engines engines;
#if defined(__x86_64__)
    __builtin_cpu_init();
    // GCC 12's __builtin_cpu_supports does not know the SHA instructions: CPUID leaf 7, EBX bit 29.
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    const bool has_sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b >> 29 & 1) != 0;
    if (has_sha && __builtin_cpu_supports("sse4.1")) engines.list[engines.count++] = kSha256ShaNi;
    if (__builtin_cpu_supports("avx2")) engines.list[engines.count++] = kSha256Avx2;
#endif
    engines.list[engines.count++] = kSha256Portable;
    return engines;
}

const Engines& detected() {
    static const Engines engines = detect();
    return engines;
}

using Blocks = void (*)(uint32_t*, const uint8_t*, size_t);

void first_blocks(uint32_t* state, const uint8_t* data, size_t count);

/// The chosen compression function; begins as the one that makes the choice, so that it works before main.
constinit std::atomic<Blocks> g_blocks{first_blocks};

void first_blocks(uint32_t* state, const uint8_t* data, size_t count) {
    const Blocks chosen = detected().list[0].blocks;
    g_blocks.store(chosen, std::memory_order_relaxed);
    chosen(state, data, count);
}

inline void compress(uint32_t* state, const uint8_t* data, size_t count) {
    g_blocks.load(std::memory_order_relaxed)(state, data, count);
}

Digest256 to_digest(const uint32_t* state) {
    Digest256 digest;
    for (size_t i = 0; i < 8; ++i) base::write_be(digest.data() + 4 * i, state[i]);
    return digest;
}

/// Ends a message of `size_bytes` of which the last `tail_size` (below 64) are at the front of `block`.
Digest256 finish(uint32_t* state, uint8_t* block, size_t tail_size, uint64_t size_bytes) {
    block[tail_size] = 0x80;
    if (tail_size >= kLengthAt) {
        std::memset(block + tail_size + 1, 0, 63 - tail_size);
        compress(state, block, 1);
        std::memset(block, 0, kLengthAt);
    } else {
        std::memset(block + tail_size + 1, 0, kLengthAt - 1 - tail_size);
    }
    base::write_be<uint64_t>(block + kLengthAt, size_bytes * 8);
    compress(state, block, 1);
    return to_digest(state);
}

/// SHA-256 of 32 bytes: one block.
Digest256 sha256_of_digest(const Digest256& digest) {
    uint32_t state[8];
    uint8_t block[64] = {};
    std::memcpy(state, kSha256Start.data(), sizeof state);
    std::memcpy(block, digest.data(), digest.size());
    block[32] = 0x80;
    block[62] = 1;
    compress(state, block, 1);
    return to_digest(state);
}

}  // namespace

std::span<const Sha256Engine> sha256_engines() {
    return std::span(detected().list).first(detected().count);
}

std::string_view sha256_implementation() { return detected().list[0].name; }

void Sha256::reset() {
    std::memcpy(m_state, kSha256Start.data(), sizeof m_state);
    m_size_bytes = 0;
}

Sha256& Sha256::write(base::ByteSpan bytes) {
    if (bytes.empty()) return *this;
    const size_t buffered = m_size_bytes % 64;
    m_size_bytes += bytes.size();
    if (buffered != 0) {
        const size_t taken = std::min(64 - buffered, bytes.size());
        std::memcpy(m_buffer + buffered, bytes.data(), taken);
        bytes = bytes.subspan(taken);
        if (buffered + taken < 64) return *this;
        compress(m_state, m_buffer, 1);
    }
    const size_t whole = bytes.size() / 64;
    if (whole > 0) compress(m_state, bytes.data(), whole);
    bytes = bytes.subspan(64 * whole);
    if (!bytes.empty()) std::memcpy(m_buffer, bytes.data(), bytes.size());
    return *this;
}

Digest256 Sha256::finalize() { return finish(m_state, m_buffer, m_size_bytes % 64, m_size_bytes); }

Digest256 Sha256d::finalize() { return sha256_of_digest(m_inner.finalize()); }

Digest256 sha256(base::ByteSpan bytes) {
    uint32_t state[8];
    uint8_t block[64];
    std::memcpy(state, kSha256Start.data(), sizeof state);
    const size_t whole = bytes.size() / 64;
    if (whole > 0) compress(state, bytes.data(), whole);
    const base::ByteSpan tail = bytes.subspan(64 * whole);
    if (!tail.empty()) std::memcpy(block, tail.data(), tail.size());
    return finish(state, block, tail.size(), bytes.size());
}

Digest256 sha256d(base::ByteSpan bytes) { return sha256_of_digest(sha256(bytes)); }

Digest160 hash160(base::ByteSpan bytes) { return ripemd160(sha256(bytes)); }

Sha256 tagged_sha256(std::string_view tag) {
    const Digest256 tag_hash = sha256(base::as_bytes(tag));
    Sha256 hasher;
    hasher.write(tag_hash).write(tag_hash);
    return hasher;
}

Digest256 tagged_hash(std::string_view tag, base::ByteSpan bytes) {
    return tagged_sha256(tag).write(bytes).finalize();
}

void sha256d_pairs(uint8_t* out, const uint8_t* in, size_t pairs) { detected().list[0].pairs(out, in, pairs); }

}  // namespace quanta::crypto
