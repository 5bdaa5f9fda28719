// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <vector>

#include "crypto/siphash.h"
#include "crypto/siphash_batch.h"

namespace quanta::crypto {
namespace {

constexpr size_t kMessages = 10'000;

/// Output scripts of two usual sizes.
std::vector<base::Bytes> make_scripts() {
    std::vector<base::Bytes> scripts;
    for (size_t i = 0; i < kMessages; ++i) {
        scripts.emplace_back(i % 2 == 0 ? 22 : 34);
        base::write_le<uint64_t>(scripts.back().data() + 2, i);
    }
    return scripts;
}

void crypto_siphash_scripts(benchmark::State& state) {
    const auto scripts = make_scripts();
    uint64_t sum = 0;
    for (auto _ : state) {
        for (const base::Bytes& script : scripts)
            sum += siphash(1, sum, script);
    }
    benchmark::DoNotOptimize(sum);
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kMessages));
}
BENCHMARK(crypto_siphash_scripts)->Unit(benchmark::kMicrosecond);

void crypto_siphash_batch(benchmark::State& state, const SipHashEngine& engine) {
    const auto scripts = make_scripts();
    const SipHashBatch batch(std::vector<base::ByteSpan>(scripts.begin(), scripts.end()));
    std::vector<uint64_t> out(batch.blocks() * SipHashBatch::kLanes);
    for (auto _ : state) {
        batch.hash_by(engine, {1, out[0]}, out.data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kMessages));
}

const bool kRegistered = [] {
    for (const SipHashEngine& engine : siphash_engines()) {
        const std::string name = "crypto_siphash_batch/" + std::string(engine.name);
        benchmark::RegisterBenchmark(name.c_str(), crypto_siphash_batch, engine)
            ->Unit(benchmark::kMicrosecond);
    }
    return true;
}();

}  // namespace
}  // namespace quanta::crypto
