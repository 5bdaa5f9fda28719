// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include "primitives/block.h"
#include "primitives/merkle.h"

namespace quanta::primitives {
namespace {

/// About 1 MB of two-input, two-output transactions with a witness.
base::Bytes big_block() {
    std::vector<base::Bytes> transactions;
    for (uint32_t i = 0; i < 2700; ++i) {
        MutableTransaction transaction;
        transaction.inputs.push_back({{Txid(), i}, {}, 5, {base::Bytes(71), base::Bytes(33)}});
        transaction.inputs.push_back({{Txid(), i + 1}, {}, 5, {base::Bytes(71), base::Bytes(33)}});
        transaction.outputs.push_back({Amount{1000}, base::Bytes(22)});
        transaction.outputs.push_back({Amount{2000}, base::Bytes(34)});
        transactions.push_back(transaction.serialize());
    }
    return Block::assemble(BlockHeader{}, transactions);
}

void parse_block(benchmark::State& state) {
    const base::Bytes raw = big_block();
    for (auto _ : state) benchmark::DoNotOptimize(Block::parse(raw));
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * raw.size()));
}
BENCHMARK(parse_block)->Unit(benchmark::kMicrosecond);

void merkle_of_block(benchmark::State& state) {
    const auto block = Block::parse(big_block()).value();
    for (auto _ : state) benchmark::DoNotOptimize(transaction_merkle_root(*block));
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * block->transactions().size()));
}
BENCHMARK(merkle_of_block)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace quanta::primitives
