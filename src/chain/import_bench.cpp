// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Import of whole chains, and the bound set by their scripts. The chain is named by the environment:
//   QUANTA_BENCH_CHAIN=<folder with blkNNNNN.dat of regtest>  QUANTA_BENCH_DBCACHE=<MiB, default 450>
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "chain/chain.h"
#include "chain/importer.h"
#include "chain/utxo_stats.h"
#include "consensus/rules.h"
#include "store/external_block_file.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "testing/chain_builder.h"
#include "testing/temp_dir.h"

namespace quanta::chain {
namespace {

constexpr int kDefaultCache_MiB = 450;

std::vector<std::filesystem::path> chain_files() {
    const char* folder = std::getenv("QUANTA_BENCH_CHAIN");
    std::vector<std::filesystem::path> files;
    if (folder == nullptr) return files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with("blk")) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/// Seconds one thread needs for all script checks of the chain from memory: parsed blocks, coins at hand.
void script_bound(benchmark::State& state) {
    const auto files = chain_files();
    if (files.empty()) return state.SkipWithError("QUANTA_BENCH_CHAIN names no chain");
    struct Work {
        std::shared_ptr<const primitives::Block> block;
        consensus::ConnectedBlock connected;
    };
    std::vector<Work> chain;
    testing::ChainBuilder builder;
    const consensus::HeaderLink* tip = &builder.genesis();
    testing::MemoryCoins coins;
    const params::ChainParams params = testing::ChainBuilder::regtest();
    for (const auto& file : files) {
        auto opened = store::ExternalBlockFile::open(file, params.message_start, sys::real_file_system());
        if (!opened) return state.SkipWithError(opened.error().message.c_str());
        auto scanned = (*opened)->scan([&](uint64_t, base::Bytes raw) {
            auto block = std::move(primitives::Block::parse(std::move(raw))).value();
            if (block->header().previous != tip->hash) return true;  // genesis
            tip = &builder.link(block->header(), *tip);
            auto connected = consensus::connect_block(*block, *tip, params.consensus, coins);
            chain.push_back({block, std::move(connected).value()});
            return true;
        });
        if (!scanned) return state.SkipWithError(scanned.error().message.c_str());
    }
    size_t inputs = 0;
    for (auto _ : state) {
        for (const Work& work : chain) {
            size_t coin = 0;
            for (size_t i = 1; i < work.block->transactions().size(); ++i) {
                const size_t count = work.connected.undo.input_counts[i - 1];
                const script::SpendContext context(work.block->transactions()[i],
                                                   std::span(work.connected.undo.coins).subspan(coin, count));
                coin += count;
                inputs += count;
                if (!consensus::check_scripts(context, 0, count, work.connected.flags)) std::abort();
            }
        }
    }
    state.counters["inputs"] = static_cast<double>(inputs);
}
BENCHMARK(script_bound)->Iterations(1)->Unit(benchmark::kSecond);

/// Seconds to import the chain into an empty directory and write everything.
void import_chain(benchmark::State& state) {
    const auto files = chain_files();
    if (files.empty()) return state.SkipWithError("QUANTA_BENCH_CHAIN names no chain");
    const char* cache = std::getenv("QUANTA_BENCH_DBCACHE");
    const params::ChainParams params = testing::ChainBuilder::regtest();
    for (auto _ : state) {
        testing::TempDir directory("import");
        ChainOptions options;
        options.data_directory = directory.path();
        options.blocks_directory = directory / "blocks";
        options.cache_bytes = static_cast<uint64_t>(cache != nullptr ? std::atoi(cache) : kDefaultCache_MiB)
                              << 20;
        const double cpu_before = cpu_seconds();
        auto chain =
            std::move(Chain::open(options, params, sys::real_file_system(), sys::system_clock())).value();
        if (!chain->start([](const std::string&) {})) return state.SkipWithError("start failed");
        for (const auto& file : files) {
            if (auto imported = import_file(*chain, file); !imported)
                return state.SkipWithError(imported.error().c_str());
        }
        state.counters["height"] = chain->snapshot()->height();
        if (!chain->stop()) return state.SkipWithError("stop failed");
        state.counters["cpu_s"] = cpu_seconds() - cpu_before;
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        state.counters["peak_MiB"] = static_cast<double>(usage.ru_maxrss) / 1024;
    }
}
BENCHMARK(import_chain)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

}  // namespace
}  // namespace quanta::chain
