// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "fees/block_estimator.h"
#include "fees/estimates_codec.h"
#include "fees/events.h"
#include "primitives/fee_rate.h"

namespace quanta::fees {

/// The most blocks ahead that what waits in the pool now says anything about.
inline constexpr int kPoolMaxTarget = 2;
/// Blocks that are looked at to tell whether the pool holds what miners take.
inline constexpr size_t kHealthBlocks = 6;
/// The share of their weight that has to have been in the pool.
inline constexpr double kHealthShare = 0.75;
/// How long rates are kept while the tip stays, seconds.
inline constexpr int64_t kPoolRatesSeconds = 7;
/// Weight units of a full block (BIP141).
inline constexpr int64_t kFullBlockWeight = 4'000'000;

/// Transactions of the pool that miners take together.
struct PoolChunk {
    primitives::FeeRate rate;
    int64_t weight = 0;  ///< weight units
};

/// What to pay to be well, and to be safely, within the next block.
struct PoolRates {
    primitives::FeeRate economical;
    primitives::FeeRate conservative;

    primitives::FeeRate of(EstimateMode mode) const {
        return mode == EstimateMode::Conservative ? conservative : economical;
    }
    friend bool operator==(const PoolRates&, const PoolRates&) = default;
};

/// The rates at three quarters and at half of a block made of `chunks`, which come best first. Where they do
/// not reach that far, `floor`, what the pool takes at all.
PoolRates pool_rates(std::span<const PoolChunk> chunks, primitives::FeeRate floor);

/// How much of a block had been in the pool, weight units without the coinbase.
struct BlockCoverage {
    primitives::Height height = 0;
    uint64_t pool_weight = 0;
    uint64_t block_weight = 0;

    friend bool operator==(const BlockCoverage&, const BlockCoverage&) = default;
};

/// Whether the pool can be trusted to be what miners see.
enum class PoolHealth : uint8_t {
    Healthy,
    TooFewBlocks,  ///< fewer than kHealthBlocks in a row are known
    LowCoverage,   ///< too much of them came from elsewhere
};

/// Estimates from what waits in the pool now, as long as recent blocks show that the pool is complete: the
/// answer to fees that fell since blocks were mined. Not thread-safe.
class PoolEstimator {
public:
    /// A block that is not on top of the last one starts anew; one at a height seen takes the place of those
    /// from there on.
    void connected(const PoolBlock& block);

    PoolHealth health() const;
    /// At most kHealthBlocks, the oldest first.
    std::span<const BlockCoverage> blocks() const { return m_blocks; }

    /// Rates found out a short while ago on top of `tip`; `now` is steady time, seconds.
    std::optional<PoolRates> remembered(const primitives::BlockHash& tip, int64_t now) const;
    void remember(const primitives::BlockHash& tip, int64_t now, const PoolRates& rates);

    /// The file fees/mempool_policy_estimator.dat.
    base::Bytes encode() const;
    /// Takes over what a file holds, unless it does not lead up to `tip`: blocks have been missed then. What
    /// was known before stays when this fails.
    base::Result<void, FileFault> decode(base::ByteSpan bytes, const primitives::BlockHash& tip);

private:
    struct Remembered {
        primitives::BlockHash tip;
        int64_t at;
        PoolRates rates;
    };

    std::vector<BlockCoverage> m_blocks;  ///< heights in a row
    primitives::BlockHash m_tip;          ///< the last of them
    std::optional<Remembered> m_rates;
};

}  // namespace quanta::fees
