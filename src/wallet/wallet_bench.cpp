// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
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

/// A wallet of 300,000 transactions, 100,000 addresses and 50,000 open coins, made once.
class BigWallet {
public:
    static constexpr uint32_t kTransactions = 300'000;
    static constexpr uint32_t kOpen = 50'000;
    static constexpr uint32_t kAhead = 12'500;  ///< of each of eight descriptors

    static const BigWallet& get() {
        static const BigWallet wallet;
        return wallet;
    }
    std::shared_ptr<Wallet> load() const { return Wallet::load(m_context, "big", m_path).value(); }

private:
    BigWallet() {
        const auto wallet = Wallet::create(m_context, m_path, {.name = "big"}, {}).value();
        std::vector<base::Bytes> scripts;
        wallet->read([&](const WalletView& view) {
            for (const auto& [id, descriptor] : view.addresses.descriptors()) {
                for (uint32_t i = 0; i < kAhead; i += 25)
                    scripts.push_back(descriptor.parsed.expand(i)->script);
            }
        });
        constexpr uint32_t kBatch = 20'000;
        for (uint32_t done = 0; done < kTransactions; done += kBatch) {
            const auto added = wallet->update([&](WalletMemory& memory, Changes&) -> WalletResult<void> {
                for (uint32_t i = done; i < done + kBatch; ++i)
                    TRY(add(memory.ledger, i, scripts[i % scripts.size()]));
                return {};
            });
            if (!added) std::abort();
        }
    }
    /// Each pays to the wallet; but for the last ones, every second spends what the one before it was paid.
    WalletResult<void> add(Ledger& ledger, uint32_t number, const base::Bytes& script) {
        primitives::OutPoint from;
        base::write_le<uint32_t>(from.txid.data(), number);
        from.txid.bytes()[31] = 1;
        from.index = 0;
        const bool spends = number % 2 == 1 && number < kTransactions - kOpen;
        if (spends) from = {m_last, 0};
        const base::Bytes nobody{0x51};
        const bool to_others = number < kTransactions - kOpen && spends;
        const auto transaction = payment(from, to_others ? nobody : script, 100'000 + number).freeze();
        m_last = transaction->txid();
        const auto height = static_cast<primitives::Height>(number / 100);
        Place place{{{}, height}, number % 100, TestChain::time_of(height)};
        base::write_le<uint32_t>(place.block.hash.data(), number / 100 + 1);
        TRY(ledger.confirm(transaction, place, place.time_s));
        return {};
    }

    const testing::TempDir m_directory{"wallet_bench"};
    const std::string m_path = (m_directory / "big").string();
    const WalletContext m_context{regtest(), sys::real_file_system(), sys::os_random(), sys::system_clock(),
                                  kAhead};
    primitives::Txid m_last;
};

void open_big(benchmark::State& state) {
    const BigWallet& big = BigWallet::get();
    for (auto _ : state)
        benchmark::DoNotOptimize(big.load());
}
BENCHMARK(open_big)->Name("wallet/open_300000")->Unit(benchmark::kMillisecond)->Iterations(3);

void balance_of_big(benchmark::State& state) {
    const auto wallet = BigWallet::get().load();
    for (auto _ : state)
        benchmark::DoNotOptimize(wallet->status());
}
BENCHMARK(balance_of_big)->Name("wallet/balance_300000")->Unit(benchmark::kMillisecond)->Iterations(50);

/// A page of a thousand lines, at the end and in the middle.
void page_of_big(benchmark::State& state) {
    const auto wallet = BigWallet::get().load();
    for (auto _ : state)
        benchmark::DoNotOptimize(wallet->transactions(static_cast<uint64_t>(state.range(0)), 1000));
}
BENCHMARK(page_of_big)
    ->Name("wallet/page_300000")
    ->Unit(benchmark::kMillisecond)
    ->Arg(0)
    ->Arg(150'000)
    ->Iterations(20);

}  // namespace
}  // namespace quanta::wallet
