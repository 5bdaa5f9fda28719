// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Any bytes that are a transaction, spending coins whose scripts are bytes of the input, too.
#include "base/check.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "mempool/test_mempool.h"

namespace base = quanta::base;
namespace mempool = quanta::mempool;
namespace primitives = quanta::primitives;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    quanta::codec::Reader reader({data, size});
    const auto script = reader.read_sized_bytes(200);
    const auto strict = reader.read<uint8_t>();
    if (!script || !strict) return 0;
    const base::ByteSpan rest = reader.peek_rest();
    auto parsed = primitives::parse_transaction(base::Bytes(rest.begin(), rest.end()));
    if (!parsed || (*parsed)->inputs().size() > 50) return 0;
    mempool::Options options;
    options.policy.require_standard = *strict % 2 == 0;
    mempool::TestMempool m(options);
    for (const primitives::TxIn& input : (*parsed)->inputs())
        m.coins.add({input.prevout, {{1'000'000}, primitives::ScriptBytes(*script), 50, false}});
    const auto once = m.acceptance.accept(*parsed, mempool::Terms{mempool::Effect::None, {}, {}});
    const auto twice = m.acceptance.accept(*parsed, mempool::Terms{});
    // A test says what would be; nothing has changed in between.
    CHECK(mempool::TestMempool::text_of(once) == mempool::TestMempool::text_of(twice));
    CHECK(m.has(*parsed) == twice.accepted());
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    mempool::TestMempool m;
    std::vector<std::vector<uint8_t>> seeds;
    for (const size_t outputs : {size_t{1}, size_t{3}}) {
        const auto made =
            mempool::TestMempool::make({.from = {m.coin(1'000'000), m.coin(1'000'000)}, .outputs = outputs});
        quanta::codec::Writer(seeds.emplace_back())
            .write_sized_bytes(quanta::testing::anyone_witness_script())
            .write(uint8_t{0})
            .write_bytes(made->raw());
    }
    return seeds;
}
