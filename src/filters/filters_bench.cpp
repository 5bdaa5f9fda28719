// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include "filters/basic_filter.h"
#include "filters/filter_matcher.h"
#include "filters/golomb_set.h"
#include "filters/test_scripts.h"

namespace quanta::filters {
namespace {

/// As many scripts as a full block is about: a filter of 20 kB.
constexpr size_t kPerBlock = 7'800;

void filter_make(benchmark::State& state) {
    const testing::Scripts scripts(kPerBlock, 1);
    const auto hash = testing::block_hash(1);
    for (auto _ : state)
        benchmark::DoNotOptimize(make_filter(hash, scripts.views()));
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kPerBlock));
}
BENCHMARK(filter_make)->Unit(benchmark::kMicrosecond);

void filter_decode(benchmark::State& state) {
    const base::Bytes filter = make_filter(testing::block_hash(1), testing::Scripts(kPerBlock, 1).views());
    for (auto _ : state)
        benchmark::DoNotOptimize(decode_golomb_set(filter));
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * filter.size()));
}
BENCHMARK(filter_decode)->Unit(benchmark::kMicrosecond);

/// One filter that is about none of the scripts.
void filter_match(benchmark::State& state) {
    const auto hash = testing::block_hash(1);
    const base::Bytes filter = make_filter(hash, testing::Scripts(kPerBlock, 1).views());
    const FilterMatcher matcher(testing::Scripts(static_cast<size_t>(state.range(0)), 2).views());
    for (auto _ : state)
        benchmark::DoNotOptimize(matcher.matches(hash, filter));
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * filter.size()));
}
BENCHMARK(filter_match)->Arg(10)->Arg(1000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace quanta::filters
