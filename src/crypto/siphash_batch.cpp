// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/siphash_batch.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace quanta::crypto {
namespace {

constexpr size_t kLanes = SipHashBatch::kLanes;

/// `Count` vectors of `Bytes` bytes of 64-bit lanes.
template <size_t Bytes, size_t Count>
struct Lanes {
    typedef uint64_t Vector __attribute__((vector_size(Bytes)));
    static constexpr size_t kSize = Bytes / sizeof(uint64_t) * Count;
    static constexpr size_t kCount = Count;

    Vector v[4][Count];
};

template <int By, typename Vector>
[[gnu::always_inline]] inline void rotate(Vector& x) {
    x = (x << By) | (x >> (64 - By));
}

template <typename State>
[[gnu::always_inline]] inline void round(State& s) {
#pragma GCC unroll 4
    for (size_t i = 0; i < State::kCount; ++i) {
        s.v[0][i] += s.v[1][i];
        s.v[2][i] += s.v[3][i];
        rotate<13>(s.v[1][i]);
        rotate<16>(s.v[3][i]);
        s.v[1][i] ^= s.v[0][i];
        s.v[3][i] ^= s.v[2][i];
        rotate<32>(s.v[0][i]);
        s.v[2][i] += s.v[1][i];
        s.v[0][i] += s.v[3][i];
        rotate<17>(s.v[1][i]);
        rotate<21>(s.v[3][i]);
        s.v[1][i] ^= s.v[2][i];
        s.v[3][i] ^= s.v[0][i];
        rotate<32>(s.v[2][i]);
    }
}

template <typename State>
[[gnu::always_inline]] inline void start(State& s, const SipHashKey& key) {
    typename State::Vector zero{};
#pragma GCC unroll 4
    for (size_t i = 0; i < State::kCount; ++i) {
        s.v[0][i] = zero + (key.k0 ^ 0x736f6d6570736575);
        s.v[1][i] = zero + (key.k1 ^ 0x646f72616e646f6d);
        s.v[2][i] = zero + (key.k0 ^ 0x6c7967656e657261);
        s.v[3][i] = zero + (key.k1 ^ 0x7465646279746573);
    }
}

template <typename State>
[[gnu::always_inline]] inline void absorb(State& s, const uint64_t* words) {
    typename State::Vector word[State::kCount];
    std::memcpy(word, words, sizeof word);
#pragma GCC unroll 4
    for (size_t i = 0; i < State::kCount; ++i)
        s.v[3][i] ^= word[i];
    round(s);
    round(s);
#pragma GCC unroll 4
    for (size_t i = 0; i < State::kCount; ++i)
        s.v[0][i] ^= word[i];
}

template <typename State>
[[gnu::always_inline]] inline void finish(State& s, uint64_t* out) {
    typename State::Vector hash[State::kCount];
#pragma GCC unroll 4
    for (size_t i = 0; i < State::kCount; ++i)
        s.v[2][i] ^= 0xff;
#pragma GCC unroll 4
    for (size_t i = 0; i < 4; ++i)
        round(s);
#pragma GCC unroll 4
    for (size_t i = 0; i < State::kCount; ++i)
        hash[i] = s.v[0][i] ^ s.v[1][i] ^ s.v[2][i] ^ s.v[3][i];
    std::memcpy(out, hash, sizeof hash);
}

/// As SipHashEngine::hash, State::kSize messages at a time.
template <typename State>
[[gnu::always_inline]] inline void hash_blocks(const SipHashKey& key, const uint64_t* words, size_t length,
                                               size_t blocks, uint64_t* out) {
    for (const uint64_t* end = words + blocks * length * kLanes; words != end; words += length * kLanes) {
        for (size_t lane = 0; lane < kLanes; lane += State::kSize) {
            State s;
            start(s, key);
            for (size_t i = 0; i < length; ++i)
                absorb(s, words + i * kLanes + lane);
            finish(s, out);
            out += State::kSize;
        }
    }
}

void hash_portable(const SipHashKey& key, const uint64_t* words, size_t length, size_t blocks,
                   uint64_t* out) {
    hash_blocks<Lanes<16, 2>>(key, words, length, blocks, out);
}
constexpr SipHashEngine kPortable{"portable", hash_portable};

#if defined(__x86_64__)

[[gnu::target("avx2")]] void hash_avx2(const SipHashKey& key, const uint64_t* words, size_t length,
                                       size_t blocks, uint64_t* out) {
    hash_blocks<Lanes<32, 2>>(key, words, length, blocks, out);
}
constexpr SipHashEngine kAvx2{"avx2", hash_avx2};

[[gnu::target("avx512f")]] void hash_avx512(const SipHashKey& key, const uint64_t* words, size_t length,
                                            size_t blocks, uint64_t* out) {
    hash_blocks<Lanes<64, 2>>(key, words, length, blocks, out);
}
constexpr SipHashEngine kAvx512{"avx512", hash_avx512};

#endif

std::vector<SipHashEngine> find_engines() {
    std::vector<SipHashEngine> engines;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) engines.push_back(kAvx512);
    if (__builtin_cpu_supports("avx2")) engines.push_back(kAvx2);
#endif
    engines.push_back(kPortable);
    return engines;
}

/// Words of a message: its bytes, and at least the one of the last word that tells its size.
size_t length_of(base::ByteSpan message) {
    return message.size() / sizeof(uint64_t) + 1;
}

/// Writes the words of `message`, each kLanes words after the one before.
void lay_out(base::ByteSpan message, uint64_t* to) {
    const uint64_t size = message.size();
    for (; message.size() >= sizeof(uint64_t); message = message.subspan(sizeof(uint64_t)), to += kLanes)
        *to = base::read_le<uint64_t>(message.data());
    *to = size << 56;
    for (size_t i = 0; i < message.size(); ++i)
        *to |= uint64_t{message[i]} << (8 * i);
}

}  // namespace

std::span<const SipHashEngine> siphash_engines() {
    static const std::vector<SipHashEngine> engines = find_engines();
    return engines;
}

SipHashBatch::SipHashBatch(std::span<const base::ByteSpan> messages) {
    std::map<size_t, std::vector<base::ByteSpan>> by_length;
    for (const base::ByteSpan message : messages)
        by_length[length_of(message)].push_back(message);
    for (auto& [length, group] : by_length) {
        const size_t blocks = (group.size() + kLanes - 1) / kLanes;
        group.resize(blocks * kLanes, group.back());
        m_groups.push_back({length, m_blocks, blocks, m_words.size()});
        m_words.resize(m_words.size() + group.size() * length);
        uint64_t* to = m_words.data() + m_groups.back().first_word;
        for (size_t i = 0; i < group.size(); ++i)
            lay_out(group[i], to + i / kLanes * kLanes * length + i % kLanes);
        m_blocks += blocks;
    }
}

void SipHashBatch::hash(const SipHashKey& key, size_t first, size_t count, uint64_t* out) const {
    const SipHashEngine& engine = siphash_engines().front();
    const size_t end = first + count;
    for (const Group& group : m_groups) {
        const size_t from = std::max(first, group.first_block);
        const size_t to = std::min(end, group.first_block + group.blocks);
        if (from >= to) continue;
        const uint64_t* words =
            m_words.data() + group.first_word + (from - group.first_block) * kLanes * group.length;
        engine.hash(key, words, group.length, to - from, out);
        out += (to - from) * kLanes;
    }
}

void SipHashBatch::hash_by(const SipHashEngine& engine, const SipHashKey& key, uint64_t* out) const {
    for (const Group& group : m_groups)
        engine.hash(key, m_words.data() + group.first_word, group.length, group.blocks,
                    out + group.first_block * kLanes);
}

}  // namespace quanta::crypto
