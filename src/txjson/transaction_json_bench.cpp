// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/transaction_json.h"

#include <benchmark/benchmark.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "base/hex.h"
#include "primitives/block.h"
#include "sys/random.h"

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

/// 1,500 transactions with two inputs (half of them with witness) and three outputs each, about 0.7 MB.
std::vector<std::shared_ptr<const primitives::Transaction>> make_transactions() {
    sys::FakeRandom random(1);
    std::vector<std::shared_ptr<const primitives::Transaction>> made;
    for (size_t i = 0; i < 1500; ++i) {
        primitives::MutableTransaction transaction;
        for (size_t j = 0; j < 2; ++j) {
            primitives::MutableTransaction::Input input;
            random.fill(input.prevout.txid.bytes());
            input.prevout.index = 1;
            if (i % 2 == 0)
                input.witness = {random_bytes(random, 71), random_bytes(random, 33)};
            else
                input.script_sig = script(random, "47", 71, "21");
            if (i % 2 == 1) input.script_sig.resize(input.script_sig.size() + 33, 2);
            transaction.inputs.push_back(std::move(input));
        }
        for (size_t j = 0; j < 3; ++j) {
            transaction.outputs.push_back(
                {{static_cast<int64_t>(random.below(1u << 30))}, output_script(random, i + j)});
        }
        made.push_back(transaction.freeze());
    }
    return made;
}

/// Mainnet block 413567 of 1,557 transactions where the test data are at hand, made-up transactions
/// elsewhere.
class Transactions {
public:
    Transactions() {
        std::ifstream file(std::string(QUANTA_TEST_DATA) + "/vectors/blocks/mainnet-413567.raw",
                           std::ios::binary);
        Bytes raw((std::istreambuf_iterator<char>(file)), {});
        if (raw.empty())
            m_made = make_transactions();
        else
            m_block = primitives::Block::parse(std::move(raw)).value();
    }
    void for_each(const std::function<void(const primitives::Transaction&)>& visit) const {
        for (const auto& transaction : m_made)
            visit(*transaction);
        if (!m_block) return;
        for (const primitives::Transaction& transaction : m_block->transactions())
            visit(transaction);
    }

private:
    std::shared_ptr<const primitives::Block> m_block;
    std::vector<std::shared_ptr<const primitives::Transaction>> m_made;
};

/// The transactions of a large block as getblock at verbosity 2 shows them.
void getblock_verbose(benchmark::State& state) {
    const params::ChainParams params = params::make_params(params::Chain::Main).value();
    const Transactions transactions;
    size_t bytes = 0;
    for (auto _ : state) {
        std::string text;
        json::Writer writer([&](std::string_view piece) { bytes += piece.size(); }, 64 * 1024);
        TransactionJson json(writer, params);
        writer.begin_array();
        transactions.for_each(
            [&](const primitives::Transaction& transaction) { json.transaction(transaction, {}); });
        writer.end_array();
        writer.finish();
    }
    state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(state.iterations());
}
BENCHMARK(getblock_verbose)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quanta::txjson
