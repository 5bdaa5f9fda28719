// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include "chain/chain.h"
#include "store/header_index.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "testing/chain_builder.h"
#include "testing/temp_dir.h"

namespace quanta::chain {
namespace {

constexpr int kHeaders = 900'000;
constexpr uint32_t kSpacing_s = 600;

/// A header index of kHeaders without their blocks, hashes included, as a node has it after syncing headers.
void write_headers(const std::filesystem::path& directory, const params::ChainParams& params) {
    auto index = std::move(store::HeaderIndex::open({directory, 2 << 20, nullptr})).value();
    testing::ChainBuilder builder;
    store::IndexChanges changes;
    primitives::BlockHeader header = builder.genesis().header();
    primitives::BlockHash previous = params.consensus.genesis_hash;
    for (int height = 1; height <= kHeaders; ++height) {
        header.previous = previous;
        header.time += kSpacing_s;
        header.nonce = static_cast<uint32_t>(height);
        previous = header.hash();
        store::HeaderRecord record;
        record.header = header;
        record.hash = previous;
        record.height = height;
        changes.headers.push_back(record);
        if (changes.headers.size() == 50'000 || height == kHeaders) {
            if (!index->write(changes)) std::abort();
            changes.headers.clear();
        }
    }
}

/// Seconds from opening to ready with 900,000 headers.
void start_with_headers(benchmark::State& state) {
    const params::ChainParams params = testing::ChainBuilder::regtest();
    testing::TempDir directory("start");
    ChainOptions options;
    options.data_directory = directory.path();
    options.blocks_directory = directory / "blocks";
    {
        auto chain =
            std::move(Chain::open(options, params, sys::real_file_system(), sys::system_clock())).value();
    }
    write_headers(directory / "headers", params);
    for (auto _ : state) {
        auto chain =
            std::move(Chain::open(options, params, sys::real_file_system(), sys::system_clock())).value();
        if (!chain->start([](const std::string&) {})) return state.SkipWithError("start failed");
        if (chain->snapshot()->best_header->height != kHeaders)
            return state.SkipWithError("headers are missing");
        state.PauseTiming();
        chain.reset();
        state.ResumeTiming();
    }
}
BENCHMARK(start_with_headers)->Iterations(3)->UseRealTime()->Unit(benchmark::kSecond);

}  // namespace
}  // namespace quanta::chain
