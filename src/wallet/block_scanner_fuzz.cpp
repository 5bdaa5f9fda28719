// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <vector>

#include "base/check.h"
#include "primitives/block.h"
#include "wallet/block_scanner.h"
#include "wallet/test_chain.h"

namespace wallet = quanta::wallet;
namespace primitives = quanta::primitives;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const quanta::base::ByteSpan raw(data, size);
    const auto block = primitives::Block::parse({raw.begin(), raw.end()});
    wallet::Watched watched;
    if (block) {
        for (const auto& output : (*block)->all_outputs())
            watched.scripts.insert(wallet::script_fingerprint(output.script));
    }
    size_t found = 0;
    const auto scanned = wallet::scan_block(raw, watched, [&](const wallet::Match& match) {
        CHECK(match.raw.data() >= data && match.raw.data() + match.raw.size() <= data + size);
        ++found;
    });
    if (!block) return 0;
    // What parses is walked over in the same way.
    CHECK(scanned && scanned->transactions == (*block)->transactions().size());
    for (const auto& transaction : (*block)->transactions())
        found += transaction.outputs().empty();
    CHECK(found == scanned->transactions);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    auto spend = wallet::payment({{}, 1}, std::vector<uint8_t>(22, 7), 5);
    spend.inputs[0].witness = {{1, 2}, {}};
    const std::vector<quanta::base::Bytes> transactions{spend.serialize(),
                                                        wallet::payment({{}, 2}, {}, 6).serialize()};
    return {wallet::regtest().genesis, primitives::Block::assemble({}, transactions)};
}
