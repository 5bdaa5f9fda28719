// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <deque>

#include "consensus/rules.h"
#include "testing/chain_builder.h"

namespace quanta::consensus {
namespace {

using primitives::Amount;
using primitives::Block;
using primitives::Coin;
using primitives::MutableTransaction;
using testing::BlockDraft;
using testing::MemoryCoins;
using testing::SpendableCoin;

/// A block of `count` transactions with two inputs and two outputs each, of the size of signed ones, and the
/// coins it spends.
struct FullBlock {
    testing::ChainBuilder chain;
    MemoryCoins coins;
    std::shared_ptr<const Block> block;
    const HeaderLink* link = nullptr;

    explicit FullBlock(uint32_t count) {
        BlockDraft draft = testing::draft_block(chain.genesis(), chain.params().consensus);
        const testing::TestKey key(1);
        for (uint32_t i = 0; i < count; ++i)
            draft.transactions.push_back(make_spend(i, key.p2wpkh_script()));
        block = testing::finish_block(std::move(draft));
        link = &chain.link(block->header(), chain.genesis());
    }

private:
    MutableTransaction make_spend(uint32_t number, const base::Bytes& script) {
        SpendableCoin spent[2];
        for (uint32_t i = 0; i < 2; ++i) {
            spent[i].outpoint = {primitives::Txid(crypto::sha256(base::Bytes(1 + number * 2 + i))), i};
            spent[i].coin = Coin{Amount{10'000}, primitives::ScriptBytes(script), 0, false};
            coins.add(spent[i].outpoint, spent[i].coin);
        }
        MutableTransaction transaction = testing::spend_to(spent, script, Amount{100}, 2);
        for (auto& input : transaction.inputs)
            input.witness = {base::Bytes(71, 1), base::Bytes(33, 2)};
        return transaction;
    }
};

void check_block_1mb(benchmark::State& state) {
    const FullBlock full(2700);
    const auto& params = full.chain.params().consensus;
    for (auto _ : state)
        benchmark::DoNotOptimize(check_block(*full.block, params));
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * full.block->raw().size()));
}
BENCHMARK(check_block_1mb)->Unit(benchmark::kMicrosecond);

void accept_block_1mb(benchmark::State& state) {
    const FullBlock full(2700);
    const auto& params = full.chain.params().consensus;
    for (auto _ : state)
        benchmark::DoNotOptimize(accept_block(*full.block, full.chain.genesis(), params));
}
BENCHMARK(accept_block_1mb)->Unit(benchmark::kMicrosecond);

void connect_1500_transactions(benchmark::State& state) {
    const FullBlock full(1500);
    const auto& params = full.chain.params().consensus;
    MemoryCoins coins = full.coins;
    for (auto _ : state) {
        const auto connected = connect_block(*full.block, *full.link, params, coins);
        state.PauseTiming();
        coins.disconnect(*full.block, connected->undo, full.block->transactions().size());
        state.ResumeTiming();
    }
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * 3000);
}
BENCHMARK(connect_1500_transactions)->Unit(benchmark::kMicrosecond);

/// A chain of a million headers in memory.
const std::deque<HeaderLink>& million() {
    static const std::deque<HeaderLink> kLinks = [] {
        std::deque<HeaderLink> links;
        primitives::BlockHeader header;
        header.bits = 0x1d00ffff;
        for (int i = 0; i < 1'000'000; ++i, ++header.time) {
            const HeaderLink* parent = links.empty() ? nullptr : &links.back();
            links.emplace_back().link_to(parent, header, {});
        }
        return links;
    }();
    return kLinks;
}

void ancestor_of_a_million(benchmark::State& state) {
    const HeaderLink& tip = million().back();
    primitives::Height height = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(tip.ancestor(height));
        height = (height + 7919 * 31) % 1'000'000;
    }
}
BENCHMARK(ancestor_of_a_million);

void accept_one_header(benchmark::State& state) {
    const params::ConsensusParams params = params::make_params(params::Chain::Main).value().consensus;
    const HeaderLink& tip = million().back();
    primitives::BlockHeader header;
    header.version = 4;
    header.bits = tip.bits;
    header.time = tip.time + 1;
    for (auto _ : state)
        benchmark::DoNotOptimize(accept_header(header, tip, params, header.time));
}
BENCHMARK(accept_one_header);

}  // namespace
}  // namespace quanta::consensus
