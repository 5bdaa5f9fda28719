// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/block_json.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "base/hex.h"
#include "sys/random.h"
#include "testing/test_data.h"

#ifndef QUANTA_TEST_DATA
#define QUANTA_TEST_DATA ""
#endif

namespace quanta::txjson {
namespace {

using base::Bytes;

Bytes random_bytes(sys::Random& random, size_t size) {
    Bytes bytes(size);
    random.fill(bytes);
    return bytes;
}

/// `start`, random bytes, `end`.
Bytes script(sys::Random& random, std::string_view start, size_t size, std::string_view end) {
    Bytes bytes = base::from_hex(start).value();
    const Bytes middle = random_bytes(random, size);
    const Bytes tail = base::from_hex(end).value();
    bytes.insert(bytes.end(), middle.begin(), middle.end());
    bytes.insert(bytes.end(), tail.begin(), tail.end());
    return bytes;
}

/// An output script; the four common forms in turn.
Bytes output_script(sys::Random& random, size_t i) {
    switch (i % 4) {
        case 0:
            return script(random, "76a914", 20, "88ac");
        case 1:
            return script(random, "0014", 20, "");
        case 2:
            return script(random, "a914", 20, "87");
        default:
            return script(random, "5120", 32, "");
    }
}

Bytes make_transaction(sys::Random& random, size_t i) {
    primitives::MutableTransaction transaction;
    for (size_t j = 0; j < 2; ++j) {
        primitives::MutableTransaction::Input input;
        random.fill(input.prevout.txid.bytes());
        input.prevout.index = 1;
        if (i % 2 == 0)
            input.witness = {random_bytes(random, 71), random_bytes(random, 33)};
        else
            input.script_sig = script(random, "47", 71,
                                      "2102020202020202020202020202020202020202020202020202"
                                      "02020202020202020202");
        transaction.inputs.push_back(std::move(input));
    }
    for (size_t j = 0; j < 3; ++j) {
        const auto value = static_cast<int64_t>(random.below(1u << 30));
        transaction.outputs.push_back({{value}, output_script(random, i + j)});
    }
    return transaction.serialize();
}

/// 1,500 transactions with two inputs (half of them with witness) and three outputs each, about 0.6 MB.
std::shared_ptr<const primitives::Block> made_up_block() {
    sys::FakeRandom random(1);
    std::vector<Bytes> transactions;
    for (size_t i = 0; i < 1500; ++i)
        transactions.push_back(make_transaction(random, i));
    return primitives::Block::parse(primitives::Block::assemble({}, transactions)).value();
}

void write(benchmark::State& state, const primitives::Block& block) {
    const params::ChainParams params = params::make_params(params::Chain::Main).value();
    const BlockView view{.threads = static_cast<int>(state.range(0))};
    size_t bytes = 0;
    for (auto _ : state) {
        json::Writer writer([&](std::string_view piece) { bytes += piece.size(); }, 64 * 1024);
        writer.begin_array();
        write_transactions(writer, params, block, view);
        writer.end_array();
        writer.finish();
    }
    state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(state.iterations());
    state.counters["transactions"] = static_cast<double>(block.transactions().size());
}

/// Mainnet block 413567 of 1,557 transactions as getblock at verbosity 2 shows it, on 1 and 2 threads.
void getblock_verbose(benchmark::State& state) {
    const auto path = testing::test_data(QUANTA_TEST_DATA, "vectors/blocks/mainnet-413567.raw");
    if (!path) return state.SkipWithError("needs vectors/blocks of QUANTA_TEST_DATA");
    write(state, *primitives::Block::parse(testing::read_file(*path)).value());
}
BENCHMARK(getblock_verbose)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

/// As getblock_verbose with a made-up block of today's kinds of output.
void getblock_verbose_modern(benchmark::State& state) {
    write(state, *made_up_block());
}
BENCHMARK(getblock_verbose_modern)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quanta::txjson
