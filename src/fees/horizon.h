// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "fees/buckets.h"
#include "primitives/hashes.h"

namespace quanta::fees {

/// How a horizon counts: `periods` of `scale` blocks each, older blocks worth `decay` of the one after.
struct HorizonShape {
    size_t periods = 0;
    uint32_t scale = 0;
    double decay = 0;
};
/// The three of the network.
inline constexpr HorizonShape kShortShape{12, 1, 0.962};
inline constexpr HorizonShape kMediumShape{24, 2, 0.9952};
inline constexpr HorizonShape kLongShape{42, 24, 0.99931};

/// Which of them.
enum class HorizonKind : uint8_t { Short, Medium, Long };

/// Blocks no horizon reaches beyond: a week.
inline constexpr uint32_t kMaxHorizonBlocks = 1008;

/// What a horizon remembers and files hold. All numbers decay with each block.
struct HorizonData {
    /// One that has counted nothing.
    static HorizonData empty(const HorizonShape& shape, size_t buckets);

    double decay = 0;
    uint32_t scale = 0;             ///< blocks of a period
    std::vector<double> rate_sums;  ///< by bucket: rates of the transactions confirmed
    std::vector<double> counts;     ///< by bucket: transactions confirmed
    /// By period, then by bucket: confirmed in that many periods at most; left the pool otherwise after that
    /// many at least.
    std::vector<std::vector<double>> confirmed;
    std::vector<std::vector<double>> failed;

    friend bool operator==(const HorizonData&, const HorizonData&) = default;
};

/// Buckets taken together, and how transactions in them fared.
struct RangeCounts {
    double from = 0;             ///< rate, satoshi for 1,000 virtual bytes
    double to = 0;               ///< rate
    double within_target = 0;    ///< confirmed in the blocks asked for
    double total_confirmed = 0;  ///< confirmed at all
    double in_pool = 0;          ///< waiting for that long or longer
    double left_pool = 0;        ///< left otherwise after waiting for that long
};

/// What a horizon says.
struct HorizonEstimate {
    double decay = 0;
    uint32_t scale = 0;
    /// Satoshi for 1,000 virtual bytes: the mean of the bucket that holds the median of the range that
    /// passed. Nothing when there is too little data or no range passes.
    std::optional<double> rate;
    /// The lowest range that reached the share asked for while all above did, and the highest one below that
    /// did not, or did not hold enough.
    std::optional<RangeCounts> pass;
    std::optional<RangeCounts> fail;
};

/// What is asked of a horizon.
struct HorizonQuery {
    int target = 1;         ///< blocks; 1 to max_target()
    double success = 0;     ///< the share to be confirmed by then
    double sufficient = 0;  ///< transactions a block that a range has to hold on average
    primitives::Height best_height = 0;
};

/// Counts how long transactions of each bucket wait. Not thread-safe.
class Horizon {
public:
    /// `data` fits `buckets` buckets and its periods are kMaxHorizonBlocks at most.
    Horizon(HorizonData data, size_t buckets);

    /// Blocks of all periods: no target is beyond.
    int max_target() const { return static_cast<int>(m_waiting.size()); }
    const HorizonData& data() const { return m_data; }

    /// A block at `height`, the highest so far, comes: what is remembered fades.
    void start_block(primitives::Height height);
    /// A transaction in `bucket` starts waiting at `height`.
    void entered(primitives::Height height, size_t bucket);
    /// It was confirmed after `blocks` blocks, 1 for the next one.
    void confirmed(int blocks, size_t bucket, double rate);

    /// A wait that is over.
    struct Wait {
        primitives::Height entered = 0;
        primitives::Height best = 0;
        size_t bucket = 0;
    };
    enum class Outcome : uint8_t { Confirmed, Failed };
    /// The transaction no longer waits; one that failed counts from a whole period on.
    void left(const Wait& wait, Outcome outcome);

    /// O(buckets * blocks).
    HorizonEstimate estimate(const Buckets& buckets, const HorizonQuery& query) const;

private:
    std::vector<int64_t> waiting_since(int blocks, primitives::Height best) const;
    size_t slot(primitives::Height height) const { return static_cast<size_t>(height) % m_waiting.size(); }

    HorizonData m_data;
    std::vector<std::vector<int32_t>> m_waiting;  ///< by height modulo their number, then by bucket
    std::vector<int32_t> m_waiting_longer;        ///< by bucket: for more blocks than that
};

}  // namespace quanta::fees
