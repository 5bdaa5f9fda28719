// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <memory>
#include <vector>

#include "base/check.h"
#include "primitives/transaction.h"

namespace base = quanta::base;
using quanta::primitives::Amount;
using quanta::primitives::MutableTransaction;
using quanta::primitives::parse_transaction;
using quanta::primitives::Transaction;
using quanta::primitives::Txid;
using quanta::primitives::WitnessForm;

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    MutableTransaction transaction;
    transaction.inputs.push_back({{Txid(), 7}, {0x51, 0x52}, 5, {{1, 2, 3}, {}}});
    transaction.inputs.push_back({{Txid(), 8}, {}, 6, {}});
    transaction.outputs.push_back({Amount{1000}, {0x51}});
    return {transaction.serialize(), transaction.serialize(WitnessForm::Forbid)};
}

namespace {

/// Without its witness a transaction parses in both forms, has the same id, and no witness.
void check_stripped(const Transaction& transaction) {
    base::Bytes stripped;
    transaction.append_stripped(stripped);
    CHECK(stripped.size() == transaction.stripped_size());
    if (transaction.inputs().empty()) return;
    for (const WitnessForm form : {WitnessForm::Allow, WitnessForm::Forbid}) {
        const auto again = parse_transaction(stripped, form);
        CHECK(again && (*again)->txid() == transaction.txid() && !(*again)->has_witness());
    }
}

}  // namespace

/// A transaction that parses is made again from its parts, byte for byte.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::Bytes raw(data, data + size);
    for (const WitnessForm form : {WitnessForm::Allow, WitnessForm::Forbid}) {
        const auto transaction = parse_transaction(raw, form);
        if (!transaction) continue;
        CHECK(form == WitnessForm::Allow || !(*transaction)->has_witness());
        CHECK((*transaction)->total_size() == size);
        CHECK((*transaction)->weight() >= size && (*transaction)->weight() <= 4 * size);
        check_stripped(**transaction);
        if (!(*transaction)->inputs().empty()) CHECK(MutableTransaction(**transaction).serialize(form) == raw);
    }
    return 0;
}
