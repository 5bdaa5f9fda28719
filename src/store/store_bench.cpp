// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/block_files.h"
#include "store/coins_db.h"
#include "store/header_index.h"
#include "sys/random.h"
#include "sys/thread.h"

namespace quanta::store {
namespace {

using primitives::BlockHash;
using primitives::Coin;
using primitives::OutPoint;
using primitives::ScriptBytes;

constexpr size_t kCoins = 3'000'000;
constexpr uint32_t kHeaders = 900'000;

/// A directory that goes away with the benchmark.
class BenchDirectory {
public:
    explicit BenchDirectory(const std::string& name)
        : m_path(std::filesystem::temp_directory_path() / ("quanta-bench-" + name)) {
        std::filesystem::remove_all(m_path);
    }
    ~BenchDirectory() { std::filesystem::remove_all(m_path); }
    const std::filesystem::path& path() const { return m_path; }

private:
    const std::filesystem::path m_path;
};

std::vector<OutPoint> sorted_outpoints(size_t count, uint64_t seed) {
    sys::FakeRandom random(seed);
    std::vector<OutPoint> outpoints(count);
    for (OutPoint& outpoint : outpoints) {
        random.fill(outpoint.txid.bytes());
        outpoint.index = outpoint.txid.bytes()[31] % 4;
    }
    std::sort(outpoints.begin(), outpoints.end());
    return outpoints;
}

/// A coin paying to a key hash of witness version 0.
Coin coin_of(const OutPoint& outpoint) {
    base::Bytes script = {0x00, 0x14};
    script.insert(script.end(), outpoint.txid.bytes().begin(), outpoint.txid.bytes().begin() + 20);
    return {{12'345'678}, ScriptBytes(script), 500'000, false};
}

void flush(CoinsDb& coins, const std::vector<OutPoint>& outpoints) {
    const auto flush = coins.begin_flush().value();
    for (const OutPoint& outpoint : outpoints)
        flush->put(outpoint, coin_of(outpoint)).value();
    flush->commit(BlockHash()).value();
}

void flush_coins(benchmark::State& state) {
    const std::vector<OutPoint> outpoints = sorted_outpoints(kCoins, 1);
    for (auto _ : state) {
        state.PauseTiming();
        const BenchDirectory directory("coins");
        auto coins = CoinsDb::open({directory.path()}).value();
        state.ResumeTiming();
        flush(*coins, outpoints);
        state.PauseTiming();
        coins.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kCoins));
}
BENCHMARK(flush_coins)->Unit(benchmark::kMillisecond)->Iterations(2);

/// 3 M coins in as many flushes as the argument says, each over the whole range of keys.
struct FilledCoins {
    explicit FilledCoins(size_t flushes)
        : directory("coins"), coins(CoinsDb::open({directory.path()}).value()) {
        for (size_t i = 0; i < flushes; ++i) {
            const std::vector<OutPoint> some = sorted_outpoints(kCoins / flushes, i + 1);
            flush(*coins, some);
            outpoints.insert(outpoints.end(), some.begin(), some.end());
        }
    }

    BenchDirectory directory;
    std::unique_ptr<CoinsDb> coins;
    std::vector<OutPoint> outpoints;
};

void get_5000_coins(benchmark::State& state) {
    FilledCoins filled(static_cast<size_t>(state.range(0)));
    sys::FakeRandom random(99);
    const bool is_missing = state.range(1) != 0;
    for (auto _ : state) {
        state.PauseTiming();
        std::vector<OutPoint> wanted;
        for (int i = 0; i < 5000; ++i)
            wanted.push_back(filled.outpoints[random.below(filled.outpoints.size())]);
        for (OutPoint& outpoint : wanted)
            outpoint.index += is_missing ? 10 : 0;
        std::sort(wanted.begin(), wanted.end());
        state.ResumeTiming();
        benchmark::DoNotOptimize(filled.coins->multi_get(wanted).value());
    }
    state.SetItemsProcessed(state.iterations() * 5000);
}
BENCHMARK(get_5000_coins)
    ->ArgNames({"flushes", "missing"})
    ->Args({1, 0})
    ->Args({1, 1})
    ->Args({100, 0})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(50);

void walk_coins(benchmark::State& state) {
    const FilledCoins filled(static_cast<size_t>(state.range(0)));
    for (auto _ : state) {
        const auto snapshot = filled.coins->snapshot();
        std::atomic<size_t> count = 0;
        const auto half = [&](uint8_t first, uint8_t last) {
            size_t seen = 0;
            int64_t total = 0;
            snapshot
                ->walk(first, last,
                       [&](const OutPoint&, const Coin& coin) {
                           ++seen;
                           total += coin.value.sat;
                           return true;
                       })
                .value();
            benchmark::DoNotOptimize(total);
            count += seen;
        };
        sys::Thread other("walk", [&] { half(0x80, 0xff); });
        half(0, 0x7f);
        other.join();
        if (count != kCoins) state.SkipWithError("coins are missing");
    }
}
BENCHMARK(walk_coins)
    ->ArgName("flushes")
    ->Arg(1)
    ->Arg(10)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(5);

void append_block(benchmark::State& state) {
    const BenchDirectory directory("blocks");
    const auto files =
        BlockFiles::open({directory.path(), {1, 2, 3, 4}}, sys::real_file_system(), {}).value();
    const base::Bytes block(1'000'000, 5);
    for (auto _ : state)
        benchmark::DoNotOptimize(files->append_block(block, 1, 1).value());
    state.SetBytesProcessed(state.iterations() * 1'000'000);
}
BENCHMARK(append_block)->Unit(benchmark::kMicrosecond)->Iterations(500);

void read_block(benchmark::State& state) {
    const BenchDirectory directory("blocks");
    const auto files =
        BlockFiles::open({directory.path(), {1, 2, 3, 4}}, sys::real_file_system(), {}).value();
    std::vector<FilePosition> positions;
    for (int i = 0; i < 100; ++i)
        positions.push_back(files->append_block(base::Bytes(1'000'000, 5), 1, 1).value());
    size_t next = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(files->read_block(positions[next++ % 100]).value());
    state.SetBytesProcessed(state.iterations() * 1'000'000);
}
BENCHMARK(read_block)->Unit(benchmark::kMicrosecond);

void scan_blocks(benchmark::State& state) {
    const BenchDirectory directory("blocks");
    const auto files =
        BlockFiles::open({directory.path(), {1, 2, 3, 4}}, sys::real_file_system(), {}).value();
    for (int i = 0; i < 100; ++i)
        files->append_block(base::Bytes(1'000'000, 5), 1, 1).value();
    for (auto _ : state) {
        size_t total = 0;
        files
            ->scan(0, 0,
                   [&](FilePosition, base::Bytes raw) {
                       total += raw.size();
                       return true;
                   })
            .value();
        state.SetBytesProcessed(state.bytes_processed() + static_cast<int64_t>(total));
    }
}
BENCHMARK(scan_blocks)->Unit(benchmark::kMillisecond);

void write_headers(HeaderIndex& index) {
    IndexChanges changes;
    sys::FakeRandom random(1);
    for (uint32_t height = 0; height < kHeaders; ++height) {
        HeaderRecord record;
        random.fill(record.hash.bytes());
        random.fill(record.header.merkle_root.bytes());
        random.fill(record.header.previous.bytes());
        record.height = static_cast<primitives::Height>(height);
        record.transaction_count = 2000;
        record.validity = Validity::Scripts;
        record.block = {static_cast<int32_t>(height / 100), height % 100 * 1'000'000};
        record.undo = {static_cast<int32_t>(height / 100), height % 100 * 200'000};
        changes.headers.push_back(record);
        if (changes.headers.size() < 2000) continue;
        index.write(changes).value();
        changes.headers.clear();
    }
    index.write(changes).value();
}

void load_headers(benchmark::State& state) {
    const BenchDirectory directory("headers");
    write_headers(*HeaderIndex::open({directory.path()}).value());
    for (auto _ : state) {
        const auto index = HeaderIndex::open({directory.path()}).value();
        uint32_t count = 0;
        index->load([&](const HeaderRecord&) { ++count; }).value();
        if (count != kHeaders) state.SkipWithError("headers are missing");
    }
}
BENCHMARK(load_headers)->Unit(benchmark::kMillisecond)->Iterations(5);

}  // namespace
}  // namespace quanta::store
