// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <vector>

#include "base/check.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "policy/dust.h"
#include "policy/limits.h"
#include "policy/package.h"
#include "policy/standard.h"
#include "policy/test_support.h"
#include "policy/top_push.h"
#include "policy/truc.h"
#include "script/execution.h"

// A transaction behind its length, then the scripts of the coins it spends, each behind its length.

namespace quanta::policy {
namespace {

using base::Bytes;
using base::ByteSpan;
using primitives::Coin;
using primitives::Transaction;

Bytes seed(const primitives::MutableTransaction& transaction, const std::vector<Coin>& coins) {
    Bytes out;
    codec::Writer writer(out);
    writer.write_sized_bytes(transaction.serialize());
    for (const Coin& coin : coins)
        writer.write_sized_bytes(coin.script);
    return out;
}

std::vector<Bytes> seeds() {
    primitives::MutableTransaction wsh = testing::ordinary();
    wsh.inputs[0].witness = {Bytes(80), testing::checksigs(9)};
    primitives::MutableTransaction taproot = testing::ordinary();
    taproot.inputs[0].witness = {Bytes(64), Bytes(33, 0xc0)};
    taproot.version = 3;
    primitives::MutableTransaction p2sh = testing::ordinary(2);
    p2sh.inputs[0].script_sig = script::ScriptBuilder().push(testing::multisig(3)).bytes();
    p2sh.inputs[1].script_sig = {script::OP_1NEGATE, script::OP_16};
    p2sh.outputs.push_back({{0}, testing::data_script(40)});
    p2sh.outputs.push_back({{0}, testing::anchor()});
    return {seed(wsh, testing::coins_of(testing::program(0, 32))),
            seed(taproot, testing::coins_of(testing::program(1, 32))),
            seed(p2sh, testing::coins_of(testing::p2sh(), 2)),
            seed(testing::ordinary(), testing::coins_of(testing::anchor()))};
}

/// The coins of all inputs; those whose scripts are missing have an empty one.
std::vector<Coin> read_coins(codec::Reader& reader, size_t count) {
    std::vector<Coin> coins;
    while (coins.size() < count) {
        const auto script = reader.read_sized_bytes();
        coins.push_back({{1000}, primitives::ScriptBytes(script.value_or({})), 1, false});
    }
    return coins;
}

/// What top_push says is what the interpreter leaves.
void check_top_push(const script::SpendContext& context, size_t index) {
    const primitives::TxIn& input = context.transaction().inputs()[index];
    const auto top = top_push(input.script_sig);
    if (!script::is_push_only(input.script_sig)) {
        CHECK(!top);
        return;
    }
    const script::SpendInput spend{context, index, script::kVerifyNone, input};
    script::ItemStack stack;
    script::Execution run(spend, script::SigVersion::Base, input.script_sig, stack);
    const script::Status status = script::run_script(run);
    CHECK(top.has_value() == status.has_value());
    if (!top) {
        CHECK(top.error() == status.error());
        return;
    }
    CHECK(top->has_value() == !stack.empty());
    if (*top) CHECK(std::ranges::equal(**top, stack.top()));
}

/// A standard form keeps to the limits it stands for.
void check_form(const Transaction& transaction) {
    const Options options;
    if (!check_context_free(transaction, options)) return;
    CHECK(transaction.weight() <= kMaxTransactionWeight);
    CHECK(transaction.stripped_size() >= kMinStrippedSize);
    CHECK(dust_outputs(transaction, options.dust).size() <= kMaxDustOutputs);
    CHECK(dust_outputs(transaction, {}).empty());
    for (const primitives::TxIn& input : transaction.inputs())
        CHECK(script::is_push_only(input.script_sig));
    CHECK(check_standard(transaction, options));
    Options tight = options;
    tight.datacarrier_bytes = std::nullopt;
    for (const primitives::TxOut& output : transaction.outputs()) {
        const bool is_data = script::classify_kind(output.script) == script::ScriptKind::NullData;
        CHECK(!is_data || !check_standard(transaction, tight));
    }
}

void check_spends(const Transaction& transaction, const std::vector<Coin>& coins) {
    const int64_t sigops = executed_legacy_sigops(transaction, coins);
    CHECK(sigops >= 0);
    if (!check_inputs(transaction, coins)) return;
    CHECK(sigops <= kMaxLegacySigops);
    for (const Coin& coin : coins) {
        const script::ScriptKind kind = script::classify_kind(coin.script);
        CHECK(kind != script::ScriptKind::NonStandard && kind != script::ScriptKind::WitnessUnknown);
    }
    CHECK(!transaction.has_witness() || spends_witness_program(transaction, coins));
}

/// A transaction goes with itself in no package, alone in any; version 3 alone is a matter of size.
void check_together(const Transaction& transaction) {
    const Transaction* twice[] = {&transaction, &transaction};
    CHECK(!check_package(twice));
    const std::span alone(twice, 1);
    CHECK(check_package(alone) && check_child_with_parents(alone));
    const auto vsize = virtual_size(static_cast<int64_t>(transaction.weight()));
    const bool fits = transaction.version() != kTrucVersion || vsize <= kTrucMaxSize;
    CHECK(check_truc(transaction, vsize, {}).has_value() == fits);
    CHECK(check_package_truc({alone, 0, vsize}, {}).has_value() == fits);
}

void fuzz(ByteSpan bytes) {
    codec::Reader reader(bytes);
    const auto raw = reader.read_sized_bytes();
    if (!raw) return;
    const auto parsed = primitives::parse_transaction(Bytes(raw->begin(), raw->end()));
    if (!parsed) return;
    const Transaction& transaction = **parsed;
    check_form(transaction);
    if (transaction.inputs().empty()) return;
    check_together(transaction);
    const std::vector<Coin> coins = read_coins(reader, transaction.inputs().size());
    check_spends(transaction, coins);
    const script::SpendContext context(transaction, coins);
    for (size_t i = 0; i < coins.size(); ++i)
        check_top_push(context, i);
}

}  // namespace
}  // namespace quanta::policy

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return quanta::policy::seeds();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    quanta::policy::fuzz({data, size});
    return 0;
}
