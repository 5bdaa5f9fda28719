// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/taproot.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "crypto/secp256k1.h"
#include "script/script.h"
#include "script/sighash.h"
#include "script/test_support.h"

namespace quanta::script {
namespace {

using base::Bytes;
using base::ByteSpan;
using crypto::Digest256;
using testing::assemble;
using testing::kPrograms;
using testing::OneLeafTree;
using testing::Spend;

crypto::PrivateKey key_of(uint8_t number) {
    Digest256 bytes{};
    bytes.back() = number;
    return crypto::PrivateKey::from_bytes(bytes).value();
}

/// What the only input of `spend` signs.
Digest256 hash_of(const Spend& spend, uint8_t hash_type, const TaprootExtension& extension) {
    const auto transaction = spend.transaction();
    const std::array<primitives::Coin, 1> coins = {
        primitives::Coin{primitives::Amount{spend.value_sat}, primitives::ScriptBytes(spend.coin_script)}};
    return taproot_signature_hash(SpendContext(*transaction, coins), 0, hash_type, extension).value();
}

Bytes sign(const crypto::PrivateKey& key, const Spend& spend, uint8_t hash_type,
           const TaprootExtension& extension) {
    const auto signature = key.sign_schnorr(hash_of(spend, hash_type, extension));
    Bytes out(signature.begin(), signature.end());
    if (hash_type != kSigHashDefault) out.push_back(hash_type);
    return out;
}

Digest256 annex_hash(const Bytes& annex) {
    Bytes sized = annex;
    sized.insert(sized.begin(), static_cast<uint8_t>(annex.size()));
    return crypto::sha256(sized);
}

/// An output to key 1 without scripts.
struct KeyPath {
    KeyPath() : key(key_of(1).taproot_tweak(taptweak_hash(key_of(1).public_key().xonly(), {})).value()) {
        spend.coin_script = ScriptBuilder().op(OP_1).push(key.public_key().xonly()).bytes();
        spend.flags = kPrograms;
    }
    std::string with(std::vector<Bytes> witness) {
        spend.witness = std::move(witness);
        return spend.verdict();
    }
    crypto::PrivateKey key;
    Spend spend;
};

TEST(KeyPath, Signatures) {
    KeyPath path;
    for (const uint8_t type : {0, 1, 2, 3, 0x81, 0x82, 0x83}) {
        const Bytes good = sign(path.key, path.spend, type, {});
        EXPECT_EQ(path.with({good}), "OK") << int{type};
        Bytes bad = good;
        bad[5] ^= 1;
        EXPECT_EQ(path.with({bad}), "SCHNORR_SIG") << int{type};
    }
    const Bytes good = sign(path.key, path.spend, kSigHashDefault, {});
    for (const uint8_t type : {0, 4, 0x80, 0x84}) {
        Bytes typed = good;
        typed.push_back(type);
        EXPECT_EQ(path.with({typed}), "SCHNORR_SIG_HASHTYPE") << int{type};
    }
    for (const size_t size : {0u, 63u, 66u})
        EXPECT_EQ(path.with({Bytes(size, 1)}), "SCHNORR_SIG_SIZE") << size;
    EXPECT_EQ(path.with({}), "WITNESS_PROGRAM_WITNESS_EMPTY");
    path.spend.script_sig = {OP_0};
    EXPECT_EQ(path.with({good}), "WITNESS_MALLEATED");
}

TEST(KeyPath, RulesAreAFlag) {
    KeyPath path;
    path.spend.flags = kVerifyP2sh | kVerifyWitness;
    EXPECT_EQ(path.with({}), "OK");
    EXPECT_EQ(path.with({{1}, {2}}), "OK");
    path.spend.flags = kVerifyNone;
    EXPECT_EQ(path.with({}), "OK");
}

TEST(KeyPath, Annex) {
    KeyPath path;
    const Bytes annex = {kAnnexTag, 1, 2};
    TaprootExtension extension;
    extension.annex_hash = annex_hash(annex);
    const Bytes with_annex = sign(path.key, path.spend, kSigHashDefault, extension);
    const Bytes without = sign(path.key, path.spend, kSigHashDefault, {});
    EXPECT_EQ(path.with({with_annex, annex}), "OK");
    EXPECT_EQ(path.with({with_annex, {kAnnexTag, 1, 3}}), "SCHNORR_SIG");
    EXPECT_EQ(path.with({without, annex}), "SCHNORR_SIG");
    EXPECT_EQ(path.with({with_annex}), "SCHNORR_SIG");
    // Alone it is a signature; empty or with another first byte it is a control block.
    EXPECT_EQ(path.with({annex}), "SCHNORR_SIG_SIZE");
    EXPECT_EQ(path.with({without, {}}), "TAPROOT_WRONG_CONTROL_SIZE");
    EXPECT_EQ(path.with({without, {kAnnexTag + 1}}), "TAPROOT_WRONG_CONTROL_SIZE");
    extension.annex_hash = annex_hash({kAnnexTag});
    EXPECT_EQ(path.with({sign(path.key, path.spend, kSigHashDefault, extension), {kAnnexTag}}), "OK");
}

/// A tree whose leaf lies `depth` levels below the root, beside nodes of made-up hashes.
struct DeepLeaf {
    DeepLeaf(const Bytes& leaf_script, size_t depth) : script(leaf_script) {
        const auto internal = key_of(1).public_key().xonly();
        control.assign(internal.begin(), internal.end());
        Digest256 node = tapleaf_hash(kTapscriptLeaf, script);
        for (size_t i = 0; i < depth; ++i) {
            const Bytes sibling(kControlNodeSize, static_cast<uint8_t>(i));
            control.insert(control.end(), sibling.begin(), sibling.end());
            node = tapbranch_hash(sibling, node);
        }
        const auto output = crypto::xonly_tweak_add(internal, taptweak_hash(internal, node)).value();
        control.insert(control.begin(), kTapscriptLeaf | (output.parity == crypto::Parity::Odd ? 1 : 0));
        spend.coin_script = ScriptBuilder().op(OP_1).push(output.key).bytes();
        spend.flags = kPrograms;
    }
    std::string with(const Bytes& block) {
        spend.witness = {script, block};
        return spend.verdict();
    }
    Bytes script;
    Bytes control;
    Spend spend;
};

TEST(ScriptPath, ControlBlocks) {
    for (const size_t depth : {0u, 1u, 2u, 127u, 128u}) {
        DeepLeaf leaf({OP_1}, depth);
        ASSERT_EQ(leaf.control.size(), 33 + 32 * depth);
        EXPECT_EQ(leaf.with(leaf.control), "OK") << depth;
        for (const size_t at : {size_t{0}, size_t{1}, leaf.control.size() - 1}) {
            Bytes changed = leaf.control;
            changed[at] ^= 1;
            EXPECT_EQ(leaf.with(changed), "WITNESS_PROGRAM_MISMATCH") << depth << " " << at;
        }
        leaf.control.pop_back();
        EXPECT_EQ(leaf.with(leaf.control), "TAPROOT_WRONG_CONTROL_SIZE") << depth;
        leaf.control.insert(leaf.control.end(), 2, 0);
        EXPECT_EQ(leaf.with(leaf.control), "TAPROOT_WRONG_CONTROL_SIZE") << depth;
    }
    DeepLeaf too_deep({OP_1}, 129);
    EXPECT_EQ(too_deep.with(too_deep.control), "TAPROOT_WRONG_CONTROL_SIZE");
    DeepLeaf other({OP_1}, 3);
    other.script = {OP_2};
    EXPECT_EQ(other.with(other.control), "WITNESS_PROGRAM_MISMATCH");
}

TEST(ScriptPath, LeafVersions) {
    for (int version = 0; version < 256; version += 2) {
        if (version == kTapscriptLeaf || version == kAnnexTag) continue;
        // No rules, not even about the size of items.
        const OneLeafTree tree({OP_RETURN}, static_cast<uint8_t>(version));
        EXPECT_EQ(tree.spend({Bytes(600)}, kPrograms).verdict(), "OK") << version;
        EXPECT_EQ(tree.spend({}, kPrograms | kVerifyDiscourageUpgradableTaprootVersion).verdict(),
                  "DISCOURAGE_UPGRADABLE_TAPROOT_VERSION");
    }
    EXPECT_EQ(OneLeafTree({OP_RETURN}).spend({}, kPrograms).verdict(), "OP_RETURN");
}

TEST(ScriptPath, Signatures) {
    const auto key = key_of(5);
    const OneLeafTree tree(ScriptBuilder().push(key.public_key().xonly()).op(OP_CHECKSIG).bytes());
    TaprootExtension extension;
    extension.leaf_hash = tree.leaf_hash;
    const Bytes good = sign(key, tree.spend({}, kPrograms), kSigHashDefault, extension);
    EXPECT_EQ(tree.spend({good}, kPrograms).verdict(), "OK");
    Bytes bad = good;
    bad[0] ^= 1;
    EXPECT_EQ(tree.spend({bad}, kPrograms).verdict(), "SCHNORR_SIG");
    EXPECT_EQ(tree.spend({{}}, kPrograms).verdict(), "EVAL_FALSE");
    EXPECT_EQ(tree.spend({Bytes(10)}, kPrograms).verdict(), "SCHNORR_SIG_SIZE");
    EXPECT_EQ(tree.spend({good, good}, kPrograms).verdict(), "CLEANSTACK");
    EXPECT_EQ(tree.spend({sign(key, tree.spend({}, kPrograms), kSigHashDefault, {})}, kPrograms).verdict(),
              "SCHNORR_SIG");
}

TEST(ScriptPath, CodeSeparatorPosition) {
    // Counted in operations, pushes and those not executed among them.
    const auto key = key_of(5);
    const auto xonly = key.public_key().xonly();
    const OneLeafTree tree(ScriptBuilder()
                               .append(assemble("0 IF CODESEPARATOR ENDIF 'abc' DROP CODESEPARATOR"))
                               .push(xonly)
                               .op(OP_CHECKSIG)
                               .bytes());
    for (uint32_t position = 0; position < 10; ++position) {
        TaprootExtension extension{{}, tree.leaf_hash, position};
        const Bytes signature = sign(key, tree.spend({}, kPrograms), kSigHashAll, extension);
        EXPECT_EQ(tree.spend({signature}, kPrograms).verdict(), position == 6 ? "OK" : "SCHNORR_SIG")
            << position;
    }
}

TEST(ScriptPath, CheckSigAdd) {
    const auto key = key_of(5);
    ScriptBuilder script;
    script.number(3).push(key.public_key().xonly()).op(OP_CHECKSIGADD);
    const OneLeafTree added(ScriptBuilder().append(script.bytes()).number(4).op(OP_EQUAL).bytes());
    TaprootExtension extension{{}, added.leaf_hash};
    const Bytes good = sign(key, added.spend({}, kPrograms), kSigHashDefault, extension);
    EXPECT_EQ(added.spend({good}, kPrograms).verdict(), "OK");
    EXPECT_EQ(added.spend({{}}, kPrograms).verdict(), "EVAL_FALSE");
    const OneLeafTree same(ScriptBuilder().append(script.bytes()).number(3).op(OP_EQUAL).bytes());
    EXPECT_EQ(same.spend({{}}, kPrograms).verdict(), "OK");
    const OneLeafTree large(assemble("2147483648 1 CHECKSIGADD"));
    EXPECT_EQ(large.spend({{}}, kPrograms).verdict(), "SCRIPTNUM");
    EXPECT_EQ((Spend{{}, {}, assemble("0 0 1 CHECKSIGADD"), kPrograms}.verdict()), "BAD_OPCODE");
}

TEST(ScriptPath, OtherOperationsOfTapscript) {
    EXPECT_EQ(OneLeafTree(assemble("0 0 0 CHECKMULTISIG")).spend({}, kPrograms).verdict(),
              "TAPSCRIPT_CHECKMULTISIG");
    EXPECT_EQ(OneLeafTree(assemble("0 0 0 CHECKMULTISIGVERIFY 1")).spend({}, kPrograms).verdict(),
              "TAPSCRIPT_CHECKMULTISIG");
    EXPECT_EQ(OneLeafTree(assemble("0 'x' CHECKSIGVERIFY 1")).spend({}, kPrograms).verdict(),
              "CHECKSIGVERIFY");
    EXPECT_EQ(OneLeafTree(assemble("0 0 CHECKSIG")).spend({}, kPrograms).verdict(), "TAPSCRIPT_EMPTY_PUBKEY");
    EXPECT_EQ(OneLeafTree(assemble("1 0 CHECKSIG")).spend({}, kPrograms).verdict(), "TAPSCRIPT_EMPTY_PUBKEY");
}

TEST(ScriptPath, KeysOfUnknownForm) {
    for (const size_t size : {1u, 31u, 33u, 65u}) {
        const Bytes key(size, 2);
        const OneLeafTree tree(ScriptBuilder().push(key).op(OP_CHECKSIG).bytes());
        EXPECT_EQ(tree.spend({{1}}, kPrograms).verdict(), "OK") << size;
        EXPECT_EQ(tree.spend({{}}, kPrograms).verdict(), "EVAL_FALSE") << size;
        for (const Bytes& signature : {Bytes{1}, Bytes{}}) {
            EXPECT_EQ(tree.spend({signature}, kPrograms | kVerifyDiscourageUpgradablePubkeyType).verdict(),
                      "DISCOURAGE_UPGRADABLE_PUBKEYTYPE");
        }
    }
}

/// A spend of `checks` signature checks with unknown keys whose witness is `spare_wu` above what they need.
Spend budget_case(int checks, int64_t spare_wu) {
    const auto build = [&](size_t padding) {
        ScriptBuilder script;
        script.push(Bytes(padding)).op(OP_DROP).push(Bytes{1}).push(Bytes(33, 2));
        for (int i = 1; i < checks; ++i)
            script.op(OP_2DUP).op(OP_CHECKSIGVERIFY);
        return OneLeafTree(script.op(OP_CHECKSIG).bytes()).spend({}, kPrograms);
    };
    const auto size_wu = [](const Spend& spend) {
        int64_t size = 1;
        for (const Bytes& item : spend.witness)
            size += 1 + static_cast<int64_t>(item.size());
        return size;
    };
    const Spend probe = build(80);
    return build(80 + static_cast<size_t>(checks * 50 + spare_wu - 50 - size_wu(probe)));
}

TEST(ScriptPath, SignatureBudget) {
    for (const int checks : {5, 6}) {
        EXPECT_EQ(budget_case(checks, 0).verdict(), "OK") << checks;
        EXPECT_EQ(budget_case(checks, 1).verdict(), "OK") << checks;
        EXPECT_EQ(budget_case(checks, -1).verdict(), "TAPSCRIPT_VALIDATION_WEIGHT") << checks;
    }
    // The annex adds to the budget, empty signatures cost nothing.
    Spend spend = budget_case(5, -1);
    spend.witness.push_back({kAnnexTag});
    EXPECT_EQ(spend.verdict(), "OK");
    ScriptBuilder many;
    many.number(0).push(Bytes(33, 2));
    for (int i = 0; i < 500; ++i)
        many.op(OP_2DUP).op(OP_CHECKSIG).op(OP_DROP);
    EXPECT_EQ(OneLeafTree(many.op(OP_2DROP).number(1).bytes()).spend({}, kPrograms).verdict(), "OK");
}

TEST(Taproot, Hashes) {
    const Bytes low(32, 1);
    const Bytes high(32, 2);
    EXPECT_EQ(tapbranch_hash(low, high), tapbranch_hash(high, low));
    Bytes joined = low;
    joined.insert(joined.end(), high.begin(), high.end());
    EXPECT_EQ(tapbranch_hash(high, low), crypto::tagged_hash("TapBranch", joined));
    EXPECT_EQ(tapleaf_hash(0xc0, Bytes{OP_1}), crypto::tagged_hash("TapLeaf", Bytes{0xc0, 1, OP_1}));
    const auto key = std::span<const uint8_t>(low).first<32>();
    EXPECT_EQ(taptweak_hash(key, {}), crypto::tagged_hash("TapTweak", low));
    Digest256 root;
    root.fill(2);
    EXPECT_EQ(taptweak_hash(key, root), crypto::tagged_hash("TapTweak", joined));
}

}  // namespace
}  // namespace quanta::script
