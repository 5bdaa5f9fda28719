// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "base/hex.h"
#include "json/number.h"
#include "json/value.h"
#include "script/sighash.h"
#include "script/test_support.h"
#include "script/test_vectors.h"

namespace quanta::script {
namespace {

using json::Value;
using primitives::Amount;
using primitives::Coin;
using primitives::OutPoint;
using primitives::ScriptBytes;
using primitives::Transaction;
using testing::assemble;
using testing::parse_flags;
using testing::Spend;
using testing::unhex;

int64_t sat_of(const Value& amount) {
    return json::parse_fixed_point(*amount.number_text(), json::kAmountPlaces).value();
}

/// A scriptPubKey, with the key of the tree filled in where the case has one.
base::Bytes coin_script_of(std::string text, const std::optional<testing::OneLeafTree>& tree) {
    const std::string_view hole = "#TAPROOTOUTPUT#";
    const size_t at = text.find(hole);
    if (at != std::string::npos) text.replace(at, hole.size(), "0x" + base::to_hex(tree->output_key));
    return assemble(text);
}

/// The witness and amount that begin a case.
std::optional<testing::OneLeafTree> read_witness(const Value::Array& fields, Spend& spend) {
    constexpr std::string_view kScript = "#SCRIPT#";
    std::optional<testing::OneLeafTree> tree;
    for (const Value& item : fields) {
        if (item.is_number()) {
            spend.value_sat = sat_of(item);
        } else if (item.string().starts_with(kScript)) {
            tree.emplace(assemble(std::string_view(item.string()).substr(kScript.size())));
            spend.witness.push_back(tree->script);
        } else {
            spend.witness.push_back(item.string() == "#CONTROLBLOCK#" ? tree->control : unhex(item.string()));
        }
    }
    return tree;
}

TEST(Vectors, ScriptTests) {
    LOAD_OR_SKIP(cases, "script/script_tests.json");
    int count = 0;
    for (const Value& entry : cases->array()) {
        const Value::Array& fields = entry.array();
        if (fields.size() < 4) continue;
        Spend spend;
        const bool has_witness = fields[0].is_array();
        const auto tree = has_witness ? read_witness(fields[0].array(), spend) : std::nullopt;
        const size_t first = has_witness ? 1 : 0;
        spend.script_sig = assemble(fields[first].string());
        spend.coin_script = coin_script_of(fields[first + 1].string(), tree);
        spend.flags = parse_flags(fields[first + 2].string());
        // A clean stack is only asked for together with what it builds on.
        if (spend.flags & kVerifyCleanStack) spend.flags |= kVerifyP2sh | kVerifyWitness;
        EXPECT_EQ(spend.verdict(), fields[first + 3].string()) << json::to_text(entry);
        ++count;
    }
    std::printf("script_tests.json: %d cases\n", count);
    EXPECT_GT(count, 0);
}

/// A transaction and the coins the case lists for it.
struct TransactionCase {
    std::shared_ptr<const Transaction> transaction;
    std::vector<Coin> coins;

    explicit TransactionCase(const Value::Array& fields) {
        std::map<OutPoint, Coin> listed;
        for (const Value& entry : fields[0].array()) {
            const Value::Array& input = entry.array();
            const auto index = static_cast<uint32_t>(input[1].as_int64().value());
            const Amount value{input.size() > 3 ? input[3].as_int64().value() : 0};
            listed[{primitives::Txid::from_text(input[0].string()).value(), index}] =
                Coin{value, ScriptBytes(assemble(input[2].string()))};
        }
        transaction = primitives::parse_transaction(unhex(fields[1].string())).value();
        for (const auto& input : transaction->inputs())
            coins.push_back(listed.at(input.prevout));
    }

    bool verify(VerifyFlags flags) const {
        const SpendContext context(*transaction, coins);
        for (size_t i = 0; i < coins.size(); ++i) {
            if (!verify_input(context, i, flags)) return false;
        }
        return true;
    }
};

/// `flags` without those whose requirements are missing.
VerifyFlags trimmed(VerifyFlags flags) {
    if ((flags & kVerifyP2sh) == 0) flags &= ~kVerifyWitness;
    if ((flags & kVerifyWitness) == 0) flags &= ~kVerifyCleanStack;
    return flags;
}

/// `flags` with what they require.
VerifyFlags filled(VerifyFlags flags) {
    if (flags & kVerifyCleanStack) flags |= kVerifyWitness;
    if (flags & kVerifyWitness) flags |= kVerifyP2sh;
    return flags;
}

TEST(Vectors, ValidTransactions) {
    LOAD_OR_SKIP(cases, "script/tx_valid.json");
    int count = 0;
    for (const Value& entry : cases->array()) {
        const Value::Array& fields = entry.array();
        if (fields.size() < 3) continue;
        const TransactionCase transaction(fields);
        const VerifyFlags excluded = parse_flags(fields[2].string());
        const VerifyFlags allowed = testing::kAllFlags & ~excluded;
        ASSERT_EQ(allowed, trimmed(allowed));
        EXPECT_TRUE(transaction.verify(allowed)) << json::to_text(entry);
        for (VerifyFlags flag = 1; flag <= testing::kAllFlags; flag <<= 1) {
            // Fewer rules forbid no more; each excluded one forbids it.
            EXPECT_TRUE(transaction.verify(trimmed(allowed & ~flag))) << flag << json::to_text(entry);
            EXPECT_TRUE(transaction.verify(trimmed(flag & allowed))) << flag << json::to_text(entry);
            if ((excluded & flag) == 0) continue;
            EXPECT_FALSE(transaction.verify(filled(allowed | flag))) << flag << json::to_text(entry);
        }
        ++count;
    }
    std::printf("tx_valid.json: %d cases\n", count);
    EXPECT_GT(count, 0);
}

TEST(Vectors, InvalidTransactions) {
    LOAD_OR_SKIP(cases, "script/tx_invalid.json");
    int count = 0;
    int malformed = 0;
    for (const Value& entry : cases->array()) {
        const Value::Array& fields = entry.array();
        if (fields.size() < 3) continue;
        if (fields[2].string() == "BADTX") {
            ++malformed;
            continue;
        }
        const TransactionCase transaction(fields);
        const VerifyFlags required = parse_flags(fields[2].string());
        ASSERT_EQ(required, filled(required));
        EXPECT_FALSE(transaction.verify(required)) << json::to_text(entry);
        for (VerifyFlags flag = 1; flag <= testing::kAllFlags; flag <<= 1) {
            // More rules allow no more; without any of those listed it is allowed.
            EXPECT_FALSE(transaction.verify(filled(required | flag))) << flag << json::to_text(entry);
            if ((required & flag) == 0) continue;
            EXPECT_TRUE(transaction.verify(trimmed(required & ~flag))) << flag << json::to_text(entry);
        }
        ++count;
    }
    std::printf("tx_invalid.json: %d cases (%d that break other rules than those of scripts not run)\n",
                count, malformed);
    EXPECT_GT(count, 0);
}

TEST(Vectors, LegacySignatureHashes) {
    LOAD_OR_SKIP(cases, "script/sighash.json");
    int count = 0;
    for (const Value& entry : cases->array()) {
        const Value::Array& fields = entry.array();
        if (fields.size() < 5) continue;
        const auto transaction = primitives::parse_transaction(unhex(fields[0].string())).value();
        const base::Bytes script = unhex(fields[1].string());
        const auto index = static_cast<size_t>(fields[2].as_int64().value());
        const auto hash_type = static_cast<int32_t>(fields[3].as_int64().value());
        const primitives::Txid hash(legacy_signature_hash(*transaction, index, script, hash_type));
        EXPECT_EQ(hash.to_text(), fields[4].string());
        const std::vector<Coin> coins(transaction->inputs().size());
        const SpendContext context(*transaction, coins);
        EXPECT_EQ(legacy_signature_hash(context, index, script, hash_type), hash.bytes());
        ++count;
    }
    std::printf("sighash.json: %d cases\n", count);
    EXPECT_GT(count, 0);
}

}  // namespace
}  // namespace quanta::script
