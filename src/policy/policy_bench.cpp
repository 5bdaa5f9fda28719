// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include "base/check.h"
#include "policy/dust.h"
#include "policy/standard.h"
#include "policy/test_support.h"
#include "script/script.h"
#include "testing/spending.h"

namespace quanta::policy {
namespace {

/// Two inputs, signed, and two outputs: all rules but scripts.
void ordinary_transaction(benchmark::State& state) {
    const quanta::testing::TestKey key(1);
    const std::vector<primitives::Coin> coins = testing::coins_of(key.p2wpkh_script(), 2);
    primitives::MutableTransaction draft = testing::ordinary(2);
    draft.outputs.push_back(draft.outputs[0]);
    for (const size_t input : {0, 1})
        key.sign_p2wpkh(draft, input, coins);
    const auto transaction = draft.freeze();
    const Options options;
    for (auto _ : state) {
        CHECK(check_context_free(*transaction, options));
        CHECK(check_inputs(*transaction, coins));
        CHECK(check_dust_fee(*transaction, {1}, {1}, options.dust));
        const int64_t cost = script::sigop_cost(*transaction, coins, kStandardFlags);
        benchmark::DoNotOptimize(adjusted_weight(transaction->weight(), cost, options.bytes_per_sigop));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ordinary_transaction);

}  // namespace
}  // namespace quanta::policy
