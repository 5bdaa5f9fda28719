// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "base/hex.h"
#include "crypto/secp256k1.h"
#include "json/value.h"
#include "script/script.h"
#include "script/sighash.h"
#include "script/taproot.h"
#include "script/test_support.h"
#include "script/test_vectors.h"

namespace quanta::script {
namespace {

using base::Bytes;
using base::to_hex;
using crypto::Digest256;
using json::Value;
using primitives::Amount;
using primitives::Coin;
using primitives::ScriptBytes;
using testing::unhex;

constexpr std::string_view kFile = "bips/bip-0341-wallet-test-vectors.json";

const Value& at(const Value& object, std::string_view key) {
    const Value* found = object.find(key);
    CHECK(found);
    return *found;
}

Digest256 digest_of(const Value& hex) {
    const Bytes bytes = unhex(hex.string());
    Digest256 digest;
    CHECK(bytes.size() == digest.size());
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

std::optional<Digest256> optional_digest(const Value& hex) {
    return hex.is_null() ? std::nullopt : std::optional(digest_of(hex));
}

/// A leaf and the hashes beside the way from it to the root.
struct Leaf {
    uint64_t id;
    uint8_t version;
    Bytes script;
    Digest256 hash;
    Bytes path;
};

struct Tree {
    Digest256 root;
    std::vector<Leaf> leaves;
};

/// Trees of the vectors are a few levels deep.
Tree build_tree(const Value& node) {
    if (node.is_object()) {
        const Bytes script = unhex(at(node, "script").string());
        const auto version = static_cast<uint8_t>(at(node, "leafVersion").as_int64().value());
        const Digest256 hash = tapleaf_hash(version, script);
        return {hash, {{at(node, "id").as_uint64().value(), version, script, hash, {}}}};
    }
    Tree left = build_tree(node.array()[0]);
    Tree right = build_tree(node.array()[1]);
    for (Leaf& leaf : left.leaves)
        leaf.path.insert(leaf.path.end(), right.root.begin(), right.root.end());
    for (Leaf& leaf : right.leaves)
        leaf.path.insert(leaf.path.end(), left.root.begin(), left.root.end());
    Tree joined{tapbranch_hash(left.root, right.root), left.leaves};
    joined.leaves.insert(joined.leaves.end(), right.leaves.begin(), right.leaves.end());
    return joined;
}

void check_leaves(const Value& entry, const Tree& tree, const crypto::TweakedKey& output) {
    for (const Leaf& leaf : tree.leaves) {
        EXPECT_EQ(to_hex(leaf.hash), at(at(entry, "intermediary"), "leafHashes").array()[leaf.id].string());
        Bytes control = {static_cast<uint8_t>(leaf.version | (output.parity == crypto::Parity::Odd ? 1 : 0))};
        const Digest256 internal = digest_of(at(at(entry, "given"), "internalPubkey"));
        control.insert(control.end(), internal.begin(), internal.end());
        control.insert(control.end(), leaf.path.begin(), leaf.path.end());
        EXPECT_EQ(to_hex(control),
                  at(at(entry, "expected"), "scriptPathControlBlocks").array()[leaf.id].string());
        EXPECT_EQ(taproot_root(control, leaf.hash), tree.root);
        EXPECT_TRUE(is_taproot_commitment(control, output.key, leaf.hash));
        control[0] ^= 1;
        EXPECT_FALSE(is_taproot_commitment(control, output.key, leaf.hash));
    }
}

TEST(TaprootVectors, Outputs) {
    LOAD_OR_SKIP(vectors, kFile);
    int outputs = 0;
    size_t leaves = 0;
    for (const Value& entry : at(*vectors, "scriptPubKey").array()) {
        const Value& intermediary = at(entry, "intermediary");
        const Digest256 internal = digest_of(at(at(entry, "given"), "internalPubkey"));
        const Value& tree_value = at(at(entry, "given"), "scriptTree");
        const Tree tree = tree_value.is_null() ? Tree{} : build_tree(tree_value);
        const auto root = tree.leaves.empty() ? std::nullopt : std::optional(tree.root);
        EXPECT_EQ(root, optional_digest(at(intermediary, "merkleRoot")));
        const Digest256 tweak = taptweak_hash(internal, root);
        EXPECT_EQ(to_hex(tweak), at(intermediary, "tweak").string());
        const auto output = crypto::xonly_tweak_add(internal, tweak);
        ASSERT_TRUE(output);
        EXPECT_EQ(to_hex(output->key), at(intermediary, "tweakedPubkey").string());
        const Bytes script = ScriptBuilder().op(OP_1).push(output->key).bytes();
        EXPECT_EQ(to_hex(script), at(at(entry, "expected"), "scriptPubKey").string());
        check_leaves(entry, tree, *output);
        leaves += tree.leaves.size();
        ++outputs;
    }
    std::printf("bip-0341-wallet-test-vectors.json: %d outputs, %zu leaves\n", outputs, leaves);
    EXPECT_GT(outputs, 0);
}

void check_input(const SpendContext& context, const Value& entry) {
    const Value& given = at(entry, "given");
    const Value& intermediary = at(entry, "intermediary");
    const auto index = static_cast<size_t>(at(given, "txinIndex").as_int64().value());
    const auto hash_type = static_cast<uint8_t>(at(given, "hashType").as_int64().value());
    const auto hash = taproot_signature_hash(context, index, hash_type, {});
    ASSERT_TRUE(hash);
    EXPECT_EQ(to_hex(*hash), at(intermediary, "sigHash").string());
    // The preimage begins with the epoch; what stands there hashes to the same.
    EXPECT_EQ(*hash, crypto::tagged_hash("TapSighash", unhex(at(intermediary, "sigMsg").string())));

    const auto internal = crypto::PrivateKey::from_bytes(digest_of(at(given, "internalPrivkey"))).value();
    const auto xonly = internal.public_key().xonly();
    EXPECT_EQ(to_hex(xonly), at(intermediary, "internalPubkey").string());
    const Digest256 tweak = taptweak_hash(xonly, optional_digest(at(given, "merkleRoot")));
    EXPECT_EQ(to_hex(tweak), at(intermediary, "tweak").string());
    const auto tweaked = internal.taproot_tweak(tweak).value();
    EXPECT_EQ(to_hex(tweaked.bytes()), at(intermediary, "tweakedPrivkey").string());
    const auto signature = tweaked.sign_schnorr(*hash);
    Bytes witness(signature.begin(), signature.end());
    if (hash_type != kSigHashDefault) witness.push_back(hash_type);
    EXPECT_EQ(to_hex(witness), at(at(entry, "expected"), "witness").array()[0].string());
}

TEST(TaprootVectors, KeyPathSpending) {
    LOAD_OR_SKIP(vectors, kFile);
    int inputs = 0;
    for (const Value& entry : at(*vectors, "keyPathSpending").array()) {
        std::vector<Coin> coins;
        for (const Value& utxo : at(at(entry, "given"), "utxosSpent").array()) {
            coins.push_back({Amount{at(utxo, "amountSats").as_int64().value()},
                             ScriptBytes(unhex(at(utxo, "scriptPubKey").string()))});
        }
        const auto unsigned_form =
            primitives::parse_transaction(unhex(at(at(entry, "given"), "rawUnsignedTx").string())).value();
        const SpendContext context(*unsigned_form, coins);
        const Value& intermediary = at(entry, "intermediary");
        EXPECT_EQ(to_hex(context.taproot().prevouts), at(intermediary, "hashPrevouts").string());
        EXPECT_EQ(to_hex(context.taproot().amounts), at(intermediary, "hashAmounts").string());
        EXPECT_EQ(to_hex(context.taproot().scripts), at(intermediary, "hashScriptPubkeys").string());
        EXPECT_EQ(to_hex(context.taproot().sequences), at(intermediary, "hashSequences").string());
        EXPECT_EQ(to_hex(context.taproot().outputs), at(intermediary, "hashOutputs").string());
        for (const Value& input : at(entry, "inputSpending").array()) {
            check_input(context, input);
            ++inputs;
        }
        const auto complete =
            primitives::parse_transaction(unhex(at(at(entry, "auxiliary"), "fullySignedTx").string()))
                .value();
        const SpendContext signed_context(*complete, coins);
        for (size_t i = 0; i < coins.size(); ++i) {
            EXPECT_TRUE(verify_input(signed_context, i, testing::kAllFlags)) << i;
        }
    }
    std::printf("bip-0341-wallet-test-vectors.json: %d inputs\n", inputs);
    EXPECT_GT(inputs, 0);
}

}  // namespace
}  // namespace quanta::script
