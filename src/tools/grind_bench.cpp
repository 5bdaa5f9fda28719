// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include "sys/thread.h"
#include "tools/grind.h"

namespace quanta::tools {
namespace {

/// Nonces a second on all processors, none of which meets the target.
void grind_without_luck(benchmark::State& state) {
    constexpr uint64_t kNonces = uint64_t{1} << 22;
    primitives::BlockHeader header;
    header.bits = 0x03000001;
    for (auto _ : state) {
        benchmark::DoNotOptimize(grind(header, sys::cpu_count(), kNonces));
        header.time += 1;
    }
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kNonces));
}
BENCHMARK(grind_without_luck)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quanta::tools
