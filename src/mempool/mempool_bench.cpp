// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Acceptance of a recorded pool against the bound set by its scripts, and a block of it. Named by the
// environment:
//   QUANTA_BENCH_CHAIN=<folder with blk00000.dat of regtest and mempool.jsonl>
#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <unordered_map>

#include "base/hex.h"
#include "mempool/mempool.h"
#include "testing/block_builder.h"
#include "testing/chain_builder.h"
#include "testing/temp_dir.h"
#include "testing/test_data.h"

namespace quanta::mempool {
namespace {

constexpr int kCores = 2;

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A chain at its recorded tip and the transactions on top of it.
class Recording {
public:
    explicit Recording(const std::filesystem::path& folder)
        : m_clock(1'700'180'000),
          m_cache(std::make_unique<chain::VerifiedCache>(16 << 20, std::array<uint8_t, 32>{})) {
        read_transactions(testing::read_text(folder / "mempool.jsonl"));
        chain::ChainOptions settings;
        settings.data_directory = m_directory.path();
        settings.blocks_directory = m_directory / "blocks";
        settings.script_threads = kCores;
        settings.verified = m_cache.get();
        m_chain = std::move(chain::Chain::open(settings, m_params, sys::real_file_system(), m_clock)).value();
        CHECK(m_chain->start([](const std::string&) {}));
        const auto blocks = testing::read_block_file(folder / "blk00000.dat", m_params.message_start);
        for (const base::Bytes& raw : blocks)
            m_chain->submit(primitives::Block::parse(raw).value(), {});
        const auto last = primitives::Block::parse(blocks.back()).value()->hash();
        for (auto at = m_chain->snapshot(); at->tip->hash != last;)
            at = m_chain->wait_for_tip_change(at->tip, std::chrono::seconds(10));
    }
    ~Recording() { m_chain->stop(); }

    /// Null, and `state` told, when the environment names none.
    static Recording* get(benchmark::State& state) {
        const char* folder = std::getenv("QUANTA_BENCH_CHAIN");
        if (folder == nullptr || !std::filesystem::exists(std::filesystem::path(folder) / "mempool.jsonl")) {
            state.SkipWithError("QUANTA_BENCH_CHAIN names no chain with mempool.jsonl");
            return nullptr;
        }
        static Recording recording{folder};
        return &recording;
    }

    std::unique_ptr<Mempool> pool(chain::VerifiedCache& cache) {
        Options options;
        options.threads = kCores;
        return std::make_unique<Mempool>(options, Mempool::Parts{*m_chain, cache, m_clock, sys::os_random()});
    }
    /// A block of the first transactions on the tip, of all that fit.
    std::shared_ptr<const primitives::Block> block(uint64_t nonce) const {
        constexpr size_t kMaxWeight = 3'900'000;
        auto draft = testing::draft_block(*m_chain->snapshot()->tip, m_params.consensus, {}, nonce);
        size_t weight = 0;
        for (const TransactionRef& one : transactions) {
            weight += one->weight();
            if (weight > kMaxWeight) break;
            draft.transactions.emplace_back(*one);
        }
        return testing::finish_block(std::move(draft));
    }

    chain::Chain& chain() { return *m_chain; }
    chain::VerifiedCache& cache() { return *m_cache; }

    std::vector<TransactionRef> transactions;

private:
    void read_transactions(const std::string& text) {
        constexpr std::string_view kHex = "\"hex\":\"";
        for (size_t at = text.find(kHex); at != std::string::npos; at = text.find(kHex, at)) {
            at += kHex.size();
            const auto raw = base::from_hex(std::string_view(text).substr(at, text.find('"', at) - at));
            transactions.push_back(std::move(primitives::parse_transaction(*raw)).value());
        }
    }

    testing::TempDir m_directory{"mempool-bench"};
    const params::ChainParams m_params = testing::ChainBuilder::regtest();
    sys::FakeClock m_clock;
    std::unique_ptr<chain::VerifiedCache> m_cache;
    std::unique_ptr<chain::Chain> m_chain;
};

void report(benchmark::State& state, size_t transactions) {
    state.counters["tx/s"] =
        benchmark::Counter(static_cast<double>(transactions), benchmark::Counter::kIsIterationInvariantRate);
}

/// All scripts from memory on one thread, divided by the cores: nothing is faster.
void script_bound(benchmark::State& state) {
    Recording* recording = Recording::get(state);
    if (recording == nullptr) return;
    std::unordered_map<primitives::Txid, TransactionRef, primitives::HashBytes> made;
    std::vector<std::vector<primitives::Coin>> coins;
    for (const TransactionRef& one : recording->transactions) {
        auto& own = coins.emplace_back();
        for (const primitives::TxIn& input : one->inputs()) {
            const auto parent = made.find(input.prevout.txid);
            if (parent == made.end()) {
                own.push_back(*recording->chain().coin(input.prevout)->coin);
            } else {
                const primitives::TxOut& output = parent->second->outputs()[input.prevout.index];
                own.push_back({output.value, primitives::ScriptBytes(output.script), 301, false});
            }
        }
        made.emplace(one->txid(), one);
    }
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        for (size_t i = 0; i < coins.size(); ++i) {
            const script::SpendContext context(*recording->transactions[i], coins[i]);
            for (size_t input = 0; input < coins[i].size(); ++input)
                CHECK(policy::check_script(context, input));
        }
        state.SetIterationTime(seconds_since(start) / kCores);
    }
    report(state, recording->transactions.size());
}

/// All of them submitted at once, parents first.
void accept_submitted(benchmark::State& state) {
    Recording* recording = Recording::get(state);
    if (recording == nullptr) return;
    for (auto _ : state) {
        std::atomic<size_t> answered{0};
        std::atomic<size_t> accepted{0};
        chain::VerifiedCache cache(16 << 20, {});
        const auto pool = recording->pool(cache);
        const auto start = std::chrono::steady_clock::now();
        for (const TransactionRef& one : recording->transactions) {
            pool->submit(one, {}, [&](const TransactionResult& result) {
                if (result.accepted()) ++accepted;
                ++answered;
                answered.notify_one();
            });
        }
        const size_t all = recording->transactions.size();
        for (size_t seen = answered; seen < all; seen = answered)
            answered.wait(seen);
        state.SetIterationTime(seconds_since(start));
        CHECK(accepted == all);
    }
    report(state, recording->transactions.size());
}

void accept_all(Recording& recording, chain::VerifiedCache& cache, benchmark::State* state) {
    const auto pool = recording.pool(cache);
    const auto start = std::chrono::steady_clock::now();
    for (const TransactionRef& one : recording.transactions)
        CHECK(pool->accept(one).accepted());
    if (state != nullptr) state->SetIterationTime(seconds_since(start));
}

/// One caller who waits for each; with scripts known, what is left is the pool's own work.
void accept_one_by_one(benchmark::State& state) {
    Recording* recording = Recording::get(state);
    if (recording == nullptr) return;
    chain::VerifiedCache known(16 << 20, {});
    if (state.range(0) != 0) accept_all(*recording, known, nullptr);
    for (auto _ : state) {
        chain::VerifiedCache fresh(16 << 20, {});
        accept_all(*recording, state.range(0) != 0 ? known : fresh, &state);
    }
    report(state, recording->transactions.size());
}

/// A block of all of them: known from the pool, or not.
void connect_block(benchmark::State& state) {
    Recording* recording = Recording::get(state);
    if (recording == nullptr) return;
    const bool known = state.range(0) != 0;
    static uint64_t nonce = 0;
    if (known) accept_all(*recording, recording->cache(), nullptr);
    for (auto _ : state) {
        const auto block = recording->block(++nonce);
        const auto start = std::chrono::steady_clock::now();
        CHECK(recording->chain().submit_and_wait(block));
        state.SetIterationTime(seconds_since(start));
        CHECK(recording->chain().snapshot()->tip->hash == block->hash());
        CHECK(recording->chain().invalidate(*recording->chain().snapshot()->tip));
        state.counters["transactions"] = static_cast<double>(block->transactions().size());
    }
}

/// The chunks of a full block.
void take_chunks(benchmark::State& state) {
    Recording* recording = Recording::get(state);
    if (recording == nullptr) return;
    chain::VerifiedCache cache(16 << 20, {});
    const auto pool = recording->pool(cache);
    for (const TransactionRef& one : recording->transactions)
        CHECK(pool->accept(one).accepted());
    for (auto _ : state)
        benchmark::DoNotOptimize(pool->reader().chunks({.weight = 4'000'000, .least = {0, 1}}));
    report(state, recording->transactions.size());
}

BENCHMARK(script_bound)->MeasureProcessCPUTime()->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(accept_submitted)->MeasureProcessCPUTime()->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(accept_one_by_one)
    ->Arg(0)
    ->Arg(1)
    ->MeasureProcessCPUTime()
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(connect_block)
    ->Arg(0)
    ->Arg(1)
    ->MeasureProcessCPUTime()
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(take_chunks)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quanta::mempool
