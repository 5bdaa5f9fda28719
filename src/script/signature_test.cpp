// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "crypto/secp256k1.h"
#include "script/script.h"
#include "script/sighash.h"
#include "script/signature_checks.h"
#include "script/test_support.h"

namespace quanta::script {
namespace {

using base::Bytes;
using base::ByteSpan;
using testing::assemble;
using testing::kPrograms;
using testing::Spend;
using testing::unhex;

crypto::PrivateKey key_of(uint8_t number) {
    std::array<uint8_t, 32> bytes{};
    bytes.back() = number;
    return crypto::PrivateKey::from_bytes(bytes).value();
}

Bytes key_bytes(uint8_t number, crypto::KeyForm form = crypto::KeyForm::Compressed) {
    const auto key = key_of(number).public_key(form);
    const ByteSpan bytes = key.bytes();
    return {bytes.begin(), bytes.end()};
}

Bytes sign(uint8_t number, const crypto::Digest256& hash, uint8_t hash_type = kSigHashAll) {
    const auto signature = key_of(number).sign_ecdsa(hash);
    Bytes out(signature.bytes().begin(), signature.bytes().end());
    out.push_back(hash_type);
    return out;
}

/// Signs the legacy `script_code` of the only input of `spend`.
Bytes sign_legacy(const Spend& spend, uint8_t number, const Bytes& script_code,
                  uint8_t hash_type = kSigHashAll) {
    return sign(number, legacy_signature_hash(*spend.transaction(), 0, script_code, hash_type), hash_type);
}

Bytes sign_v0(const Spend& spend, uint8_t number, const Bytes& script_code) {
    const auto transaction = spend.transaction();
    const std::array<primitives::Coin, 1> coins = {
        primitives::Coin{primitives::Amount{spend.value_sat}, primitives::ScriptBytes(spend.coin_script)}};
    return sign(number,
                segwit_signature_hash(SpendContext(*transaction, coins), 0, script_code, kSigHashAll));
}

/// The same signature with S replaced by the group order less S, hash type kept.
Bytes with_high_s(const Bytes& signature) {
    const Bytes order = unhex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    const size_t r_size = signature[3];
    const ByteSpan s = ByteSpan(signature).subspan(6 + r_size, signature[5 + r_size]);
    Bytes high = order;
    int borrow = 0;
    for (size_t i = 0; i < high.size(); ++i) {
        const int digit = i < s.size() ? s[s.size() - 1 - i] : 0;
        const int difference = high[31 - i] - digit - borrow;
        borrow = difference < 0 ? 1 : 0;
        high[31 - i] = static_cast<uint8_t>(difference + 256 * borrow);
    }
    Bytes out(signature.begin(), signature.begin() + 4 + static_cast<ptrdiff_t>(r_size));
    out.insert(out.end(), {2, 33, 0});
    out.insert(out.end(), high.begin(), high.end());
    out[1] = static_cast<uint8_t>(out.size() - 2);
    out.push_back(signature.back());
    return out;
}

/// An output to key 1 and its spend, ready for a signature.
struct PayToKey {
    PayToKey(Bytes key, VerifyFlags flags) {
        spend.coin_script = ScriptBuilder().push(key).op(OP_CHECKSIG).bytes();
        spend.flags = flags;
    }
    std::string with(ByteSpan signature) {
        spend.script_sig = ScriptBuilder().push(signature).bytes();
        return spend.verdict();
    }
    Bytes good(uint8_t hash_type = kSigHashAll) const {
        return sign_legacy(spend, 1, spend.coin_script, hash_type);
    }
    Spend spend;
};

TEST(Signatures, LegacyKey) {
    PayToKey pay(key_bytes(1), kPrograms);
    EXPECT_EQ(pay.with(pay.good()), "OK");
    for (int type = 0; type < 256; ++type) {
        const auto hash_type = static_cast<uint8_t>(type);
        EXPECT_EQ(pay.with(pay.good(hash_type)), "OK") << type;
        Bytes other = pay.good(hash_type);
        other.back() ^= kSigHashAnyoneCanPay;
        EXPECT_EQ(pay.with(other), "EVAL_FALSE") << type;
    }
    EXPECT_EQ(pay.with({}), "EVAL_FALSE");
    EXPECT_EQ(pay.with(sign_legacy(pay.spend, 2, pay.spend.coin_script)), "EVAL_FALSE");
    Spend other = pay.spend;
    other.script_sig = ScriptBuilder().push(pay.good()).bytes();
    other.lock_time = 1;
    EXPECT_EQ(other.verdict(), "EVAL_FALSE");
}

TEST(Signatures, HashTypesUnderStrictEncoding) {
    PayToKey pay(key_bytes(1), kVerifyStrictEncoding);
    for (int type = 0; type < 256; ++type) {
        const bool defined = (type & 0x7f) >= 1 && (type & 0x7f) <= 3;
        EXPECT_EQ(pay.with(pay.good(static_cast<uint8_t>(type))), defined ? "OK" : "SIG_HASHTYPE") << type;
    }
}

TEST(Signatures, StrictDer) {
    const Bytes good = PayToKey(key_bytes(1), kVerifyNone).good();
    ASSERT_TRUE(is_strict_der(good));
    // One wrong thing each: tags, lengths, padding, signs.
    for (const size_t at : {0u, 1u, 2u, 3u}) {
        Bytes bad = good;
        bad[at] ^= 1;
        EXPECT_FALSE(is_strict_der(bad)) << at;
    }
    for (const char* bad :
         {"", "30", "3006020100020100", "300602010002010001ff", "30070202000102010001", "300602018002010001",
          "300602010002018001", "300502000201000001", "300502010002000001", "3005020100020001",
          "30060201000301000 1", "300702010002020001 01"}) {
        std::string hex(bad);
        std::erase(hex, ' ');
        EXPECT_FALSE(is_strict_der(unhex(hex))) << bad;
    }
    EXPECT_TRUE(is_strict_der(unhex("300602010002010001")));
    EXPECT_TRUE(
        is_strict_der(unhex("30080202008002020080"
                            "01")));
    const std::string longest = "3046022100" + std::string(64, 'f') + "022100" + std::string(64, 'f') + "01";
    EXPECT_TRUE(is_strict_der(unhex(longest)));
    EXPECT_FALSE(
        is_strict_der(unhex("3047022200" + std::string(66, 'f') + "022100" + std::string(64, 'f') + "01")));
}

TEST(Signatures, FormsByFlag) {
    // A byte after the end of the signature: once accepted, and now not DER.
    PayToKey pay(key_bytes(1), kVerifyNone);
    Bytes trailing = pay.good();
    trailing.insert(trailing.end() - 1, 0);
    EXPECT_EQ(pay.with(trailing), "OK");
    for (const VerifyFlags flag : {kVerifyDerSignatures, kVerifyLowS, kVerifyStrictEncoding}) {
        pay.spend.flags = flag;
        EXPECT_EQ(pay.with(trailing), "SIG_DER");
        EXPECT_EQ(pay.with({}), "EVAL_FALSE");
    }
    const Bytes high = with_high_s(pay.good());
    pay.spend.flags = kVerifyDerSignatures | kVerifyStrictEncoding;
    EXPECT_EQ(pay.with(high), "OK");
    pay.spend.flags = kVerifyLowS;
    EXPECT_EQ(pay.with(high), "SIG_HIGH_S");
    EXPECT_EQ(pay.with(pay.good()), "OK");
}

TEST(Signatures, NullFail) {
    PayToKey pay(key_bytes(1), kVerifyNullFail);
    EXPECT_EQ(pay.with(sign_legacy(pay.spend, 2, pay.spend.coin_script)), "NULLFAIL");
    EXPECT_EQ(pay.with({}), "EVAL_FALSE");
    EXPECT_EQ(pay.with(pay.good()), "OK");
}

TEST(Signatures, CheckSigVerify) {
    Spend spend;
    spend.coin_script = ScriptBuilder().push(key_bytes(1)).op(OP_CHECKSIGVERIFY).number(1).bytes();
    spend.script_sig = ScriptBuilder().push(sign_legacy(spend, 1, spend.coin_script)).bytes();
    EXPECT_EQ(spend.verdict(), "OK");
    spend.script_sig = {OP_0};
    EXPECT_EQ(spend.verdict(), "CHECKSIGVERIFY");
}

TEST(Signatures, KeyForms) {
    const Bytes uncompressed = key_bytes(1, crypto::KeyForm::Uncompressed);
    Bytes hybrid = uncompressed;
    hybrid[0] = static_cast<uint8_t>(6 + (hybrid.back() & 1));
    Bytes wrong_parity = hybrid;
    wrong_parity[0] ^= 1;
    Bytes cut = key_bytes(1);
    cut.pop_back();
    struct Case {
        Bytes key;
        std::string plain, strict;
    };
    const std::vector<Case> cases = {{key_bytes(1), "OK", "OK"},
                                     {uncompressed, "OK", "OK"},
                                     {hybrid, "OK", "PUBKEYTYPE"},
                                     {wrong_parity, "EVAL_FALSE", "PUBKEYTYPE"},
                                     {cut, "EVAL_FALSE", "PUBKEYTYPE"},
                                     {{}, "EVAL_FALSE", "PUBKEYTYPE"},
                                     {Bytes(33, 2), "EVAL_FALSE", "EVAL_FALSE"}};
    for (const Case& item : cases) {
        PayToKey pay(item.key, kVerifyNone);
        EXPECT_EQ(pay.with(pay.good()), item.plain) << item.key.size();
        pay.spend.flags = kVerifyStrictEncoding;
        EXPECT_EQ(pay.with(pay.good()), item.strict) << item.key.size();
    }
}

TEST(Signatures, WitnessKeyHash) {
    Spend spend;
    spend.flags = kPrograms | kVerifyWitnessPubkeyType | kVerifyCleanStack;
    spend.value_sat = 5000;
    const auto spend_with = [&](const Bytes& key) {
        const auto hash = crypto::hash160(key);
        spend.coin_script = ScriptBuilder().op(OP_0).push(hash).bytes();
        const Bytes code =
            ScriptBuilder().op(OP_DUP).op(OP_HASH160).push(hash).op(OP_EQUALVERIFY).op(OP_CHECKSIG).bytes();
        spend.witness = {sign_v0(spend, 1, code), key};
        return spend.verdict();
    };
    EXPECT_EQ(spend_with(key_bytes(1)), "OK");
    spend.value_sat = 5001;
    EXPECT_EQ(spend.verdict(), "EVAL_FALSE");
    spend.value_sat = 5000;
    EXPECT_EQ(spend_with(key_bytes(1, crypto::KeyForm::Uncompressed)), "WITNESS_PUBKEYTYPE");
    spend.flags &= ~kVerifyWitnessPubkeyType;
    EXPECT_EQ(spend.verdict(), "OK");
    const std::vector<Bytes> good = spend.witness;
    spend.witness = {good[0]};
    EXPECT_EQ(spend.verdict(), "WITNESS_PROGRAM_MISMATCH");
    spend.witness = {good[0], good[1], {}};
    EXPECT_EQ(spend.verdict(), "WITNESS_PROGRAM_MISMATCH");
    spend.witness = {good[0], key_bytes(2)};
    EXPECT_EQ(spend.verdict(), "EQUALVERIFY");
    spend.witness = {};
    EXPECT_EQ(spend.verdict(), "WITNESS_PROGRAM_MISMATCH");
    spend.witness = good;
    spend.script_sig = {OP_0};
    EXPECT_EQ(spend.verdict(), "WITNESS_MALLEATED");
}

/// A legacy 2-of-3 of keys 1 to 3.
struct TwoOfThree {
    explicit TwoOfThree(VerifyFlags flags) {
        ScriptBuilder script;
        script.number(2);
        for (uint8_t i = 1; i <= 3; ++i)
            script.push(key_bytes(i));
        spend.coin_script = script.number(3).op(OP_CHECKMULTISIG).bytes();
        spend.flags = flags;
    }
    Bytes by(uint8_t key) const { return sign_legacy(spend, key, spend.coin_script); }
    std::string with(const Bytes& first, const Bytes& second, const Bytes& dummy = {}) {
        spend.script_sig = ScriptBuilder().push(dummy).push(first).push(second).bytes();
        return spend.verdict();
    }
    Spend spend;
};

TEST(Signatures, Multisig) {
    TwoOfThree multisig(kPrograms);
    for (uint8_t first = 1; first <= 4; ++first) {
        for (uint8_t second = 1; second <= 4; ++second) {
            const bool in_order = first < second && second <= 3;
            EXPECT_EQ(multisig.with(multisig.by(first), multisig.by(second)), in_order ? "OK" : "EVAL_FALSE");
        }
    }
    EXPECT_EQ(multisig.with({}, {}), "EVAL_FALSE");
    EXPECT_EQ(multisig.with(multisig.by(1), multisig.by(2), {1}), "OK");
    multisig.spend.flags = kVerifyNullDummy;
    EXPECT_EQ(multisig.with(multisig.by(1), multisig.by(2), {1}), "SIG_NULLDUMMY");
    EXPECT_EQ(multisig.with(multisig.by(1), multisig.by(2)), "OK");
    multisig.spend.flags = kVerifyNullFail;
    EXPECT_EQ(multisig.with(multisig.by(1), {}), "NULLFAIL");
    EXPECT_EQ(multisig.with({}, multisig.by(2)), "NULLFAIL");
    EXPECT_EQ(multisig.with({}, {}), "EVAL_FALSE");
    multisig.spend.coin_script.back() = OP_CHECKMULTISIGVERIFY;
    multisig.spend.flags = kVerifyNone;
    EXPECT_EQ(multisig.with({}, {}), "CHECKMULTISIGVERIFY");
}

TEST(Signatures, MultisigStopsWhenKeysRunOut) {
    // The malformed second signature is tried first, against the last key.
    TwoOfThree multisig(kVerifyDerSignatures);
    EXPECT_EQ(multisig.with(multisig.by(1), {1, 2, 3}), "SIG_DER");
    // The first one is reached only after the second has found its key with enough keys left.
    EXPECT_EQ(multisig.with({1, 2, 3}, multisig.by(1)), "EVAL_FALSE");
    EXPECT_EQ(multisig.with({1, 2, 3}, multisig.by(3)), "SIG_DER");
}

TEST(Signatures, CodeSeparators) {
    // Signed from the last executed separator on; legacy code leaves the others out.
    Spend spend;
    const Bytes tail = ScriptBuilder().push(key_bytes(1)).op(OP_CHECKSIG).op(OP_CODESEPARATOR).bytes();
    spend.coin_script = ScriptBuilder().number(1).op(OP_DROP).op(OP_CODESEPARATOR).append(tail).bytes();
    Bytes without = tail;
    without.pop_back();
    const auto verdict = [&](const Bytes& code) {
        spend.script_sig = ScriptBuilder().push(sign_legacy(spend, 1, code)).bytes();
        return spend.verdict();
    };
    EXPECT_EQ(verdict(tail), "OK");
    EXPECT_EQ(verdict(without), "OK");
    EXPECT_EQ(verdict(spend.coin_script), "EVAL_FALSE");
    spend.flags = kVerifyConstScriptCode;
    EXPECT_EQ(verdict(tail), "OP_CODESEPARATOR");
    spend.coin_script = assemble("1 0 IF CODESEPARATOR ENDIF");
    EXPECT_EQ(spend.verdict(), "OP_CODESEPARATOR");
}

TEST(Signatures, CodeSeparatorsInWitnesses) {
    Spend spend;
    spend.flags = kPrograms | kVerifyConstScriptCode;
    const Bytes tail = ScriptBuilder().push(key_bytes(1)).op(OP_CHECKSIG).op(OP_CODESEPARATOR).bytes();
    const Bytes script = ScriptBuilder().op(OP_CODESEPARATOR).append(tail).bytes();
    spend.coin_script = ScriptBuilder().op(OP_0).push(crypto::sha256(script)).bytes();
    const auto verdict = [&](const Bytes& code) {
        spend.witness = {sign_v0(spend, 1, code), script};
        return spend.verdict();
    };
    EXPECT_EQ(verdict(tail), "OK");
    EXPECT_EQ(verdict(script), "EVAL_FALSE");
    Bytes without = tail;
    without.pop_back();
    EXPECT_EQ(verdict(without), "EVAL_FALSE");
}

TEST(Signatures, TakenOutOfTheCode) {
    const Bytes signature = unhex("300602010002010001");
    const auto push = ScriptBuilder().push(signature).bytes();
    const auto left = [&](const Bytes& code) { return without_signature(code, signature); };
    EXPECT_FALSE(left({}));
    EXPECT_FALSE(left(assemble("DUP HASH160 1 CHECKSIG 'a_longer_push_than_that'")));
    EXPECT_EQ(left(push), Bytes{});
    const Bytes twice = ScriptBuilder().op(OP_DUP).append(push).append(push).op(OP_DROP).append(push).bytes();
    EXPECT_EQ(left(twice), assemble("DUP DROP"));
    // Only as a push of its own, in its shortest form; what cannot be read stays.
    EXPECT_FALSE(left(ScriptBuilder().push(push).bytes()));
    EXPECT_FALSE(left(ScriptBuilder().op(OP_PUSHDATA1).append(push).bytes()));
    EXPECT_EQ(left(ScriptBuilder().append(push).append(unhex("05aabb")).bytes()), unhex("05aabb"));
    EXPECT_FALSE(left(unhex("0f3006020100020100")));
    // An empty signature is OP_0.
    EXPECT_EQ(without_signature(assemble("0 1 0"), {}), assemble("1"));
    const Bytes long_signature(300, 1);
    EXPECT_EQ(without_signature(ScriptBuilder().push(long_signature).op(OP_DUP).bytes(), long_signature),
              Bytes{OP_DUP});
}

TEST(Signatures, SignatureInTheCode) {
    const Bytes rest = ScriptBuilder().op(OP_DROP).push(key_bytes(1)).op(OP_CHECKSIG).bytes();
    // Single without an output signs a constant, which does not change with the coin's script.
    const Bytes signature = sign(1, crypto::Digest256{1}, kSigHashSingle);
    primitives::MutableTransaction draft;
    draft.inputs.assign(2, {});
    draft.inputs[0].prevout.index = 0;
    draft.inputs[1].prevout.index = 1;
    draft.inputs[1].script_sig = ScriptBuilder().push(signature).bytes();
    draft.outputs.push_back({});
    const auto transaction = draft.freeze();
    const Bytes script = ScriptBuilder().push(signature).append(rest).bytes();
    const std::vector<primitives::Coin> coins(2, primitives::Coin{{}, primitives::ScriptBytes(script)});
    const SpendContext context(*transaction, coins);
    EXPECT_TRUE(verify_input(context, 1, kVerifyNone));
    const auto constant = verify_input(context, 1, kVerifyConstScriptCode);
    ASSERT_FALSE(constant);
    EXPECT_EQ(constant.error(), ScriptError::SigFindAndDelete);
    // An empty signature is found in every OP_0, also by a multisig.
    EXPECT_EQ((Spend{{OP_0}, {}, assemble("0 DROP 1 CHECKSIG NOT"), kVerifyConstScriptCode}.verdict()),
              "SIG_FINDANDDELETE");
    EXPECT_EQ((Spend{assemble("0 0"), {}, assemble("1 1 1 CHECKMULTISIG 0 EQUAL"), kVerifyConstScriptCode}
                   .verdict()),
              "SIG_FINDANDDELETE");
    EXPECT_EQ(
        (Spend{assemble("0 0"), {}, assemble("1 1 1 CHECKMULTISIG NOT"), kVerifyConstScriptCode}.verdict()),
        "OK");
}

}  // namespace
}  // namespace quanta::script
