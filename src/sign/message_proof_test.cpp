// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/message_proof.h"

#include <cstdio>
#include <utility>

#include "base/base64.h"
#include "json/parser.h"
#include "keys/address.h"
#include "keys/private_key_text.h"
#include "script/taproot.h"
#include "sign/signed_message.h"
#include "sign/test_sign.h"
#include "testing/test_data.h"

namespace quanta::sign::testing {
namespace {

using json::Value;
using State = ProofVerdict::State;

const params::ChainParams& main_chain() {
    static const params::ChainParams params = params::make_params(params::Chain::Main).value();
    return params;
}

base::Bytes script_of_address(std::string_view address) {
    return script_of(keys::decode_address(address, main_chain()).value());
}

/// What the signer of a vector knows.
Keyring keyring_of(const Value& vector) {
    Keyring keyring;
    for (const Value& text : vector.find("private_keys")->array()) {
        const auto key = keys::decode_private_key(text.string(), main_chain()).value();
        keyring.add_key(key.key, key.form);
        const crypto::XOnlyKey internal = key.key.public_key().xonly();
        const auto output = key.key.taproot_tweak(script::taptweak_hash(internal, std::nullopt));
        keyring.add_taproot(output->public_key().xonly(), {internal, std::nullopt, {}});
    }
    for (const char* name : {"witness_script", "sig_script"}) {
        const Value* script = vector.find(name);
        if (script != nullptr && !script->string().empty())
            keyring.add_script(base::from_hex(script->string()).value());
    }
    return keyring;
}

ProofTimes times_of(const Value& vector) {
    const auto number = [&](const char* name) {
        const Value* found = vector.find(name);
        return found == nullptr ? 0 : static_cast<uint32_t>(found->as_uint64().value());
    };
    return {number("tx_version"), number("lock_time"), number("sequence")};
}

/// Scripts that the solver does not know how to satisfy.
bool is_own_script(const Value& vector) {
    return vector.find("type")->string().ends_with("-time-lock");
}

class MessageVectors : public ::testing::TestWithParam<const char*> {
protected:
    /// False when they are not there.
    bool load() {
        const std::string name = std::string("vectors/bips/bip-0322-") + GetParam() + "-test-vectors.json";
        const auto path = quanta::testing::test_data(QUANTA_TEST_DATA, name);
        if (path) m_vectors = json::parse(quanta::testing::read_text(*path)).value();
        return path.has_value();
    }
    const std::vector<Value>& list(const char* name) const {
        static const std::vector<Value> none;
        const Value* found = m_vectors.find(name);
        return found == nullptr ? none : found->array();
    }

    /// The signatures of a vector hold, and so does what we sign ourselves.
    static void try_vector(const Value& vector, ProofFormat format) {
        const std::string& message = vector.find("message")->string();
        const base::Bytes script = script_of_address(vector.find("address")->string());
        const ProofTimes times = times_of(vector);
        const ProofVerdict wanted{State::Valid, times.lock_time, times.sequence, ""};
        for (const Value& text : vector.find("bip322_signatures")->array())
            EXPECT_EQ(verify_message(message, script, text.string()), wanted) << text.string();
        if (is_own_script(vector)) return;
        const auto made = sign_message(message, script, keyring_of(vector), format, times);
        ASSERT_TRUE(made) << made.error();
        EXPECT_EQ(verify_message(message, script, *made), wanted) << *made;
        EXPECT_EQ(verify_message(message + " ", script, *made).state, State::Invalid);
    }

    Value m_vectors;
};

TEST_P(MessageVectors, HashesOfTransactions) {
    if (!load()) GTEST_SKIP() << "needs the vectors of BIP322 in QUANTA_TEST_DATA";
    for (const Value& vector : list("tx_hashes")) {
        const std::string& message = vector.find("message")->string();
        EXPECT_EQ(base::to_hex(proof_message_hash(message)), vector.find("message_hash")->string());
        const auto to_spend = proof_to_spend(message, script_of_address(vector.find("address")->string()));
        EXPECT_EQ(to_spend.freeze()->txid().to_text(), vector.find("to_spend_tx_hash")->string());
        EXPECT_EQ(proof_to_sign(to_spend, {}).freeze()->txid().to_text(),
                  vector.find("to_sign_tx_hash")->string());
    }
    std::printf("BIP322 %s: %zu hashes\n", GetParam(), list("tx_hashes").size());
}

TEST_P(MessageVectors, SignaturesHold) {
    if (!load()) GTEST_SKIP() << "needs the vectors of BIP322 in QUANTA_TEST_DATA";
    for (const Value& vector : list("simple"))
        try_vector(vector, ProofFormat::Simple);
    for (const Value& vector : list("full"))
        try_vector(vector, ProofFormat::Full);
    std::printf("BIP322 %s: %zu simple, %zu full\n", GetParam(), list("simple").size(), list("full").size());
}

TEST_P(MessageVectors, ErrorsAreFound) {
    if (!load()) GTEST_SKIP() << "needs the vectors of BIP322 in QUANTA_TEST_DATA";
    for (const Value& vector : list("error")) {
        const ProofVerdict verdict = verify_message(vector.find("message")->string(),
                                                    script_of_address(vector.find("address")->string()),
                                                    vector.find("signature")->string());
        EXPECT_EQ(verdict.state, State::Invalid);
        EXPECT_NE(verdict.reason.find(vector.find("error_substr")->string()), std::string::npos)
            << verdict.reason << " for " << vector.find("description")->string();
    }
    std::printf("BIP322 %s: %zu errors\n", GetParam(), list("error").size());
}

INSTANTIATE_TEST_SUITE_P(Bip322, MessageVectors, ::testing::Values("basic", "generated"));

/// A proof of "words" by key 1, to be changed and tried.
struct Changed {
    base::Bytes script = p2wpkh(public_key(1));
    primitives::MutableTransaction to_sign = proof_to_sign(proof_to_spend("words", script), {});

    ProofVerdict verdict() {
        Keyring keyring;
        keyring.add_key(key(1));
        InputCoins coins(to_sign.inputs.size());
        coins[0] = primitives::Coin{{0}, primitives::ScriptBytes(script), 0, false};
        sign_transaction(to_sign, keyring, coins, 0);
        return verify_message("words", script, write_proof_text({ProofFormat::Full, to_sign.serialize()}));
    }
};

TEST(MessageProof, FormIsChecked) {
    EXPECT_EQ(Changed().verdict().state, State::Valid);
    Changed other_output;
    other_output.to_sign.outputs[0].value.sat = 1;
    EXPECT_EQ(other_output.verdict().reason, "invalid signature: its transaction has other outputs");
    Changed longer;
    longer.to_sign.outputs[0].script.push_back(script::OP_0);
    EXPECT_EQ(longer.verdict().state, State::Invalid);
    Changed more;
    more.to_sign.outputs.push_back(more.to_sign.outputs[0]);
    EXPECT_EQ(more.verdict().state, State::Invalid);
    Changed other_index;
    other_index.to_sign.inputs[0].prevout.index = 1;
    EXPECT_EQ(other_index.verdict().reason, "invalid signature: it is of another message or script");
}

TEST(MessageProof, WhatIsNotKnownIsInconclusive) {
    Changed version_one;
    version_one.to_sign.version = 1;
    EXPECT_EQ(version_one.verdict().state, State::Inconclusive);
    Changed version_two;
    version_two.to_sign.version = 2;
    EXPECT_EQ(version_two.verdict().state, State::Valid);
    Changed another_coin;
    another_coin.to_sign.inputs.push_back({{{}, 5}, {}, 0, {}});
    EXPECT_EQ(another_coin.verdict().state, State::Inconclusive);
    // A witness version of the future: anything spends it, which proves nothing.
    const base::Bytes future = script::ScriptBuilder().op(script::OP_16).push(base::Bytes(32, 1)).bytes();
    EXPECT_EQ(verify_message("words", future, "smp" + base::to_base64(std::string(1, '\0'))).state,
              State::Inconclusive);
    EXPECT_EQ(verify_message("words", future, "pof").state, State::Inconclusive);
}

TEST(MessageProof, TimesAreTold) {
    Changed timed;
    timed.to_sign.version = 2;
    timed.to_sign.lock_time = 7;
    timed.to_sign.inputs[0].sequence = 9;
    EXPECT_EQ(timed.verdict(), (ProofVerdict{State::Valid, 7, 9, ""}));
}

TEST(MessageProof, SimpleIsForWitnessesWithoutTimes) {
    Keyring keyring;
    keyring.add_key(key(1));
    const auto sign = [&](const base::Bytes& script, const ProofTimes& times = {}) {
        const auto made = sign_message("words", script, keyring, ProofFormat::Simple, times);
        return made ? "" : made.error();
    };
    const std::string refused = "This script needs the full format of signed messages";
    EXPECT_EQ(sign(p2wpkh(public_key(1))), "");
    EXPECT_EQ(sign(p2wpkh(public_key(1)), {2, 0, 0}), refused);
    EXPECT_EQ(sign(p2wpkh(public_key(1)), {0, 1, 0}), refused);
    EXPECT_EQ(sign(p2wpkh(public_key(1)), {0, 0, 1}), refused);
    EXPECT_EQ(sign(pay_to_key(public_key(1))), refused);
    EXPECT_NE(sign(p2wpkh(public_key(2))), "");
    EXPECT_FALSE(sign_message("words", p2wpkh(public_key(1)), keyring, ProofFormat::Funds));
}

TEST(MessageProof, WitnessesAreReadToTheEnd) {
    const base::Bytes script = p2wpkh(public_key(1));
    const auto reason = [&](std::string_view hex) {
        const base::Bytes bytes = base::from_hex(hex).value();
        return verify_message("words", script, write_proof_text({ProofFormat::Simple, bytes})).reason;
    };
    const std::string unread = "error parsing signature as simple variant";
    EXPECT_EQ(reason(""), unread);
    EXPECT_EQ(reason("01"), unread);
    EXPECT_EQ(reason("0102aa"), unread);
    EXPECT_EQ(reason("0101aabb"), unread);
    EXPECT_EQ(reason("ffffffffffffffffff"), unread);
    EXPECT_EQ(reason("0101aa").substr(0, 17), "invalid signature");
}

TEST(MessageProof, TextsGoBothWays) {
    for (const ProofFormat format : {ProofFormat::Simple, ProofFormat::Full, ProofFormat::Funds}) {
        const auto read = read_proof_text(write_proof_text({format, {1, 2, 3}})).value();
        EXPECT_EQ(read.format, format);
        EXPECT_EQ(read.bytes, (base::Bytes{1, 2, 3}));
    }
    EXPECT_EQ(read_proof_text("AQID")->format, ProofFormat::Simple);
    EXPECT_EQ(read_proof_text("AQ").error(), "signature too short");
    EXPECT_EQ(read_proof_text("smpA").error(), "error decoding signature as base64");
}

TEST(SignedMessage, OlderHashHasItsOwnPrefix) {
    EXPECT_NE(signed_message_hash(""), signed_message_hash(" "));
    // Python: sha256d(b"\x18Bitcoin Signed Message:\n" + b"\x05words")
    EXPECT_EQ(base::to_hex(signed_message_hash("words")),
              "b170b088520cda97ddfe9af9d0131f7e5c9b116cdeb64a372f5c74d13f65d480");
}

}  // namespace
}  // namespace quanta::sign::testing
