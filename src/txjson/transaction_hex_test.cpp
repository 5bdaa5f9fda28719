// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/transaction_hex.h"

#include <gtest/gtest.h>

#include <string>

#include "base/hex.h"

namespace quanta::txjson {
namespace {

using primitives::MutableTransaction;

/// One input without witness that spends nothing real, one output of `script`.
MutableTransaction paying(base::Bytes script) {
    MutableTransaction transaction;
    transaction.inputs.resize(1);
    transaction.inputs[0].prevout.index = 3;
    transaction.outputs.push_back({{5}, std::move(script)});
    return transaction;
}

std::string hex(const MutableTransaction& transaction) {
    return base::to_hex(transaction.serialize());
}

TEST(TransactionHex, BothFormsOfATransactionWithInputs) {
    MutableTransaction transaction = paying({0x51});
    for (const auto form : {TransactionForm::Either, TransactionForm::Extended, TransactionForm::Plain}) {
        const auto decoded = decode_transaction(hex(transaction), form);
        ASSERT_TRUE(decoded);
        EXPECT_EQ(decoded->outputs()[0].value.sat, 5);
    }
    transaction.inputs[0].witness = {{0x01}};
    EXPECT_TRUE(decode_transaction(hex(transaction), TransactionForm::Either)->has_witness());
    EXPECT_TRUE(decode_transaction(hex(transaction), TransactionForm::Extended)->has_witness());
    EXPECT_EQ(decode_transaction(hex(transaction), TransactionForm::Plain), nullptr);
}

TEST(TransactionHex, NoInputsReadAsPlain) {
    MutableTransaction transaction;
    EXPECT_TRUE(decode_transaction(hex(transaction), TransactionForm::Either)->inputs().empty());
    transaction.outputs.push_back({{7}, {0x51}});
    const auto decoded = decode_transaction(hex(transaction), TransactionForm::Either);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->outputs().size(), 1u);
    EXPECT_EQ(decode_transaction(hex(transaction), TransactionForm::Extended), nullptr);
}

TEST(TransactionHex, TheFirstFormDecidesWhenNoneIsPlausible) {
    const auto decoded = decode_transaction(hex(paying({0xee})), TransactionForm::Either);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->outputs()[0].script[0], 0xee);
}

TEST(TransactionHex, RefusesWhatIsNone) {
    const std::string whole = hex(paying({0x51}));
    for (const auto form : {TransactionForm::Either, TransactionForm::Extended, TransactionForm::Plain}) {
        EXPECT_EQ(decode_transaction("", form), nullptr);
        EXPECT_EQ(decode_transaction("zz", form), nullptr);
        EXPECT_EQ(decode_transaction(whole + "00", form), nullptr);
        EXPECT_EQ(decode_transaction(whole.substr(2), form), nullptr);
        EXPECT_EQ(decode_transaction(whole.substr(0, whole.size() - 2), form), nullptr);
    }
}

TEST(TransactionHex, KnownOperations) {
    EXPECT_TRUE(has_known_operations({}));
    EXPECT_TRUE(has_known_operations(base::Bytes{0xb9}));
    EXPECT_FALSE(has_known_operations(base::Bytes{0xba}));
    EXPECT_FALSE(has_known_operations(base::Bytes{0x02, 0x01}));
    base::Bytes largest{0x4d, 0x08, 0x02};
    largest.resize(3 + 520);
    EXPECT_TRUE(has_known_operations(largest));
    base::Bytes too_large{0x4d, 0x09, 0x02};
    too_large.resize(3 + 521);
    EXPECT_FALSE(has_known_operations(too_large));
}

}  // namespace
}  // namespace quanta::txjson
