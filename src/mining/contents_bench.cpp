// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <memory>
#include <random>

#include "mining/block_template.h"
#include "mining/contents_maker.h"
#include "mining/test_pool.h"

namespace quanta::mining {
namespace {

/// A pool of about 100 MB, up to one transaction in three a child of another.
struct FullPool {
    static constexpr size_t kBytes = 100'000'000;

    FullPool() {
        while (bytes() < kBytes)
            add();
    }
    size_t bytes() {
        const sys::MutexLock lock(pool.state.mutex);
        return pool.state.pool.memory_bytes();
    }
    TransactionRef add(int64_t least_fee_sat = 200) {
        PoolSpec spec{.fee_sat = least_fee_sat + static_cast<int64_t>(random() % 20'000),
                      .padding = random() % 200,
                      .witness = true};
        if (!recent.empty() && random() % 3 == 0) {
            spec.spends.push_back(TestPool::output(recent.back()));
            recent.pop_back();
        }
        TransactionRef added = pool.add(spec);
        if (spec.spends.empty() && recent.size() < 100) recent.push_back(added);
        return added;
    }

    std::mt19937_64 random{1};
    TestPool pool;
    std::vector<TransactionRef> recent;
};

FullPool& full_pool() {
    static FullPool pool;
    return pool;
}

const params::ConsensusParams& regtest() {
    static const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    return params.consensus;
}

/// The template and what a miner asks of it at once.
void make_template(ContentsMaker& maker, FullPool& full) {
    const BlockTemplate made = make_block_template(
        *full.pool.tip, regtest(), {.contents = maker.make(full.pool.reader, *full.pool.tip)});
    benchmark::DoNotOptimize(made.header);
}

void mining_template_cold(benchmark::State& state) {
    FullPool& full = full_pool();
    for (auto _ : state) {
        ContentsMaker maker({}, regtest());
        make_template(maker, full);
    }
    ContentsMaker maker({}, regtest());
    state.counters["transactions"] =
        static_cast<double>(maker.make(full.pool.reader, *full.pool.tip)->transactions.size());
    state.counters["pool"] = static_cast<double>(full.pool.reader.info().count);
}
BENCHMARK(mining_template_cold)->Unit(benchmark::kMicrosecond);

/// After one change: a transaction more somewhere, one more that is better than all, the best one gone.
enum class Change : uint8_t { Somewhere, Best, BestGone };

void mining_template_after(benchmark::State& state, Change change) {
    FullPool& full = full_pool();
    std::vector<TransactionRef> best;
    for (int i = 0; i < 1000 && change == Change::BestGone; ++i)
        best.push_back(full.add(10'000'000));
    ContentsMaker maker({}, regtest());
    make_template(maker, full);
    for (auto _ : state) {
        state.PauseTiming();
        if (change == Change::BestGone) {
            full.pool.remove(best.back());
            best.pop_back();
        } else {
            (void)full.add(change == Change::Best ? 10'000'000 : 200);
        }
        state.ResumeTiming();
        make_template(maker, full);
    }
}
BENCHMARK_CAPTURE(mining_template_after, one_more, Change::Somewhere)
    ->Iterations(300)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(mining_template_after, one_more_at_the_top, Change::Best)
    ->Iterations(300)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(mining_template_after, the_best_gone, Change::BestGone)
    ->Iterations(300)
    ->Unit(benchmark::kMicrosecond);

/// When nothing has changed.
void mining_template_again(benchmark::State& state) {
    FullPool& full = full_pool();
    ContentsMaker maker({}, regtest());
    for (auto _ : state)
        make_template(maker, full);
}
BENCHMARK(mining_template_again)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace quanta::mining
