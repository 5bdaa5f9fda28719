// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <vector>

#include "base/check.h"
#include "primitives/block.h"

namespace base = quanta::base;
using quanta::primitives::Amount;
using quanta::primitives::Block;
using quanta::primitives::BlockHeader;
using quanta::primitives::MutableTransaction;
using quanta::primitives::Transaction;
using quanta::primitives::Txid;

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    MutableTransaction transaction;
    transaction.inputs.push_back({{Txid(), 7}, {0x51}, 5, {{1, 2, 3}, {}}});
    transaction.outputs.push_back({Amount{1000}, {0x51}});
    const std::vector<base::Bytes> transactions{transaction.serialize()};
    return {Block::assemble(BlockHeader{}, transactions), Block::assemble(BlockHeader{}, {})};
}

/// A block that parses is made again from its parts, byte for byte.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::Bytes raw(data, data + size);
    const auto block = Block::parse(raw);
    if (!block) return 0;
    std::vector<base::Bytes> transactions;
    for (const Transaction& transaction : (*block)->transactions()) {
        const bool ambiguous = transaction.inputs().empty();
        transactions.push_back(ambiguous ? base::Bytes(transaction.raw().begin(), transaction.raw().end())
                                         : MutableTransaction(transaction).serialize());
    }
    CHECK(Block::assemble((*block)->header(), transactions) == raw);
    return 0;
}
