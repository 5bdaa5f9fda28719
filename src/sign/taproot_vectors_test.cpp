// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdio>
#include <optional>
#include <utility>

#include "json/parser.h"
#include "script/taproot.h"
#include "sign/solver.h"
#include "sign/taproot_tree.h"
#include "sign/test_sign.h"
#include "sign/transaction_signer.h"
#include "testing/test_data.h"

namespace quanta::sign::testing {
namespace {

using json::Value;

/// The vectors of BIP341 for wallets.
class TaprootVectors : public ::testing::Test {
protected:
    /// False when they are not there.
    bool load() {
        const auto path =
            quanta::testing::test_data(QUANTA_TEST_DATA, "vectors/bips/bip-0341-wallet-test-vectors.json");
        if (path) m_vectors = json::parse(quanta::testing::read_text(*path)).value();
        return path.has_value();
    }
    static base::Bytes bytes(const Value& hex) { return base::from_hex(hex.string()).value(); }
    template <typename Digest>
    static Digest digest(const Value& hex) {
        Digest digest;
        const base::Bytes from = bytes(hex);
        EXPECT_EQ(from.size(), digest.size());
        std::copy(from.begin(), from.end(), digest.begin());
        return digest;
    }
    static const Value& at(const Value& object, std::string_view path) {
        const size_t dot = path.find('.');
        const Value* found = object.find(path.substr(0, dot));
        CHECK(found != nullptr);
        return dot == path.npos ? *found : at(*found, path.substr(dot + 1));
    }
    /// The leaves of `tree` from left to right: an object, or a pair.
    static std::vector<TapTreeLeaf> leaves_of(const Value& tree) {
        std::vector<TapTreeLeaf> leaves;
        std::vector<std::pair<const Value*, uint8_t>> open;
        if (!tree.is_null()) open.emplace_back(&tree, uint8_t{0});
        while (!open.empty()) {
            const auto [node, depth] = open.back();
            open.pop_back();
            if (node->is_array()) {
                const auto below = static_cast<uint8_t>(depth + 1);
                open.emplace_back(&node->array()[1], below);
                open.emplace_back(&node->array()[0], below);
            } else {
                const auto version = static_cast<uint8_t>(*at(*node, "leafVersion").as_int64());
                leaves.push_back({depth, version, bytes(at(*node, "script"))});
            }
        }
        return leaves;
    }

    Value m_vectors;
};

TEST_F(TaprootVectors, Outputs) {
    if (!load()) GTEST_SKIP() << "needs vectors/bips of QUANTA_TEST_DATA";
    const auto& cases = at(m_vectors, "scriptPubKey").array();
    for (const Value& entry : cases) {
        const auto internal = digest<crypto::XOnlyKey>(at(entry, "given.internalPubkey"));
        const std::vector<TapTreeLeaf> leaves = leaves_of(at(entry, "given.scriptTree"));
        const auto built = build_taproot(internal, leaves);
        ASSERT_TRUE(built);
        EXPECT_EQ(script_of(keys::Taproot{built->output_key}), bytes(at(entry, "expected.scriptPubKey")));
        for (size_t i = 0; i < leaves.size(); ++i) {
            const auto& controls = built->output.leaves.at({leaves[i].script, leaves[i].version});
            EXPECT_TRUE(controls.contains(bytes(at(entry, "expected.scriptPathControlBlocks").array()[i])));
        }
    }
    std::printf("BIP341: %zu outputs\n", cases.size());
}

TEST_F(TaprootVectors, KeyPathSignatures) {
    if (!load()) GTEST_SKIP() << "needs vectors/bips of QUANTA_TEST_DATA";
    size_t count = 0;
    for (const Value& entry : at(m_vectors, "keyPathSpending").array()) {
        const auto transaction =
            primitives::parse_transaction(bytes(at(entry, "given.rawUnsignedTx"))).value();
        std::vector<primitives::Coin> coins;
        for (const Value& spent : at(entry, "given.utxosSpent").array()) {
            coins.push_back({{*at(spent, "amountSats").as_int64()},
                             primitives::ScriptBytes(bytes(at(spent, "scriptPubKey")))});
        }
        const script::SpendContext context(*transaction, coins);
        for (const Value& input : at(entry, "inputSpending").array()) {
            const auto secret = digest<std::array<uint8_t, 32>>(at(input, "given.internalPrivkey"));
            const auto key = crypto::PrivateKey::from_bytes(secret).value();
            const auto index = static_cast<size_t>(*at(input, "given.txinIndex").as_int64());
            TaprootOutput output{key.public_key().xonly()};
            const Value& root = at(input, "given.merkleRoot");
            if (!root.is_null()) output.merkle_root = digest<crypto::Digest256>(root);
            Keyring keyring;
            keyring.add_key(key);
            keyring.add_taproot(
                digest<crypto::XOnlyKey>(json::Value(base::to_hex(coins[index].script.span().subspan(2)))),
                output);
            const auto type = static_cast<uint8_t>(*at(input, "given.hashType").as_int64());
            InputSignatures known;
            EXPECT_TRUE(
                solve_input(keyring, TransactionSigner(context, index, type), coins[index].script, known));
            ASSERT_EQ(known.witness.size(), 1u);
            EXPECT_EQ(known.witness[0], bytes(at(input, "expected.witness").array()[0]));
            ++count;
        }
    }
    std::printf("BIP341: %zu signatures\n", count);
}

}  // namespace
}  // namespace quanta::sign::testing
