// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/infer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/hex.h"
#include "descriptor/checksum.h"
#include "descriptor/descriptor.h"
#include "descriptor/known_expansion.h"

namespace quanta::descriptor {
namespace {

const params::ChainParams& regtest() {
    static const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    return params;
}

const std::string kX = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
const std::string kX2 = "c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";
const std::string kX3 = "f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9";
const std::string kKey = "02" + kX;
const std::string kKey2 = "02" + kX2;
const std::string kLongKey = "04" + kX + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";

Expansion expand(const std::string& text) {
    auto parsed = Descriptor::parse(text, regtest());
    EXPECT_TRUE(parsed) << text << ": " << (parsed ? "" : parsed.error());
    return parsed->expand(0).value();
}

/// What the script of `text` and all behind it is told to be.
std::string told(const std::string& text) {
    const Expansion expansion = expand(text);
    return infer_descriptor(expansion.script, KnownExpansion(expansion), regtest());
}

TEST(InferKnown, EachFormComesBack) {
    for (const std::string& text : std::vector<std::string>{
             "pk([00000001/1h/2]" + kKey + ")", "pkh([00000001]" + kKey + ")",
             "pkh([00000001]" + kLongKey + ")", "wpkh([00000001]" + kKey + ")",
             "sh(wpkh([00000001]" + kKey + "))", "sh(pk([00000001]" + kKey + "))",
             "multi(1,[00000001]" + kKey + ",[00000002/3]" + kKey2 + ")",
             "sh(multi(2,[00000001]" + kKey + ",[00000002/3]" + kKey2 + "))",
             "wsh(multi(2,[00000001]" + kKey + ",[00000002/3]" + kKey2 + "))",
             "wsh(pkh([00000001]" + kKey + "))", "sh(wsh(pk([00000001]" + kKey + ")))",
             "wsh(and_v(v:pkh([00000001]" + kKey + "),or_d(pk([00000001]" + kKey2 + "),older(10))))",
             "tr([00000001/7]" + kX + ")", "rawtr([00000001/7]" + kX + ")",
             "tr([00000001/7]" + kX + ",pk([00000001]" + kX2 + "))",
             "tr([00000001]" + kX + ",{multi_a(1,[00000001]" + kX2 + ",[00000002]" + kX3 +
                 "),pkh([00000001]" + kX2 + ")})",
             "tr([00000001]" + kX + ",{{and_v(v:pk([00000001]" + kX2 + "),after(7)),pk([00000001]" + kX3 +
                 ")},pk([00000001]" + kX2 + ")})"}) {
        EXPECT_EQ(told(text), with_checksum(text));
    }
}

TEST(InferKnown, WhatIsNotKnownIsAnAddress) {
    class Nothing final : public KnownScripts {};
    const auto untold = [](const std::string& text) {
        return infer_descriptor(expand(text).script, Nothing(), regtest());
    };
    for (const std::string& text :
         {"pkh(" + kKey + ")", "wpkh(" + kKey + ")", "sh(pk(" + kKey + "))", "wsh(pk(" + kKey + "))"}) {
        EXPECT_TRUE(untold(text).starts_with("addr(")) << text;
    }
    EXPECT_EQ(untold("pk(" + kKey + ")"), with_checksum("pk(" + kKey + ")"));
    EXPECT_TRUE(untold("tr(" + kX + ")").starts_with("rawtr("));
    EXPECT_EQ(untold("raw(6a00)"), with_checksum("raw(6a00)"));
}

/// Knows one script behind every hash, and no key.
class OneScript final : public KnownScripts {
public:
    explicit OneScript(base::Bytes script) : m_script(std::move(script)) {}
    std::optional<base::Bytes> script(const crypto::Digest160&) const override { return m_script; }

private:
    const base::Bytes m_script;
};

TEST(InferKnown, ScriptsThatNobodyShouldPayTo) {
    // A script that is no expression, one that anybody can spend, and one with a key that is too long there.
    for (const std::string& inner : {std::string("6a"), std::string("51"), "41" + kLongKey + "ac"}) {
        const base::Bytes script = base::from_hex(inner).value();
        const auto program = expand("wsh(pk(" + kKey + "))").script;
        EXPECT_TRUE(infer_descriptor(program, OneScript(script), regtest()).starts_with("addr(")) << inner;
    }
}

TEST(InferKnown, TreesThatAreNone) {
    const Expansion whole = expand("tr(" + kX + ",{pk(" + kX2 + "),pk(" + kX3 + ")})");
    EXPECT_TRUE(whole.taproot->is_complete());
    const auto complete = [](std::vector<uint8_t> depths) {
        TaprootParts parts;
        for (const uint8_t depth : depths)
            parts.leaves.push_back({depth, {0x51}});
        return parts.is_complete();
    };
    EXPECT_TRUE(complete({}));
    EXPECT_TRUE(complete({0}));
    EXPECT_TRUE(complete({1, 2, 2}));
    EXPECT_TRUE(complete({2, 2, 1}));
    for (const auto& depths : std::vector<std::vector<uint8_t>>{
             {1}, {0, 0}, {1, 1, 1}, {2, 1}, {1, 2}, {2, 2}, {2, 1, 1}, {1, 2, 1}, {129, 129}, {255}}) {
        EXPECT_FALSE(complete(depths));
    }
    std::vector<uint8_t> deepest = {128};
    for (uint8_t depth = 128; depth > 0; --depth)
        deepest.push_back(depth);
    EXPECT_TRUE(complete(deepest));
    Expansion broken = whole;
    broken.taproot->leaves[1].depth = 2;
    EXPECT_TRUE(infer_descriptor(broken.script, KnownExpansion(broken), regtest()).starts_with("rawtr("));
    Expansion other = whole;
    other.taproot->leaves.pop_back();
    other.taproot->leaves[0].depth = 0;
    EXPECT_TRUE(infer_descriptor(other.script, KnownExpansion(other), regtest()).starts_with("rawtr("));
}

}  // namespace
}  // namespace quanta::descriptor
