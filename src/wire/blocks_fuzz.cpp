// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <memory>
#include <string_view>
#include <vector>

#include "wire/fuzz_support.h"

namespace wire = quanta::wire;
using quanta::primitives::Amount;
using quanta::primitives::MutableTransaction;
using quanta::primitives::Transaction;
using quanta::primitives::Txid;

namespace {

constexpr std::string_view kTypes[] = {"tx", "block", "cmpctblock", "getblocktxn", "blocktxn", "mempool"};

std::shared_ptr<const Transaction> transaction(uint32_t index) {
    MutableTransaction made;
    made.inputs.push_back({{Txid(), index}, {0x51}, 5, {{1, 2, 3}, {}}});
    made.outputs.push_back({Amount{1000}, {0x51}});
    return made.freeze();
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const auto first = transaction(1);
    const auto second = transaction(2);
    const wire::CompactBlock compact{{}, 7, {1, 0xffffffffffff}, {{0, first}, {3, second}}};
    return wire::fuzz_seeds(kTypes, {wire::Tx{first}, wire::RawBlock{std::vector<uint8_t>(81)}, compact,
                                     wire::GetBlockTransactions{{}, {0, 1, 300, 65535}},
                                     wire::BlockTransactions{{}, {first, second}}, wire::Mempool{}});
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    // Only so many bytes may be too much to keep, and then there is nothing to send again.
    if (size > wire::kMaxWitnessItems) return 0;
    return wire::fuzz_messages(kTypes, data, size);
}
