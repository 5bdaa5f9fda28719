// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/funds_proof.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "json/parser.h"
#include "keys/address.h"
#include "keys/private_key_text.h"
#include "psbt/decode.h"
#include "psbt/encode.h"
#include "sign/test_sign.h"
#include "testing/test_data.h"

namespace quanta::psbt {
namespace {

using json::Value;
using sign::ProofFormat;
using State = sign::ProofVerdict::State;

TEST(FundsProof, PublishedVectors) {
    const auto path =
        testing::test_data(QUANTA_TEST_DATA, "vectors/bips/bip-0322-generated-test-vectors.json");
    if (!path) GTEST_SKIP() << "needs the vectors of BIP322 in QUANTA_TEST_DATA";
    const Value vectors = json::parse(testing::read_text(*path)).value();
    const auto params = params::make_params(params::Chain::Main).value();
    const auto& proofs = vectors.find("proof_of_funds")->array();
    for (const Value& vector : proofs) {
        const auto destination = keys::decode_address(vector.find("address")->string(), params).value();
        const base::Bytes script = sign::testing::script_of(destination);
        size_t coins = 0;
        for (const Value& transaction : vector.find("additional_inputs")->array())
            coins += transaction.array().size();
        const std::string& message = vector.find("message")->string();
        const std::string& text = vector.find("bip322_signatures")->array()[0].string();
        const FundsVerdict found = verify_funds_proof(message, script, text);
        EXPECT_EQ(found.verdict, (sign::ProofVerdict{State::Valid, 123, 456, ""})) << found.verdict.reason;
        EXPECT_EQ(found.coins.size(), coins);
        EXPECT_EQ(found.total.sat, static_cast<int64_t>(coins) * 345'678);
        EXPECT_EQ(verify_funds_proof(message + "!", script, text).verdict.state, State::Invalid);
        EXPECT_EQ(sign::verify_message(message, script, text).state, State::Inconclusive);
    }
    std::printf("BIP322 proofs of funds: %zu cases\n", proofs.size());
}

/// A proof of "words" by key 1 that shows a coin of key 2 and an older one of key 3.
class FundsProofTest : public ::testing::Test {
protected:
    FundsProofTest() {
        for (uint8_t number = 1; number <= 3; ++number)
            m_keyring.add_key(sign::testing::key(number));
        primitives::MutableTransaction previous;
        previous.inputs.emplace_back();
        previous.outputs.push_back({{500}, sign::testing::pay_to_key(sign::testing::public_key(3))});
        const auto frozen = previous.freeze();
        m_coins = {{{{}, 7}, {{100}, sign::testing::p2wpkh(sign::testing::public_key(2))}, nullptr},
                   {{frozen->txid(), 0}, {{500}, previous.outputs[0].script}, frozen}};
    }

    Psbt unsigned_proof() const { return make_funds_proof("words", m_script, m_coins); }
    FundsVerdict verdict_of(const Psbt& proof) const {
        return verify_funds_proof("words", m_script,
                                  sign::write_proof_text({ProofFormat::Funds, encode(proof)}));
    }
    Psbt signed_proof() const {
        const std::string text = sign_funds_proof(unsigned_proof(), m_keyring).value();
        return decode(sign::read_proof_text(text)->bytes).value();
    }

    const base::Bytes m_script = sign::testing::p2wpkh(sign::testing::public_key(1));
    sign::Keyring m_keyring;
    std::vector<ShownCoin> m_coins;
};

TEST_F(FundsProofTest, GoesBothWays) {
    const FundsVerdict verdict = verdict_of(signed_proof());
    EXPECT_EQ(verdict.verdict.state, State::Valid) << verdict.verdict.reason;
    EXPECT_EQ(verdict.total.sat, 600);
    ASSERT_EQ(verdict.coins.size(), 2u);
    EXPECT_EQ(verdict.coins[1].outpoint, m_coins[1].outpoint);
    m_coins.clear();
    EXPECT_EQ(verdict_of(signed_proof()).verdict.state, State::Valid);
}

TEST_F(FundsProofTest, WithoutAKeyThereIsNone) {
    sign::Keyring keyring;
    keyring.add_key(sign::testing::key(1));
    EXPECT_EQ(sign_funds_proof(unsigned_proof(), keyring).error(), "Input 1 of the proof cannot be signed");
}

TEST_F(FundsProofTest, CoinsCannotBeMadeUp) {
    Psbt richer = signed_proof();
    richer.inputs[1].witness_utxo->value.sat = 101;
    EXPECT_EQ(verdict_of(richer).verdict.state, State::Invalid);
    Psbt untold = signed_proof();
    untold.inputs[1].witness_utxo.reset();
    EXPECT_EQ(verdict_of(untold).verdict.reason, "a coin of the proof is not told, or told twice");
    Psbt twice = signed_proof();
    twice.inputs.push_back(twice.inputs[1]);
    EXPECT_EQ(verdict_of(twice).verdict.state, State::Invalid);
    Psbt impossible = signed_proof();
    impossible.inputs[1].witness_utxo->value.sat = -1;
    EXPECT_EQ(verdict_of(impossible).verdict.state, State::Invalid);
    Psbt too_much = signed_proof();
    too_much.inputs[1].witness_utxo->value.sat = primitives::kMaxMoneySat;
    EXPECT_EQ(verdict_of(too_much).verdict.reason, "the coins of the proof are more than there can be");
    EXPECT_EQ(verdict_of(unsigned_proof()).verdict.state, State::Invalid);
}

TEST_F(FundsProofTest, OneTransactionIsEnoughForAllItsOutputs) {
    primitives::MutableTransaction previous;
    previous.inputs.emplace_back();
    for (int i = 0; i < 2; ++i)
        previous.outputs.push_back({{500}, sign::testing::pay_to_key(sign::testing::public_key(3))});
    const auto frozen = previous.freeze();
    m_coins.clear();
    for (uint32_t i = 0; i < 2; ++i)
        m_coins.push_back({{frozen->txid(), i}, {{500}, previous.outputs[i].script}, frozen});
    Psbt proof = signed_proof();
    proof.inputs[2].previous.reset();
    proof.inputs[2].witness_utxo.reset();
    EXPECT_EQ(verdict_of(proof).total.sat, 1000);
    proof.inputs[1].previous.reset();
    EXPECT_EQ(verdict_of(proof).verdict.state, State::Invalid);
}

TEST_F(FundsProofTest, OtherTextsAreNone) {
    const auto reason = [&](std::string_view text) {
        return verify_funds_proof("words", m_script, text).verdict.reason;
    };
    EXPECT_EQ(reason("p"), "signature too short");
    EXPECT_EQ(reason("smpAA=="), "this is no proof of funds");
    EXPECT_EQ(reason("pofAA==").substr(0, 43), "error parsing signature as proof of funds: ");
    EXPECT_EQ(verdict_of(Psbt()).verdict.state, State::Invalid);
}

}  // namespace
}  // namespace quanta::psbt
