// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <cstdint>

#include "metrics/exposition.h"
#include "metrics/metric.h"

namespace quanta::metrics {
namespace {

void BM_RecordDuration(benchmark::State& state) {
    static Durations durations(kCallBounds_us);
    int64_t us = 0;
    for (auto _ : state) {
        durations.record(us);
        us = (us + 7) % 3000;
    }
}
BENCHMARK(BM_RecordDuration)->Threads(1)->Threads(2);

void BM_WriteHistogram(benchmark::State& state) {
    Durations durations(kCallBounds_us);
    durations.record(42);
    for (auto _ : state) {
        Exposition out;
        out.histogram("quanta_call_seconds", "Time.", durations);
        benchmark::DoNotOptimize(out.text());
    }
}
BENCHMARK(BM_WriteHistogram);

}  // namespace
}  // namespace quanta::metrics
