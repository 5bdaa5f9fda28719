// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include "fees/block_estimator.h"
#include "fees/test_support.h"

namespace quanta::fees {
namespace {

BlockEstimator filled(testing::Market& market, int blocks) {
    BlockEstimator estimator;
    estimator.connected(0, {});
    for (int i = 0; i < blocks; ++i)
        market.step(estimator);
    return estimator;
}

/// One estimate after a thousand blocks.
void smart_estimate(benchmark::State& state) {
    testing::Market market(1);
    const BlockEstimator estimator = filled(market, 1000);
    const auto target = static_cast<int>(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(estimator.smart(target, EstimateMode::Conservative));
}
BENCHMARK(smart_estimate)->Arg(2)->Arg(144);

/// A block of 3,000 transactions, from the moment they came.
void follow_block(benchmark::State& state) {
    testing::Market market(1);
    market.arrivals = 3000;
    market.price = 0;
    BlockEstimator estimator = filled(market, 10);
    for (auto _ : state)
        market.step(estimator);
    state.SetItemsProcessed(state.iterations() * market.arrivals);
}
BENCHMARK(follow_block);

}  // namespace
}  // namespace quanta::fees
