// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "kv/kv.h"
#include "sys/random.h"

namespace quanta::kv {
namespace {

using Key = std::array<uint8_t, 34>;

std::string bench_path() {
    return (std::filesystem::temp_directory_path() / "quanta-kv-bench").string();
}

std::vector<Key> sorted_keys(size_t count, uint64_t seed) {
    sys::FakeRandom random(seed);
    std::vector<Key> keys(count);
    for (Key& key : keys)
        random.fill(key);
    std::sort(keys.begin(), keys.end());
    return keys;
}

/// A sorted write of as many keys as the argument says, 28-byte values.
void sorted_write(benchmark::State& state) {
    const std::vector<Key> keys = sorted_keys(static_cast<size_t>(state.range(0)), 1);
    const base::Bytes value(28, 7);
    for (auto _ : state) {
        state.PauseTiming();
        if (!Store::destroy(bench_path())) state.SkipWithError("destroy");
        StoreOptions options;
        options.path = bench_path();
        auto store = Store::open(options).value();
        state.ResumeTiming();
        const auto write = store->begin_sorted_write().value();
        for (const Key& key : keys) {
            if (!write->put(key, value)) state.SkipWithError("put");
        }
        if (!write->commit()) state.SkipWithError("commit");
    }
    std::filesystem::remove_all(bench_path());
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sorted_write)->Arg(3'000'000)->Unit(benchmark::kMillisecond)->Iterations(2);

}  // namespace
}  // namespace quanta::kv
