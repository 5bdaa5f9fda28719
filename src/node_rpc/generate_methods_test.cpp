// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

class GenerateMethods : public RpcFixture {
protected:
    /// 101 blocks, so that the first coinbase may be spent.
    void start_with_blocks() {
        start();
        m_builder.mine_empty(101);
        submit_built();
    }
    std::string spend_hex(int64_t fee_sat) const {
        const std::vector<testing::SpendableCoin> coins{m_builder.coinbase_coin(1)};
        return base::to_hex(testing::spend_to(coins, testing::anyone_script(), {fee_sat}).serialize());
    }
};

TEST_F(GenerateMethods, GeneratetodescriptorMines) {
    start();
    EXPECT_EQ(call("generatetodescriptor", R"x([0,"raw(51)"])x"), "[]");
    const json::Value hashes = value("generatetodescriptor", R"x([2,"raw(51)"])x");
    ASSERT_EQ(hashes.array().size(), 2u);
    const json::Value block = value("getblock", "[\"" + hashes.array()[1].string() + "\",2]");
    EXPECT_EQ(
        block.find("tx")->array()[0].find("vout")->array()[0].find("scriptPubKey")->find("hex")->string(),
        "51");
    EXPECT_EQ(call("generatetodescriptor", R"x([1,"raw(51)",0])x"), "[]");
    EXPECT_EQ(call("generatetodescriptor", R"([1,"bad"])"), "-5: 'bad' is not a valid descriptor function");
}

TEST_F(GenerateMethods, ComboPaysToTheWitnessOfTheKey) {
    start();
    const std::string key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    const json::Value hashes = value("generatetodescriptor", "[1,\"combo(" + key + ")\"]");
    const json::Value block = value("getblock", "[\"" + hashes.array()[0].string() + "\",2]");
    EXPECT_EQ(
        block.find("tx")->array()[0].find("vout")->array()[0].find("scriptPubKey")->find("type")->string(),
        "witness_v0_keyhash");
}

TEST_F(GenerateMethods, GenerateblockTakesTransactions) {
    start_with_blocks();
    const json::Value made = value("generateblock", R"x(["raw(51)",[")x" + spend_hex(1000) + R"("]])");
    EXPECT_EQ(made.object().size(), 1u);
    EXPECT_EQ(call("getbestblockhash"), json::to_text(*made.find("hash")));
    EXPECT_EQ(value("getblock", one(made.find("hash")->string())).find("tx")->array().size(), 2u);
}

TEST_F(GenerateMethods, GenerateblockMayOnlyShowIt) {
    start_with_blocks();
    const std::string params =
        R"(["bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202",[")" + spend_hex(0) + R"("],false])";
    const json::Value made = value("generateblock", params);
    EXPECT_EQ(call("getblockcount"), "101");
    EXPECT_EQ(call("submitblock", one(made.find("hex")->string())), "null");
    EXPECT_EQ(call("getbestblockhash"), json::to_text(*made.find("hash")));
}

TEST_F(GenerateMethods, GenerateblockErrors) {
    start_with_blocks();
    EXPECT_EQ(call("generateblock", R"(["bad",[]])"), "-5: Error: Invalid address or descriptor");
    const std::string ranged =
        "pkh("
        "tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCT"
        "Kv"
        "osUCJZL5B/*";
    EXPECT_EQ(call("generateblock", "[\"" + ranged + ")\",[]]"),
              "-8: Ranged descriptor not accepted. Maybe pass through deriveaddresses first?");
    std::string hardened = ranged.substr(0, ranged.size() - 1) + "1h)";
    EXPECT_EQ(call("generateblock", "[\"" + hardened + "\",[]]"),
              "-5: Cannot derive script without private keys");
    const std::string zero(64, '0');
    EXPECT_EQ(call("generateblock", R"x(["raw(51)",[")x" + zero + R"("]])"),
              "-5: Transaction " + zero + " not in mempool.");
    for (const std::string text : {"0000", "zz"}) {
        EXPECT_EQ(
            call("generateblock", R"x(["raw(51)",[")x" + text + R"("]])"),
            "-22: Transaction decode failed for " + text + ". Make sure the tx has at least one input.");
    }
    EXPECT_EQ(call("generateblock", R"x(["raw(51)",[1]])x"),
              "-3: JSON value of type number is not of expected type string");
    const std::string twice = R"([")" + spend_hex(0) + R"(",")" + spend_hex(1) + R"("])";
    const std::string refused = call("generateblock", R"x(["raw(51)",)x" + twice + "]");
    EXPECT_EQ(refused.substr(0, refused.rfind(' ')),
              "-25: TestBlockValidity failed: bad-txns-inputs-missingorspent, CheckTxInputs: inputs "
              "missing/spent in "
              "transaction");
    EXPECT_EQ(call("getblockcount"), "101");
}

TEST_F(GenerateMethods, GenerateIsNoLongerHere) {
    start();
    EXPECT_EQ(call("generate").substr(0, 18), "-32601: generate\n\n");
    EXPECT_EQ(call("generate", "[1]").substr(0, 14), "-1: generate\n\n");
}

}  // namespace
}  // namespace quanta::node_rpc
