// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>
#include <vector>

#include "keys/address.h"
#include "testing/temp_dir.h"
#include "wallet/block_scanner.h"
#include "wallet/test_chain.h"
#include "wallet/wallets.h"

namespace quanta::wallet {
namespace {

/// A block of `count` transactions of two inputs with witnesses and two outputs, 370 bytes each.
base::Bytes big_block(size_t count) {
    sys::FakeRandom random(3);
    std::vector<base::Bytes> raw;
    for (size_t i = 0; i < count; ++i) {
        primitives::MutableTransaction transaction;
        for (uint32_t n = 0; n < 2; ++n) {
            primitives::Txid txid(random.bytes<32>());
            const auto signature = random.bytes<71>();
            const auto key = random.bytes<33>();
            transaction.inputs.push_back(
                {{txid, n}, {}, 0, {{signature.begin(), signature.end()}, {key.begin(), key.end()}}});
            base::Bytes script(22);
            random.fill(script);
            transaction.outputs.push_back({{1000}, std::move(script)});
        }
        raw.push_back(transaction.serialize());
    }
    return primitives::Block::assemble({}, raw);
}

/// A block without anything of the wallet's, which watches 8,000 scripts and 10,000 coins.
void scan(benchmark::State& state) {
    sys::FakeRandom random(4);
    const base::Bytes raw = big_block(4000);
    Watched watched;
    for (int i = 0; i < 8'000; ++i)
        watched.scripts.insert(random.u64());
    for (int i = 0; i < 10'000; ++i)
        watched.outpoints.insert(random.u64());
    for (auto _ : state)
        benchmark::DoNotOptimize(scan_block(raw, watched, [](const Match&) {}));
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * raw.size()));
}
BENCHMARK(scan)->Name("wallet/scan")->Unit(benchmark::kMillisecond);

/// What a block costs that is hashed as the node does it, for comparison.
void parse(benchmark::State& state) {
    const base::Bytes raw = big_block(4000);
    for (auto _ : state)
        benchmark::DoNotOptimize(primitives::Block::parse(raw));
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * raw.size()));
}
BENCHMARK(parse)->Name("wallet/parse_for_comparison")->Unit(benchmark::kMillisecond);

void create(benchmark::State& state) {
    const testing::TempDir directory("wallet_bench");
    const WalletContext context{regtest(), sys::real_file_system(), sys::os_random(), sys::system_clock()};
    int number = 0;
    for (auto _ : state) {
        const std::string name = std::to_string(number++);
        benchmark::DoNotOptimize(Wallet::create(context, directory / name, {.name = name}, {}));
    }
}
BENCHMARK(create)->Name("wallet/create_1000_ahead")->Unit(benchmark::kMillisecond)->Iterations(3);

/// A page of one block with a payment, to the file and the device.
void apply(benchmark::State& state) {
    const testing::TempDir directory("wallet_bench");
    const WalletContext context{regtest(), sys::real_file_system(), sys::os_random(), sys::system_clock()};
    const auto wallet = Wallet::create(context, directory / "w", {.name = "w"}, {}).value();
    const std::string address = wallet->new_address(std::nullopt, Purpose::Receive, "").value();
    const auto script = keys::script_for_destination(keys::decode_address(address, regtest()).value());
    TestChain chain;
    const auto node = chain.connect();
    for (auto _ : state) {
        state.PauseTiming();
        chain.mine(script);
        const interfaces::BlocksPage page = node->blocks_after(wallet->position().locator, 4'000'000);
        state.ResumeTiming();
        std::vector<TouchedTransaction> touched;
        benchmark::DoNotOptimize(wallet->apply(page, touched));
    }
}
BENCHMARK(apply)->Name("wallet/apply_payment")->Unit(benchmark::kMicrosecond)->Iterations(500);

}  // namespace
}  // namespace quanta::wallet
