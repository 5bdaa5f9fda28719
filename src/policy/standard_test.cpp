// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/standard.h"

#include <gtest/gtest.h>

#include "policy/limits.h"
#include "policy/test_support.h"
#include "script/script.h"

namespace quanta::policy {
namespace {

using base::Bytes;
using primitives::MutableTransaction;
using script::ScriptBuilder;
using testing::ordinary;
using testing::text_of;

std::string standard(const MutableTransaction& transaction, const Options& options = {}) {
    return text_of(check_standard(*transaction.freeze(), options));
}

std::string context_free(const MutableTransaction& transaction, const Options& options = {}) {
    return text_of(check_context_free(*transaction.freeze(), options));
}

std::string with_output(const Bytes& script, const Options& options = {}) {
    MutableTransaction transaction = ordinary();
    transaction.outputs.push_back({{100'000}, script});
    return standard(transaction, options);
}

std::string with_script_sig(const Bytes& script) {
    MutableTransaction transaction = ordinary();
    transaction.inputs[0].script_sig = script;
    return standard(transaction);
}

TEST(Flags, MandatoryAndStandardOnesAreThoseDeployed) {
    EXPECT_EQ(kMandatoryFlags, 0x20e15u);
    // All there are but SIGPUSHONLY.
    EXPECT_EQ(kStandardFlags, ((1u << 21) - 1) & ~script::kVerifySigPushOnly);
}

TEST(Standard, Version) {
    MutableTransaction transaction = ordinary();
    for (const uint32_t version : {1u, 2u, 3u}) {
        transaction.version = version;
        EXPECT_EQ(standard(transaction), "") << version;
    }
    for (const uint32_t version : {0u, 4u, 0xffffffffu}) {
        transaction.version = version;
        EXPECT_EQ(standard(transaction), "version") << version;
    }
}

TEST(Standard, Weight) {
    MutableTransaction transaction = ordinary();
    transaction.outputs.push_back({{}, testing::data_script(99'000)});
    transaction.inputs[0].witness = {Bytes(1000)};
    const size_t missing = kMaxTransactionWeight - transaction.freeze()->weight();
    transaction.inputs[0].witness[0].resize(1000 + missing);
    ASSERT_EQ(transaction.freeze()->weight(), kMaxTransactionWeight);
    EXPECT_EQ(standard(transaction), "");
    transaction.inputs[0].witness[0].push_back(0);
    EXPECT_EQ(standard(transaction), "tx-size");
}

TEST(Standard, ScriptSigSize) {
    EXPECT_EQ(with_script_sig(Bytes(kMaxScriptSigSize, script::OP_1)), "");
    EXPECT_EQ(with_script_sig(Bytes(kMaxScriptSigSize + 1, script::OP_1)), "scriptsig-size");
}

TEST(Standard, ScriptSigPushesAlone) {
    EXPECT_EQ(with_script_sig({script::OP_16}), "");
    EXPECT_EQ(with_script_sig({script::OP_RESERVED}), "");
    EXPECT_EQ(with_script_sig({script::OP_NOP}), "scriptsig-not-pushonly");
    EXPECT_EQ(with_script_sig({2, 1}), "scriptsig-not-pushonly");
}

TEST(Standard, EveryInputIsLookedAt) {
    MutableTransaction transaction = ordinary(3);
    transaction.inputs[2].script_sig = {script::OP_NOP};
    EXPECT_EQ(standard(transaction), "scriptsig-not-pushonly");
}

TEST(Standard, OutputScripts) {
    const Bytes key(33, 2);
    EXPECT_EQ(with_output(ScriptBuilder().push(key).op(script::OP_CHECKSIG).bytes()), "");
    EXPECT_EQ(with_output(testing::p2pkh()), "");
    EXPECT_EQ(with_output(testing::p2sh()), "");
    EXPECT_EQ(with_output(testing::anchor()), "");
    EXPECT_EQ(with_output(testing::program(0, 20)), "");
    EXPECT_EQ(with_output(testing::program(0, 32)), "");
    EXPECT_EQ(with_output(testing::program(1, 32)), "");
    EXPECT_EQ(with_output(testing::program(1, 33)), "");
    EXPECT_EQ(with_output(testing::program(16, 40)), "");
    EXPECT_EQ(with_output(testing::data_script(80)), "");
    EXPECT_EQ(with_output(testing::program(0, 21)), "scriptpubkey");
    EXPECT_EQ(with_output({script::OP_1}), "scriptpubkey");
    EXPECT_EQ(with_output({}), "scriptpubkey");
    EXPECT_EQ(with_output({script::OP_RETURN, 2, 1}), "scriptpubkey");
}

TEST(Standard, BareMultisig) {
    Options none;
    none.permit_bare_multisig = false;
    for (const int keys : {1, 2, 3}) {
        EXPECT_EQ(with_output(testing::multisig(keys)), "") << keys;
        EXPECT_EQ(with_output(testing::multisig(keys), none), "bare-multisig") << keys;
    }
    EXPECT_EQ(with_output(testing::multisig(4)), "scriptpubkey");
    EXPECT_EQ(with_output(testing::multisig(4), none), "scriptpubkey");
}

TEST(Standard, DataOfOneOutput) {
    Options options;
    options.datacarrier_bytes = 83;
    EXPECT_EQ(with_output(testing::data_script(83), options), "");
    EXPECT_EQ(with_output(testing::data_script(84), options), "datacarrier");
    options.datacarrier_bytes = std::nullopt;
    EXPECT_EQ(with_output(testing::data_script(1), options), "datacarrier");
    options.datacarrier_bytes = 0;
    EXPECT_EQ(with_output(testing::data_script(1), options), "datacarrier");
    EXPECT_EQ(with_output(testing::p2pkh(), options), "");
}

TEST(Standard, DataOfAllOutputs) {
    MutableTransaction transaction = ordinary();
    transaction.outputs.push_back({{}, testing::data_script(40)});
    transaction.outputs.push_back({{}, testing::data_script(43)});
    Options options;
    options.datacarrier_bytes = 83;
    EXPECT_EQ(standard(transaction, options), "");
    options.datacarrier_bytes = 82;
    EXPECT_EQ(standard(transaction, options), "datacarrier");
}

TEST(Standard, DataUpToTheWeightLimitByDefault) {
    EXPECT_EQ(Options().datacarrier_bytes, 100'000u);
    EXPECT_EQ(with_output(testing::data_script(99'800)), "");
}

TEST(Standard, OneOutputMayBeDust) {
    MutableTransaction transaction = ordinary();
    transaction.outputs.push_back({{0}, testing::anchor()});
    EXPECT_EQ(standard(transaction), "");
    transaction.outputs.push_back({{293}, testing::p2wpkh()});
    EXPECT_EQ(standard(transaction), "dust");
    transaction.outputs.back().value = {294};
    EXPECT_EQ(standard(transaction), "");
}

TEST(Standard, FirstFaultInOrder) {
    MutableTransaction transaction = ordinary();
    transaction.outputs = {{{0}, {script::OP_1}}, {{0}, testing::p2pkh()}, {{0}, testing::p2pkh()}};
    EXPECT_EQ(standard(transaction), "scriptpubkey");
    transaction.inputs[0].script_sig = Bytes(kMaxScriptSigSize + 1, script::OP_NOP);
    EXPECT_EQ(standard(transaction), "scriptsig-size");
    transaction.version = 4;
    EXPECT_EQ(standard(transaction), "version");
}

TEST(ContextFree, LeastSize) {
    MutableTransaction transaction = ordinary();
    transaction.outputs = {{{1000}, testing::data_script(4)}};
    ASSERT_EQ(transaction.freeze()->stripped_size(), kMinStrippedSize - 1);
    EXPECT_EQ(context_free(transaction), "tx-size-small");
    transaction.inputs[0].witness = {Bytes(50)};
    EXPECT_EQ(context_free(transaction), "tx-size-small");
    transaction.outputs[0].script = testing::data_script(5);
    EXPECT_EQ(context_free(transaction), "");
}

TEST(ContextFree, ConsensusBeforePolicy) {
    MutableTransaction transaction = ordinary();
    transaction.version = 4;
    transaction.inputs.push_back(transaction.inputs[0]);
    const Verdict verdict = check_context_free(*transaction.freeze(), {});
    EXPECT_EQ(text_of(verdict), "bad-txns-inputs-duplicate");
    EXPECT_EQ(verdict.error().kind, Rejection::Kind::Consensus);
}

TEST(ContextFree, CoinbaseBeforeItsForm) {
    MutableTransaction transaction = ordinary();
    transaction.version = 4;
    transaction.inputs[0] = {{}, Bytes(2), 0xffffffff, {}};
    const Verdict verdict = check_context_free(*transaction.freeze(), {});
    EXPECT_EQ(text_of(verdict), "coinbase");
    EXPECT_EQ(verdict.error().kind, Rejection::Kind::Consensus);
}

TEST(ContextFree, FormsAloneAreUpToOptions) {
    Options any;
    any.require_standard = false;
    MutableTransaction transaction = ordinary();
    transaction.version = 4;
    EXPECT_EQ(context_free(transaction), "version");
    EXPECT_EQ(context_free(transaction, any), "");
    transaction.outputs = {{{1000}, {1, 2, 3, 4}}};
    EXPECT_EQ(context_free(transaction, any), "tx-size-small");
    EXPECT_EQ(check_context_free(*transaction.freeze(), any).error().kind, Rejection::Kind::NotStandard);
}

TEST(SigopCost, Limit) {
    EXPECT_TRUE(check_sigop_cost(kMaxSigopCost));
    const Verdict verdict = check_sigop_cost(kMaxSigopCost + 1);
    EXPECT_EQ(text_of(verdict), "bad-txns-too-many-sigops, 16001");
    EXPECT_EQ(verdict.error().kind, Rejection::Kind::NotStandard);
}

TEST(Size, SignatureOperationsCountForTheirBytes) {
    EXPECT_EQ(adjusted_weight(400, 20, 20), 400);
    EXPECT_EQ(adjusted_weight(400, 21, 20), 420);
    EXPECT_EQ(adjusted_weight(400, 100, 0), 400);
    EXPECT_EQ(virtual_size(400), 100);
    EXPECT_EQ(virtual_size(401), 101);
    EXPECT_EQ(virtual_size(404), 101);
    EXPECT_EQ(virtual_size(0), 0);
}

}  // namespace
}  // namespace quanta::policy
