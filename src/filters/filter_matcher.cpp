// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "filters/filter_matcher.h"

#include <algorithm>
#include <array>
#include <bit>

#include "filters/basic_filter.h"
#include "filters/golomb_set.h"

namespace quanta::filters {
namespace {

using base::ByteSpan;
using crypto::SipHashBatch;

/// Blocks of scripts hashed at a time: their hashes stay in the nearest cache.
constexpr size_t kBlocksAtOnce = 64;
/// A sieve pays from so many blocks of scripts on.
constexpr size_t kSieveBlocks = 40;
/// Bits of a sieve for each value: so few hashes of others pass it.
constexpr uint64_t kSieveBits = 64;

/// A bit for each of equal stretches of all 64-bit hashes: set where a hash may stand for one of some values.
/// Rationale: most hashes are dealt with by one shift and one look at a few kilobytes.
class Sieve {
public:
    /// `values` are of a set, at least one.
    explicit Sieve(std::span<const uint64_t> values)
        : m_bits(std::bit_width(values.size() * kSieveBits - 1)), m_words((size_t{1} << m_bits) / 64 + 1) {
        const size_t buckets = size_t{1} << m_bits;
        const double scale = static_cast<double>(buckets) / static_cast<double>(range_of(values.size()));
        for (const uint64_t value : values) {
            const double first = static_cast<double>(value) * scale;
            set(static_cast<size_t>(std::max(first - kMargin, 0.0)));
            // One past the last place lies in the spare word.
            set(static_cast<size_t>(first + scale + kMargin));
        }
    }

    bool may_hold(uint64_t hash) const {
        const uint64_t bucket = hash >> (64 - m_bits);
        return (m_words[bucket / 64] >> (bucket % 64) & 1) != 0;
    }

private:
    /// Beyond what rounding takes away: a bucket is one.
    static constexpr double kMargin = 1e-4;

    void set(size_t bucket) { m_words[bucket / 64] |= uint64_t{1} << (bucket % 64); }

    const int m_bits;
    std::vector<uint64_t> m_words;
};

bool holds(std::span<const uint64_t> values, uint64_t hash) {
    return std::ranges::binary_search(values, place_in(range_of(values.size()), hash));
}

std::vector<ByteSpan> without_empty(std::span<const ByteSpan> scripts) {
    std::vector<ByteSpan> kept(scripts.begin(), scripts.end());
    std::erase_if(kept, [](ByteSpan script) { return script.empty(); });
    return kept;
}

}  // namespace

FilterMatcher::FilterMatcher(std::span<const ByteSpan> scripts) : m_scripts(without_empty(scripts)) {}

base::Result<bool, codec::DecodeError> FilterMatcher::matches(const primitives::BlockHash& block,
                                                              ByteSpan filter) const {
    const std::vector<uint64_t> values = TRY(decode_golomb_set(filter));
    if (values.empty()) return false;
    const crypto::SipHashKey key = filter_key(block);
    return m_scripts.blocks() < kSieveBlocks ? any_in(values, key) : any_in_sieved(values, key);
}

bool FilterMatcher::any_in(std::span<const uint64_t> values, const crypto::SipHashKey& key) const {
    std::array<uint64_t, kSieveBlocks * SipHashBatch::kLanes> hashes;
    m_scripts.hash(key, 0, m_scripts.blocks(), hashes.data());
    const std::span<const uint64_t> made(hashes.data(), m_scripts.blocks() * SipHashBatch::kLanes);
    return std::ranges::any_of(made, [&](uint64_t hash) { return holds(values, hash); });
}

bool FilterMatcher::any_in_sieved(std::span<const uint64_t> values, const crypto::SipHashKey& key) const {
    const Sieve sieve(values);
    std::array<uint64_t, kBlocksAtOnce * SipHashBatch::kLanes> hashes;
    for (size_t first = 0; first < m_scripts.blocks(); first += kBlocksAtOnce) {
        const size_t count = std::min(kBlocksAtOnce, m_scripts.blocks() - first);
        m_scripts.hash(key, first, count, hashes.data());
        const std::span<const uint64_t> made(hashes.data(), count * SipHashBatch::kLanes);
        const auto hit = [&](uint64_t hash) { return sieve.may_hold(hash) && holds(values, hash); };
        if (std::ranges::any_of(made, hit)) return true;
    }
    return false;
}

}  // namespace quanta::filters
