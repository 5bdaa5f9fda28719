// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <vector>

#include "coin_selection/select_coins.h"
#include "coin_selection/test_coins.h"

namespace quanta::coin_selection {
namespace {

/// 50,000 confirmed coins of all forms, from a thousand to 16 million satoshi, some scripts used again.
std::vector<Candidate> large_wallet() {
    Lots lots(1);
    std::vector<Candidate> coins;
    for (uint32_t i = 0; i < 50'000; ++i) {
        Candidate coin =
            testing::coin(i, static_cast<int64_t>(1'000 + lots.below(uint64_t{1} << (10 + lots.below(15)))));
        coin.kind = static_cast<OutputKind>(lots.below(4));
        coin.weight = coin.kind == OutputKind::Legacy ? 592 : coin.kind == OutputKind::P2shSegwit ? 364 : 272;
        coin.script_id = static_cast<uint32_t>(lots.below(40'000));
        coins.push_back(coin);
    }
    return coins;
}

/// `rate` in satoshi for 1,000 virtual bytes; `payment` in satoshi.
void select_of_50000(benchmark::State& state) {
    const std::vector<Candidate> coins = large_wallet();
    uint64_t seed = 0;
    size_t inputs = 0;
    for (auto _ : state) {
        const SelectionParams params =
            testing::params_for(state.range(0), testing::rates(state.range(1)), ++seed);
        const SelectionResult result = select_coins(coins, {}, params, {});
        inputs = result ? result->places.size() : 0;
        benchmark::DoNotOptimize(inputs);
    }
    state.counters["inputs"] = static_cast<double>(inputs);
}
BENCHMARK(select_of_50000)
    ->Args({100'000, 1'000})
    ->Args({100'000, 50'000})
    ->Args({100'000'000, 1'000})
    ->Args({100'000'000, 50'000})
    ->Args({3'000'000'000, 10'000})
    ->Unit(benchmark::kMillisecond);

void select_by_script_of_50000(benchmark::State& state) {
    const std::vector<Candidate> coins = large_wallet();
    uint64_t seed = 0;
    for (auto _ : state) {
        const SelectionParams params = testing::params_for(100'000'000, testing::rates(5'000), ++seed);
        benchmark::DoNotOptimize(select_avoiding_partial_spends(coins, {}, params, {}, {1'000}).has_value());
    }
}
BENCHMARK(select_by_script_of_50000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quanta::coin_selection
