// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>

#include "base/check.h"
#include "fees/estimates_codec.h"
#include "fees/pool_estimator.h"
#include "fees/test_support.h"

// The files of the estimators. What is understood is written as it was, and can be gone on with.

namespace quanta::fees {
namespace {

using base::Bytes;
using base::ByteSpan;

Bytes small_file() {
    EstimatesData data;
    data.best_height = 30;
    data.history_first = 10;
    data.history_last = 28;
    data.buckets = Buckets::from_edges({100, 200, 300}).value();
    data.medium = HorizonData::empty({2, 3, 0.5}, 3);
    data.medium.counts = {4, 5, 6};
    data.medium.rate_sums = {400, 900, 1800};
    data.medium.confirmed = {{4, 4, 4}, {4, 5, 6}};
    data.brief = HorizonData::empty({2, 1, 0.9}, 3);
    data.distant = HorizonData::empty({1, 48, 0.75}, 3);
    return encode_estimates(data);
}

std::vector<Bytes> seeds() {
    PoolEstimator pool;
    for (primitives::Height height = 5; height < 9; ++height)
        pool.connected({height, testing::numbered_block(9), {}, 100, 200});
    return {small_file(), pool.encode()};
}

void check_answers(const BlockEstimator& estimator) {
    for (const int target : {1, 2, 7, 1008}) {
        const SmartEstimate estimate = estimator.smart(target, EstimateMode::Conservative);
        CHECK(!estimate.sat_per_kvb || *estimate.sat_per_kvb >= 0);
        CHECK(estimate.target >= 0 && estimate.target <= std::max(target, 2));
    }
}

/// The horizons of a file reach at least one block, not more than a week.
void go_on(const EstimatesData& data) {
    BlockEstimator estimator(data);
    check_answers(estimator);
    testing::Market market(1);
    market.arrivals = 3;
    for (int i = 0; i < 3; ++i)
        market.step(estimator);
    const primitives::Height next = estimator.best_height();
    estimator.entered({testing::numbered_txid(7), next, {300}, 1000, Usable::Yes});
    const primitives::Txid mined[] = {testing::numbered_txid(7)};
    if (next < std::numeric_limits<primitives::Height>::max()) estimator.connected(next + 1, mined);
    check_answers(estimator);
    estimator.forget_pool();
}

void fuzz(ByteSpan bytes) {
    if (const auto data = decode_estimates(bytes)) {
        CHECK(std::ranges::equal(encode_estimates(*data), bytes));
        go_on(*data);
    }
    PoolEstimator pool;
    const primitives::BlockHash tip = testing::numbered_block(9);
    if (!pool.decode(bytes, tip)) return;
    CHECK(pool.blocks().size() <= kHealthBlocks);
    const bool is_same_tip = std::ranges::equal(bytes.last(tip.size()), tip.bytes());
    if (is_same_tip) CHECK(std::ranges::equal(pool.encode(), bytes));
}

}  // namespace
}  // namespace quanta::fees

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return quanta::fees::seeds();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    quanta::fees::fuzz({data, size});
    return 0;
}
