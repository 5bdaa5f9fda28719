// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "params/params.h"
#include "script/sighash.h"
#include "script/taproot.h"
#include "sign/descriptor_keys.h"
#include "sign/solver.h"
#include "sign/taproot_tree.h"
#include "sign/test_sign.h"

namespace quanta::sign::testing {
namespace {

crypto::XOnlyKey xonly(uint8_t number) {
    return public_key(number).xonly();
}

base::Bytes key_leaf(uint8_t number) {
    return script::ScriptBuilder().push(xonly(number)).op(script::OP_CHECKSIG).bytes();
}

/// `required` signatures of keys 1 to `count`.
base::Bytes multi_leaf(int required, uint8_t count) {
    script::ScriptBuilder builder;
    for (uint8_t i = 1; i <= count; ++i)
        builder.push(xonly(i)).op(i == 1 ? script::OP_CHECKSIG : script::OP_CHECKSIGADD);
    return builder.number(required).op(script::OP_NUMEQUAL).bytes();
}

/// A taproot output of internal key 9 and scripts, and what is known about it.
struct Output {
    explicit Output(std::vector<TapTreeLeaf> leaves) {
        const auto built = build_taproot(xonly(9), leaves).value();
        script = script_of(keys::Taproot{built.output_key});
        keyring.add_taproot(built.output_key, built.output);
    }
    std::string signed_by(std::vector<uint8_t> numbers, uint8_t type = 0) const {
        Keyring own = keyring;
        for (const uint8_t number : numbers)
            own.add_key(key(number));
        return sign_twice(script, own, type);
    }

    base::Bytes script;
    Keyring keyring;
};

constexpr uint8_t kLeaf = script::kTapscriptLeaf;

TEST(TaprootSign, KeyPath) {
    for (const uint8_t type : {0, 1, 2, 3, 0x81, 0x82, 0x83}) {
        EXPECT_EQ(Output({}).signed_by({9}, type), "");
        EXPECT_EQ(Output({{0, kLeaf, key_leaf(1)}}).signed_by({9}, type), "");
    }
    EXPECT_NE(Output({}).signed_by({8}), "");
}

TEST(TaprootSign, ScriptPath) {
    for (const uint8_t type : {0, 1, 2, 3, 0x81, 0x82, 0x83}) {
        EXPECT_EQ(Output({{0, kLeaf, key_leaf(1)}}).signed_by({1}, type), "");
    }
    const Output three({{1, kLeaf, key_leaf(1)}, {2, kLeaf, key_leaf(2)}, {2, kLeaf, multi_leaf(2, 3)}});
    EXPECT_EQ(three.signed_by({1}), "");
    EXPECT_EQ(three.signed_by({2}), "");
    EXPECT_EQ(three.signed_by({3, 2}), "");
    EXPECT_EQ(Output({{0, kLeaf, multi_leaf(2, 3)}}).signed_by({1, 3}), "");
    EXPECT_EQ(Output({{0, kLeaf, multi_leaf(17, 17)}})
                  .signed_by({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}),
              "");
    EXPECT_NE(Output({{0, kLeaf, multi_leaf(2, 3)}}).signed_by({1}), "");
    EXPECT_NE(three.signed_by({3}), "");
    // A leaf of a version nobody knows is left alone.
    EXPECT_NE(Output({{0, 0xc2, key_leaf(1)}}).signed_by({1}), "");
}

TEST(TaprootSign, TheSmallestWitnessIsTaken) {
    const Output both({{1, kLeaf, multi_leaf(2, 2)}, {1, kLeaf, key_leaf(1)}});
    Keyring own = both.keyring;
    own.add_key(key(1));
    own.add_key(key(2));
    Spend spend({both.script});
    EXPECT_TRUE(spend.sign(own).empty());
    const auto& witness = spend.transaction.inputs[0].witness;
    ASSERT_EQ(witness.size(), 3u);
    EXPECT_EQ(witness[1], key_leaf(1));
}

TEST(TaprootSign, DepthsMustMakeATree) {
    const auto builds = [](std::vector<uint8_t> depths) {
        std::vector<TapTreeLeaf> leaves;
        for (const uint8_t depth : depths)
            leaves.push_back({depth, kLeaf, key_leaf(1)});
        return build_taproot(xonly(9), leaves).has_value();
    };
    EXPECT_TRUE(builds({}));
    EXPECT_TRUE(builds({0}));
    EXPECT_TRUE(builds({1, 1}));
    EXPECT_TRUE(builds({2, 2, 1}));
    EXPECT_TRUE(builds({1, 2, 2}));
    EXPECT_TRUE(builds({2, 2, 2, 2}));
    EXPECT_FALSE(builds({1}));
    EXPECT_FALSE(builds({0, 0}));
    EXPECT_FALSE(builds({1, 1, 1}));
    EXPECT_FALSE(builds({2, 1, 2}));
    EXPECT_FALSE(builds({2, 2, 1, 1}));
    std::vector<uint8_t> deepest;
    for (uint8_t depth = 1; depth <= 128; ++depth)
        deepest.push_back(depth);
    deepest.push_back(128);
    EXPECT_TRUE(builds(deepest));
    deepest.back() = 129;
    deepest.push_back(129);
    EXPECT_FALSE(builds(deepest));
    crypto::XOnlyKey no_point;
    no_point.fill(0xff);
    EXPECT_FALSE(build_taproot(no_point, {}));
}

TEST(TaprootSign, DescriptorsTellAll) {
    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    const std::string wif = "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA";  // key 1
    const auto signs = [&](const std::string& text) {
        const auto parsed = descriptor::Descriptor::parse(text, params);
        EXPECT_TRUE(parsed) << text;
        Keyring keyring;
        EXPECT_TRUE(add_descriptor(keyring, *parsed, 0));
        const auto expansions = parsed->expand_all(0);
        for (const auto& expansion : *expansions) {
            if (sign_twice(expansion.script, keyring) != "") return false;
        }
        return true;
    };
    const std::string other = base::to_hex(xonly(2));
    EXPECT_TRUE(signs("pk(" + wif + ")"));
    EXPECT_TRUE(signs("sh(wpkh(" + wif + "))"));
    EXPECT_TRUE(signs("combo(" + wif + ")"));
    EXPECT_TRUE(signs("sh(wsh(multi(1," + wif + ",02" + other + ")))"));
    EXPECT_TRUE(signs("tr(" + wif + ")"));
    EXPECT_TRUE(signs("rawtr(" + wif + ")"));
    EXPECT_TRUE(signs("tr(" + other + ",{pk(" + other + "),multi_a(1," + other + "," + wif + ")})"));
    EXPECT_FALSE(signs("tr(" + other + ",pk(" + other + "))"));
}

}  // namespace
}  // namespace quanta::sign::testing
