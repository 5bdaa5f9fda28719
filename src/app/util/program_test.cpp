// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/util/program.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/hex.h"
#include "codec/reader.h"
#include "json/parser.h"
#include "primitives/block.h"
#include "primitives/uint256.h"

namespace quanta::util {
namespace {

program::ToolRun run(const std::vector<std::string>& arguments) {
    return program::run_tool(make_tool(2), arguments);
}

std::string refusal(const std::vector<std::string>& arguments) {
    const program::ToolRun done = run(arguments);
    EXPECT_EQ(done.status, 1);
    EXPECT_EQ(done.output, "");
    return done.errors;
}

/// What is printed of a chain.
json::Value facts(std::vector<std::string> arguments) {
    arguments.emplace_back("getchainparams");
    const program::ToolRun done = run(arguments);
    EXPECT_EQ(done.status, 0) << done.errors;
    auto value = json::parse(done.output);
    EXPECT_TRUE(value) << done.output;
    return value ? *value : json::Value();
}

std::string header_hex(uint32_t bits) {
    primitives::BlockHeader header;
    header.bits = bits;
    header.nonce = 7;
    return base::to_hex(header.serialize());
}

TEST(UtilProgram, Grind) {
    const program::ToolRun done = run({"grind", header_hex(0x207fffff)});
    ASSERT_EQ(done.status, 0) << done.errors;
    ASSERT_EQ(done.output.size(), 161u);
    EXPECT_EQ(done.output.substr(0, 152), header_hex(0x207fffff).substr(0, 152));
    const auto bytes = base::from_hex(done.output.substr(0, 160));
    codec::Reader reader(*bytes);
    const auto header = primitives::BlockHeader::parse(reader);
    EXPECT_LE(primitives::Uint256::from_hash(header->hash()), primitives::decode_compact(0x207fffff).value);

    EXPECT_EQ(refusal({"grind", header_hex(0)}), "Could not satisfy difficulty target\n");
    EXPECT_EQ(refusal({"grind"}), "Must specify block header to grind\n");
    EXPECT_EQ(refusal({"grind", "00", "00"}), "Must specify block header to grind\n");
    const std::string hex = header_hex(0x207fffff);
    for (const std::string& text :
         {std::string(), std::string("aa"), "zz" + hex.substr(2), hex.substr(2), hex + "00"})
        EXPECT_EQ(refusal({"grind", text}), "Could not decode block header\n") << text;
}

TEST(UtilProgram, ChainFacts) {
    const json::Value main = facts({});
    EXPECT_EQ(main.find("chain")->string(), "main");
    EXPECT_FALSE(main.find("test_chain")->boolean());
    EXPECT_EQ(main.find("signet"), nullptr);
    EXPECT_EQ(main.find("pow")->find("mindiff_blocks")->string(), "no");
    EXPECT_EQ(main.find("genesis")->string(),
              "6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000");
    EXPECT_FALSE(main.find("net")->find("dns_seeds")->array().empty());
    EXPECT_EQ(facts({"-testnet"}).find("pow")->find("mindiff_blocks")->string(), "yes");
    EXPECT_EQ(facts({"-testnet4"}).find("pow")->find("mindiff_blocks")->string(), "bip94");
    const json::Value regtest = facts({"-chain=regtest"});
    EXPECT_EQ(regtest.find("pow")->object().size(), 1u);
    EXPECT_EQ(regtest.find("addresses")->find("bech32_hrp")->string(), "bcrt");
}

TEST(UtilProgram, Signets) {
    const json::Value own = facts({"-signet", "-signetchallenge=51"});
    EXPECT_EQ(own.find("signet")->find("challenge")->string(), "51");
    EXPECT_TRUE(own.find("net")->find("dns_seeds")->array().empty());
    const json::Value seeded = facts({"-signet", "-signetseednode=a.example", "-signetseednode=b.example"});
    EXPECT_EQ(json::to_text(*seeded.find("net")->find("dns_seeds")), R"(["a.example","b.example"])");
    EXPECT_EQ(facts({"-signetseednode=a.example"}), facts({}));
    EXPECT_EQ(
        refusal({"-signet", "-signetchallenge=51", "-signetchallenge=52", "getchainparams"}).find("Error: "),
        0u);
}

TEST(UtilProgram, Refusals) {
    EXPECT_EQ(refusal({"getchainparams", "x"}), "getchainparams does not take arguments\n");
    for (const std::string word : {"foo", "help", "Grind", "-"})
        EXPECT_EQ(refusal({word}), "Error parsing command line arguments: Invalid command '" + word + "'\n");
    EXPECT_EQ(refusal({"-regtest"}), "Error: must specify a command\n");
    EXPECT_EQ(refusal({"-json", "grind"}), "Error parsing command line arguments: Invalid parameter -json\n");
    EXPECT_EQ(run({}).errors, "Error: too few parameters\n");
    EXPECT_EQ(run({}).output, run({"-help"}).output);
    EXPECT_EQ(run({"-version"}).output.find("Quanta utility version v"), 0u);
}

}  // namespace
}  // namespace quanta::util
