// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/utxo_stats.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/check.h"
#include "sys/random.h"
#include "testing/temp_dir.h"

namespace quanta::chain {
namespace {

constexpr size_t kCoins = 3'000'000;

/// A database of 3,000,000 coins with scripts of 22 to 34 bytes, two to a transaction.
class CoinsOnDisk {
public:
    CoinsOnDisk() {
        auto opened =
            store::CoinsDb::open({.directory = m_directory.path() / "coins", .cache_bytes = 64 << 20});
        CHECK(opened.has_value());
        m_database = std::move(opened).value();
        fill();
    }
    std::unique_ptr<store::CoinsSnapshot> snapshot() const { return m_database->snapshot(); }

private:
    void fill() {
        sys::FakeRandom random(3);
        std::vector<primitives::Txid> txids(kCoins / 2);
        for (primitives::Txid& txid : txids)
            random.fill(txid.bytes());
        std::sort(txids.begin(), txids.end());
        auto flush = m_database->begin_flush();
        CHECK(flush.has_value());
        for (size_t i = 0; i < kCoins; ++i) {
            base::Bytes script(22 + i % 13);
            random.fill(script);
            const primitives::Coin coin{{static_cast<int64_t>(i)},
                                        primitives::ScriptBytes(script),
                                        static_cast<int32_t>(i % 800'000),
                                        false};
            CHECK((*flush)->put({txids[i / 2], static_cast<uint32_t>(i % 2)}, coin).has_value());
        }
        CHECK((*flush)->commit(primitives::BlockHash({1})).has_value());
    }

    testing::TempDir m_directory{"coins"};
    std::unique_ptr<store::CoinsDb> m_database;
};

void measure(benchmark::State& state, UtxoHash hash) {
    static const CoinsOnDisk coins;
    const auto snapshot = coins.snapshot();
    const std::atomic<bool> interrupt{false};
    for (auto _ : state) {
        const auto stats = utxo_stats(*snapshot, hash, static_cast<int>(state.range(0)), interrupt);
        CHECK(stats && stats->coins == kCoins);
    }
}

/// What gettxoutsetinfo does with 3,000,000 coins, on 1 and 2 threads.
void gettxoutsetinfo_none(benchmark::State& state) {
    measure(state, UtxoHash::None);
}
void gettxoutsetinfo_serialized(benchmark::State& state) {
    measure(state, UtxoHash::HashSerialized3);
}
void gettxoutsetinfo_muhash(benchmark::State& state) {
    measure(state, UtxoHash::MuHash);
}
BENCHMARK(gettxoutsetinfo_none)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(gettxoutsetinfo_serialized)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(gettxoutsetinfo_muhash)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quanta::chain
