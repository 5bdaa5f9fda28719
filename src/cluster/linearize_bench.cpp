// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <vector>

#include "cluster/linearize.h"

namespace quanta::cluster {
namespace {

using Members = std::vector<Member>;

FeeSize random_fee_size(std::mt19937_64& random) {
    const auto size_wu = static_cast<int64_t>(400 + random() % 4'000);
    return {size_wu * static_cast<int64_t>(random() % 1'000) / 10, size_wu};
}

/// Each depends on each earlier one with a chance in 1,000.
Members random_members(std::mt19937_64& random, size_t count, unsigned per_mille) {
    Members members;
    for (size_t i = 0; i < count; ++i) {
        Member member{random_fee_size(random)};
        for (size_t parent = 0; parent < i; ++parent) {
            if (random() % 1'000 < per_mille) member.parents |= TransactionSet{1} << parent;
        }
        members.push_back(member);
    }
    return members;
}

/// Poor parents shared by rich children: the cuts have much to weigh.
Members two_rows(std::mt19937_64& random, unsigned per_mille) {
    Members members;
    for (size_t i = 0; i < kMaxClusterCount; ++i) {
        const bool child = i >= kMaxClusterCount / 2;
        const auto size_wu = static_cast<int64_t>(400 + random() % 4'000);
        Member member{{static_cast<int64_t>(random() % 100'000) * (child ? 10 : 1), size_wu}};
        for (size_t parent = 0; child && parent < kMaxClusterCount / 2; ++parent) {
            if (random() % 1'000 < per_mille) member.parents |= TransactionSet{1} << parent;
        }
        members.push_back(member);
    }
    return members;
}

template <typename Make>
void run(benchmark::State& state, Make make) {
    std::mt19937_64 random(7);
    std::vector<Members> clusters;
    for (int i = 0; i < 50; ++i)
        clusters.push_back(make(random));
    size_t next = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(linearize(clusters[next++ % clusters.size()]));
}

void linearize_64_random(benchmark::State& state) {
    const auto per_mille = static_cast<unsigned>(state.range(0));
    run(state, [&](auto& random) { return random_members(random, kMaxClusterCount, per_mille); });
}
BENCHMARK(linearize_64_random)->Arg(20)->Arg(50)->Arg(100)->Arg(300);

void linearize_64_two_rows(benchmark::State& state) {
    const auto per_mille = static_cast<unsigned>(state.range(0));
    run(state, [&](auto& random) { return two_rows(random, per_mille); });
}
BENCHMARK(linearize_64_two_rows)->Arg(50)->Arg(100)->Arg(300);

/// Fees so large that surpluses need 128 bits.
void linearize_64_two_rows_wide(benchmark::State& state) {
    run(state, [](auto& random) {
        Members members = two_rows(random, 100);
        for (Member& member : members)
            member.fee_size.fee_sat *= 1'000'000'000;
        return members;
    });
}
BENCHMARK(linearize_64_two_rows_wide);

/// A chain in which every second transaction pays for the one before.
void linearize_64_chain(benchmark::State& state) {
    run(state, [](auto& random) {
        Members members;
        for (size_t i = 0; i < kMaxClusterCount; ++i)
            members.push_back({random_fee_size(random), i == 0 ? 0 : TransactionSet{1} << (i - 1)});
        return members;
    });
}
BENCHMARK(linearize_64_chain);

/// What most clusters are: a parent and a child that pays for it, or less.
void linearize_parent_and_child(benchmark::State& state) {
    run(state, [](auto& random) { return Members{{random_fee_size(random)}, {random_fee_size(random), 1}}; });
}
BENCHMARK(linearize_parent_and_child);

void linearize_10_random(benchmark::State& state) {
    run(state, [](auto& random) { return random_members(random, 10, 200); });
}
BENCHMARK(linearize_10_random);

/// Found best already: what adding a poor child to a linearised cluster costs.
void linearize_64_kept(benchmark::State& state) {
    run(state, [](auto& random) {
        const Members before = random_members(random, kMaxClusterCount, 50);
        const Linearization best = linearize(before);
        std::vector<size_t> place(before.size());
        for (size_t i = 0; i < place.size(); ++i)
            place[best.order[i]] = i;
        Members members;
        for (const uint8_t from : best.order) {
            Member member{before[from].fee_size};
            for (size_t parent = 0; parent < before.size(); ++parent) {
                if (before[from].parents >> parent & 1) member.parents |= TransactionSet{1} << place[parent];
            }
            members.push_back(member);
        }
        return members;
    });
}
BENCHMARK(linearize_64_kept);

}  // namespace
}  // namespace quanta::cluster
