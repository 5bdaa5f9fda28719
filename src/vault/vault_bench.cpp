// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include "sys/clock.h"
#include "vault/passphrase.h"
#include "vault/vault.h"

namespace quanta::vault {
namespace {

/// Unlocking under the cost of this machine: about 100 ms is wanted.
void unlock_vault(benchmark::State& state) {
    const crypto::ScryptCost cost = calibrated_cost(sys::system_clock());
    Vault vault = Vault::create("passphrase", {cost, sys::os_random()}).value();
    for (auto _ : state) {
        vault.lock();
        benchmark::DoNotOptimize(vault.unlock("passphrase").has_value());
    }
    state.counters["log2_n"] = cost.log2_n;
}
BENCHMARK(unlock_vault)->Unit(benchmark::kMillisecond);

void open_sealed_key(benchmark::State& state) {
    const MasterKey key = MasterKey::create(sys::os_random());
    const base::Bytes name(33, 2);
    const base::Bytes sealed = key.seal(name, base::Bytes(32, 1));
    for (auto _ : state)
        benchmark::DoNotOptimize(key.open(name, sealed).has_value());
}
BENCHMARK(open_sealed_key);

}  // namespace
}  // namespace quanta::vault
