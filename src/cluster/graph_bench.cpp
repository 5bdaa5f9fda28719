// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <vector>

#include "cluster/change.h"
#include "cluster/chunk_selection.h"

namespace quanta::cluster {
namespace {

FeeSize random_fee_size(std::mt19937_64& random) {
    const auto size_wu = static_cast<int64_t>(400 + random() % 1'200);
    return {size_wu * static_cast<int64_t>(1 + random() % 500) / 10, size_wu};
}

/// Like a pool: two of three stand alone, the others spend one of the last hundred.
struct FilledGraph {
    explicit FilledGraph(size_t count) {
        while (handles.size() < count) {
            const Handle handle = *graph.add(random_fee_size(random));
            if (!handles.empty() && random() % 3 == 0)
                (void)graph.depend(
                    handles[handles.size() - 1 - random() % std::min<size_t>(handles.size(), 100)], handle);
            handles.push_back(handle);
        }
    }

    std::mt19937_64 random{1};
    Graph graph;
    std::vector<Handle> handles;
};

void cluster_graph_fill(benchmark::State& state) {
    const auto count = static_cast<size_t>(state.range(0));
    size_t bytes = 0;
    for (auto _ : state)
        bytes = FilledGraph(count).graph.memory_bytes();
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.counters["bytes_each"] = static_cast<double>(bytes) / static_cast<double>(count);
}
BENCHMARK(cluster_graph_fill)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

/// A transaction alone comes and goes.
void cluster_graph_add_remove(benchmark::State& state) {
    FilledGraph filled(100'000);
    for (auto _ : state) {
        const Handle handle = *filled.graph.add(random_fee_size(filled.random));
        filled.graph.remove(handle);
    }
}
BENCHMARK(cluster_graph_add_remove);

/// A child of a random transaction comes by way of a trial, and goes.
void cluster_graph_child_by_change(benchmark::State& state) {
    FilledGraph filled(100'000);
    for (auto _ : state) {
        Change change(filled.graph);
        const Handle child = change.add(random_fee_size(filled.random));
        change.depend(filled.handles[filled.random() % filled.handles.size()], child);
        if (change.too_large()) continue;
        change.commit();
        filled.graph.remove(child);
    }
}
BENCHMARK(cluster_graph_child_by_change);

/// A replacement that conflicts with 100 clusters of `range` transactions: both diagrams, then dropped.
void cluster_graph_replacement(benchmark::State& state) {
    FilledGraph filled(100'000);
    std::vector<Handle> conflicts;
    for (int i = 0; i < 100; ++i) {
        std::vector<Handle> cluster{*filled.graph.add(random_fee_size(filled.random))};
        while (cluster.size() < static_cast<size_t>(state.range(0))) {
            const Handle child = *filled.graph.add(random_fee_size(filled.random));
            (void)filled.graph.depend(cluster[filled.random() % cluster.size()], child);
            (void)filled.graph.depend(cluster[filled.random() % cluster.size()], child);
            cluster.push_back(child);
        }
        // One in the middle, with what depends on it.
        conflicts.push_back(cluster[cluster.size() / 2]);
    }
    for (auto _ : state) {
        Change change(filled.graph);
        for (const Handle handle : filled.graph.descendants(conflicts))
            change.remove(handle);
        (void)change.add({100'000'000, 1'000});
        const Diagrams diagrams = change.diagrams();
        benchmark::DoNotOptimize(compare_diagrams(diagrams.after, diagrams.before));
    }
}
BENCHMARK(cluster_graph_replacement)->Arg(1)->Arg(4)->Arg(64)->Unit(benchmark::kMicrosecond);

/// Refusal of a transaction that spends from `range` clusters of 64.
void cluster_graph_refusal(benchmark::State& state) {
    FilledGraph filled(1'000);
    std::vector<Handle> parents;
    while (parents.size() < static_cast<size_t>(state.range(0))) {
        parents.push_back(*filled.graph.add(random_fee_size(filled.random)));
        for (int i = 1; i < 64; ++i)
            (void)filled.graph.depend(parents.back(), *filled.graph.add(random_fee_size(filled.random)));
    }
    for (auto _ : state) {
        Change change(filled.graph);
        const Handle child = change.add({1'000, 1'000});
        for (const Handle parent : parents)
            change.depend(parent, child);
        if (!change.too_large()) state.SkipWithError("not refused");
    }
}
BENCHMARK(cluster_graph_refusal)->Arg(1)->Arg(63)->Arg(1'400)->Unit(benchmark::kMicrosecond);

void cluster_graph_walk(benchmark::State& state) {
    FilledGraph filled(static_cast<size_t>(state.range(0)));
    for (auto _ : state) {
        ChunkSelection chunks(filled.graph);
        int64_t fees_sat = 0;
        while (const std::optional<ChunkView> chunk = chunks.next())
            fees_sat += chunk->fee_size.fee_sat;
        benchmark::DoNotOptimize(fees_sat);
    }
}
BENCHMARK(cluster_graph_walk)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// The chunks of a full block: 4,000,000 weight units.
void cluster_graph_walk_a_block(benchmark::State& state) {
    FilledGraph filled(100'000);
    for (auto _ : state) {
        ChunkSelection chunks(filled.graph);
        int64_t left_wu = 4'000'000;
        std::vector<Handle> block;
        while (const std::optional<ChunkView> chunk = chunks.next()) {
            left_wu -= chunk->fee_size.size_wu;
            if (left_wu < 0) break;
            block.insert(block.end(), chunk->transactions.begin(), chunk->transactions.end());
        }
        benchmark::DoNotOptimize(block.size());
    }
}
BENCHMARK(cluster_graph_walk_a_block)->Unit(benchmark::kMicrosecond);

/// A block takes the best 4,000 out of 100,000 at once.
void cluster_graph_remove_a_block(benchmark::State& state) {
    FilledGraph filled(100'000);
    for (auto _ : state) {
        ChunkSelection chunks(filled.graph);
        std::vector<Handle> block;
        std::vector<FeeSize> fee_sizes;
        while (block.size() < 4'000) {
            const std::optional<ChunkView> chunk = chunks.next();
            block.insert(block.end(), chunk->transactions.begin(), chunk->transactions.end());
        }
        for (const Handle handle : block)
            fee_sizes.push_back(filled.graph.fee_size(handle));
        filled.graph.remove(block);
        state.PauseTiming();
        for (const FeeSize& fee_size : fee_sizes)
            (void)filled.graph.add(fee_size);
        state.ResumeTiming();
    }
}
BENCHMARK(cluster_graph_remove_a_block)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace quanta::cluster
