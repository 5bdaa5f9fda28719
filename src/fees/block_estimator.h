// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>

#include "fees/buckets.h"
#include "fees/events.h"
#include "fees/horizon.h"

namespace quanta::fees {

/// Blocks without news after which what a file remembers of earlier ones is worth nothing.
inline constexpr primitives::Height kOldestHistory = 6048;

/// All that an estimator remembers across a restart. What waits in the pool is not among it.
/// No horizon is shorter than the one before it: short, medium, long.
struct EstimatesData {
    primitives::Height best_height = 0;
    /// The span of blocks the numbers come from; zeros for none.
    primitives::Height history_first = 0;
    primitives::Height history_last = 0;
    Buckets buckets = Buckets::standard();
    HorizonData medium = HorizonData::empty(kMediumShape, buckets.size());
    HorizonData brief = HorizonData::empty(kShortShape, buckets.size());
    HorizonData distant = HorizonData::empty(kLongShape, buckets.size());
};

/// How careful an estimate is: whether longer horizons may raise it.
enum class EstimateMode : uint8_t { Economical, Conservative };

/// Which consideration gave an estimate its height.
enum class EstimateReason : uint8_t {
    None,          ///< there is none
    HalfTarget,    ///< 60 % in half the blocks
    FullTarget,    ///< 85 % in the blocks asked for
    DoubleTarget,  ///< 95 % in twice as many
    Conservative,  ///< 95 % in twice as many, on longer horizons
};

/// What to pay.
struct SmartEstimate {
    /// Satoshi for 1,000 virtual bytes; nothing when too little is known.
    std::optional<int64_t> sat_per_kvb;
    /// The blocks it is for: fewer than asked for where little history is known, never 1; 0 with an
    /// impossible target.
    int target = 0;
    EstimateReason reason = EstimateReason::None;
    /// The horizon it comes from.
    HorizonEstimate detail;
};

/// The deployed estimator: what transactions paid that were confirmed within so many blocks. Knows those that
/// entered the pool while the node was at the tip, and nothing of what waits there now but its age. Not
/// thread-safe. Memory grows with the pool's transactions.
class BlockEstimator {
public:
    explicit BlockEstimator(EstimatesData data = {});

    /// Ignored unless usable, new and entered at the best height.
    void entered(const PoolEntry& entry);
    /// A transaction left the pool, but not for a block.
    void left(const primitives::Txid& txid);
    /// A block came. One that is not above the best height takes its transactions along without counting
    /// them.
    void connected(primitives::Height height, std::span<const primitives::Txid> from_pool);
    /// As if all that wait left: at the end of the process.
    void forget_pool();

    /// Errors: none; the rate is absent where target or data do not allow one.
    SmartEstimate smart(int target, EstimateMode mode) const;
    /// What one horizon says of the share `success`; nothing when `target` is beyond it or below 1, or the
    /// share above 1.
    std::optional<HorizonEstimate> raw(HorizonKind kind, int target, double success) const;
    /// The largest target of a horizon, blocks.
    int max_target(HorizonKind kind) const { return horizon(kind).max_target(); }

    primitives::Height best_height() const { return m_best; }
    /// Transactions waiting that are followed.
    size_t followed() const { return m_followed.size(); }
    EstimatesData data() const;

private:
    struct Followed {
        primitives::Height entered;
        uint32_t bucket;
        double rate;
    };
    struct Best;

    const Horizon& horizon(HorizonKind kind) const;
    template <typename Do>
    void each_horizon(Do&& act);
    void confirm(const Followed& followed);
    primitives::Height remembered() const;
    int usable_target() const;
    HorizonEstimate ask(HorizonKind kind, int target, double success) const;
    Best combined(int target, double success, bool with_shorter) const;
    Best on_longer_horizons(int target) const;

    const Buckets m_buckets;
    Horizon m_medium;
    Horizon m_short;
    Horizon m_long;
    primitives::Height m_best;
    primitives::Height m_first = 0;  ///< where counting began in this run, 0 before
    const primitives::Height m_history_first;
    const primitives::Height m_history_last;
    std::unordered_map<primitives::Txid, Followed, primitives::HashBytes> m_followed;
};

}  // namespace quanta::fees
