// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// The filters of a whole chain: building their index, and looking scripts up in it. The chain is named by
//   QUANTA_BENCH_CHAIN=<folder with blkNNNNN.dat of regtest>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

#include "chain/chain.h"
#include "chain/importer.h"
#include "chain/tasks.h"
#include "filters/filter_matcher.h"
#include "index/filter_index.h"
#include "index/follower.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/thread.h"
#include "testing/chain_builder.h"
#include "testing/temp_dir.h"

namespace quanta::index {
namespace {

/// The chain of QUANTA_BENCH_CHAIN, imported once.
class ImportedChain {
public:
    ImportedChain() {
        chain::ChainOptions options;
        options.data_directory = m_directory.path();
        options.blocks_directory = m_directory / "blocks";
        m_chain = chain::Chain::open(options, m_params, sys::real_file_system(), sys::system_clock()).value();
        if (!m_chain->start([](const std::string&) {})) return;
        chain::FileImporter importer(*m_chain);
        const char* folder = std::getenv("QUANTA_BENCH_CHAIN");
        if (folder == nullptr) return;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().filename().string().starts_with("blk")) imported |= bool(importer.import(entry));
        }
        bytes = m_chain->archive().disk_usage_bytes();
    }
    ~ImportedChain() { m_chain->stop(); }

    chain::Chain& chain() { return *m_chain; }
    /// An index of it built anew in `directory`.
    std::unique_ptr<FilterIndex> build(const std::filesystem::path& directory, int threads) {
        auto index = FilterIndex::open({.directory = directory, .start_over = true}).value();
        chain::Tasks tasks(sys::system_clock());
        Follower follower(
            *index,
            {.chain = *m_chain, .tasks = tasks, .failed = [](const std::string&) {}, .threads = threads});
        const bool reached = follower.start() && follower.wait_until_reached(*m_chain->snapshot());
        follower.stop();
        return reached ? std::move(index) : nullptr;
    }

    bool imported = false;
    uint64_t bytes = 0;  ///< of blocks and undo data

private:
    testing::TempDir m_directory{"index_bench"};
    const params::ChainParams m_params = testing::ChainBuilder::regtest();
    std::unique_ptr<chain::Chain> m_chain;
};

ImportedChain* imported_chain(benchmark::State& state) {
    static ImportedChain chain;
    if (!chain.imported) state.SkipWithError("QUANTA_BENCH_CHAIN names no chain");
    return chain.imported ? &chain : nullptr;
}

void filter_index_build(benchmark::State& state) {
    ImportedChain* chain = imported_chain(state);
    if (chain == nullptr) return;
    const testing::TempDir directory("index_bench");
    const int threads = state.range(0) == 0 ? sys::cpu_count() : static_cast<int>(state.range(0));
    for (auto _ : state) {
        if (!chain->build(directory / "filters", threads)) state.SkipWithError("the index stopped");
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * chain->bytes));
}
BENCHMARK(filter_index_build)->Arg(1)->Arg(0)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Scripts that are in none of the blocks.
std::vector<base::Bytes> strange_scripts(size_t count) {
    std::vector<base::Bytes> scripts;
    for (size_t i = 0; i < count; ++i) {
        scripts.emplace_back(22, 0x77);
        base::write_le<uint64_t>(scripts.back().data() + 2, i);
    }
    return scripts;
}

/// Reads all filters and matches scripts against them, on one thread.
void filter_index_scan(benchmark::State& state) {
    ImportedChain* chain = imported_chain(state);
    if (chain == nullptr) return;
    const testing::TempDir directory("index_bench");
    const auto index = chain->build(directory / "filters", sys::cpu_count());
    const auto scripts = strange_scripts(static_cast<size_t>(state.range(0)));
    const filters::FilterMatcher matcher(std::vector<base::ByteSpan>(scripts.begin(), scripts.end()));
    const chain::HeaderNode& tip = *chain->chain().snapshot()->tip;
    size_t bytes = 0;
    for (auto _ : state) {
        const auto all = index->filters({0, &tip}, UINT64_MAX).value();
        for (size_t height = 0; height < all.size(); ++height) {
            const auto& hash = tip.at(static_cast<primitives::Height>(height))->hash;
            benchmark::DoNotOptimize(matcher.matches(hash, all[height]));
            bytes += all[height].size();
        }
    }
    state.SetBytesProcessed(static_cast<int64_t>(bytes));
}
BENCHMARK(filter_index_scan)->Arg(10)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quanta::index
