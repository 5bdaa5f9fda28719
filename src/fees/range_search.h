// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <optional>

#include "fees/horizon.h"

namespace quanta::fees {

/// How transactions of some buckets fared.
struct Fates {
    double within_target = 0;
    double confirmed = 0;
    double waiting = 0;
    double failed = 0;

    Fates& operator+=(const Fates& other);
    /// The share that was confirmed within the target.
    double success() const { return within_target / (confirmed + failed + waiting); }
};

/// Goes through the buckets from the dearest on and puts neighbours together until they hold enough
/// transactions, so that a range is judged by neither too few nor too many. A range that passes is closed and
/// remembered; one that does not grows on. For one estimate.
class RangeSearch {
public:
    /// A range holds `needed` confirmed transactions, above zero, before it is judged, and so many more each
    /// time after that; it passes when the share `success` was confirmed in time.
    RangeSearch(double needed, double success) : m_needed(needed), m_success(success) {}

    /// Once for each bucket, from the last to the first.
    void take(size_t bucket, const Fates& fates);
    /// After all. `data` is what the counts came from.
    HorizonEstimate finish(const Buckets& buckets, const HorizonData& data);

private:
    /// The buckets from `low` to `high`, both included.
    struct Range {
        size_t low = 0;
        size_t high = 0;
        Fates fates;
    };

    void judge();
    static RangeCounts counts_of(const Range& range, const Buckets& buckets);

    const double m_needed;
    const double m_success;
    std::optional<Range> m_open;  ///< growing
    double m_unjudged = 0;        ///< transactions in it since it was judged last
    std::optional<Range> m_pass;  ///< the lowest that passed
    std::optional<Range> m_fail;  ///< the first below it that did not
};

}  // namespace quanta::fees
