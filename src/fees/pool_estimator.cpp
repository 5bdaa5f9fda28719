// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/pool_estimator.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "codec/reader.h"
#include "codec/writer.h"

namespace quanta::fees {
namespace {

using base::Err;
using codec::DecodeError;
using primitives::BlockHash;
using primitives::FeeRate;
using primitives::Height;

/// Weight units at which a rate is read off a block.
constexpr int64_t kConservativeWeight = kFullBlockWeight / 2;
constexpr int64_t kEconomicalWeight = kFullBlockWeight / 4 * 3;

constexpr int32_t kFileVersion = 1;

/// The rate of the chunk that fills a block up to `weight`.
FeeRate rate_at(std::span<const PoolChunk> chunks, int64_t weight, FeeRate floor) {
    int64_t filled = 0;
    for (const PoolChunk& chunk : chunks) {
        filled += chunk.weight;
        if (filled >= weight) return chunk.rate;
    }
    return floor;
}

/// What a file holds.
struct Stored {
    std::vector<BlockCoverage> blocks;
    BlockHash tip;
};

base::Result<BlockCoverage, DecodeError> read_block(codec::Reader& reader) {
    const uint64_t height = TRY(reader.read<uint64_t>());
    BlockCoverage block;
    block.pool_weight = TRY(reader.read<uint64_t>());
    block.block_weight = TRY(reader.read<uint64_t>());
    const bool is_sound = height <= static_cast<uint64_t>(std::numeric_limits<Height>::max()) &&
                          block.block_weight <= kFullBlockWeight && block.pool_weight <= block.block_weight;
    if (!is_sound) return Err(DecodeError::BadValue);
    block.height = static_cast<Height>(height);
    return block;
}

base::Result<Stored, DecodeError> read_stored(codec::Reader& reader) {
    Stored stored;
    for (uint64_t left = TRY(reader.read_compact_size(kHealthBlocks)); left > 0; --left) {
        const BlockCoverage block = TRY(read_block(reader));
        const bool follows =
            stored.blocks.empty() || stored.blocks.back().height + int64_t{1} == block.height;
        if (!follows) return Err(DecodeError::BadValue);
        stored.blocks.push_back(block);
    }
    TRY(reader.read_into(stored.tip));
    TRY(reader.expect_end());
    return stored;
}

}  // namespace

PoolRates pool_rates(std::span<const PoolChunk> chunks, FeeRate floor) {
    return {rate_at(chunks, kEconomicalWeight, floor), rate_at(chunks, kConservativeWeight, floor)};
}

void PoolEstimator::connected(const PoolBlock& block) {
    while (!m_blocks.empty() && m_blocks.back().height >= block.height)
        m_blocks.pop_back();
    if (!m_blocks.empty() && m_blocks.back().height + 1 != block.height) m_blocks.clear();
    if (m_blocks.size() == kHealthBlocks) m_blocks.erase(m_blocks.begin());
    m_blocks.push_back({block.height, block.pool_weight, block.block_weight});
    m_tip = block.hash;
    m_rates.reset();
}

PoolHealth PoolEstimator::health() const {
    if (m_blocks.size() < kHealthBlocks) return PoolHealth::TooFewBlocks;
    uint64_t from_pool = 0;
    uint64_t total = 0;
    for (const BlockCoverage& block : m_blocks) {
        from_pool += block.pool_weight;
        total += block.block_weight;
    }
    // So little was mined that its share says nothing.
    if (total < kFullBlockWeight) return PoolHealth::Healthy;
    const double share = static_cast<double>(from_pool) / static_cast<double>(total);
    return share >= kHealthShare ? PoolHealth::Healthy : PoolHealth::LowCoverage;
}

std::optional<PoolRates> PoolEstimator::remembered(const BlockHash& tip, int64_t now) const {
    const bool is_fresh = m_rates && m_rates->tip == tip && now - m_rates->at < kPoolRatesSeconds;
    return is_fresh ? std::optional(m_rates->rates) : std::nullopt;
}

void PoolEstimator::remember(const BlockHash& tip, int64_t now, const PoolRates& rates) {
    m_rates = Remembered{tip, now, rates};
}

base::Bytes PoolEstimator::encode() const {
    base::Bytes out;
    codec::Writer writer(out);
    writer.write(kFileVersion).write_compact_size(m_blocks.size());
    for (const BlockCoverage& block : m_blocks)
        writer.write(static_cast<uint64_t>(block.height)).write(block.pool_weight).write(block.block_weight);
    writer.write_bytes(m_tip.bytes());
    return out;
}

base::Result<void, FileFault> PoolEstimator::decode(base::ByteSpan bytes, const BlockHash& tip) {
    codec::Reader reader(bytes);
    const auto version = reader.read<int32_t>();
    if (!version) return Err(FileFault::Malformed);
    if (*version != kFileVersion) {
        return Err(*version > kFileVersion ? FileFault::NewerVersion : FileFault::OlderVersion);
    }
    auto stored = read_stored(reader);
    if (!stored) return Err(FileFault::Malformed);
    if (stored->tip != tip) stored->blocks.clear();
    m_blocks = std::move(stored->blocks);
    m_tip = tip;
    m_rates.reset();
    return {};
}

}  // namespace quanta::fees
