// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "json/number.h"
#include "node_rpc/header_json.h"
#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

constexpr const char* kGenesis = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";

class ChainMethods : public RpcFixture {};

TEST(Difficulty, IsTheKnownNumber) {
    EXPECT_EQ(difficulty(0x1d00ffff), 1.0);
    EXPECT_EQ(json::number_from_double(difficulty(0x207fffff)), "4.656542373906925e-10");
    EXPECT_EQ(json::number_from_double(difficulty(0x1e0377ae)), "0.001126515290698186");
    EXPECT_EQ(json::number_from_double(difficulty(0x1b0404cb)), "16307.42093852398");
    EXPECT_EQ(bits_text(0x0404cb), "000404cb");
    EXPECT_EQ(target_text(0x1e0377ae), "00000377ae000000000000000000000000000000000000000000000000000000");
}

TEST_F(ChainMethods, TellHowFarTheChainIs) {
    start();
    EXPECT_EQ(call("getblockcount"), "0");
    EXPECT_EQ(call("getbestblockhash"), std::string("\"") + kGenesis + "\"");
    m_builder.mine_empty(3);
    submit_built();
    EXPECT_EQ(call("getblockcount"), "3");
    EXPECT_EQ(call("getbestblockhash"), "\"" + m_builder.tip().hash.to_text() + "\"");
    EXPECT_EQ(call("getblockhash", "[0]"), std::string("\"") + kGenesis + "\"");
    EXPECT_EQ(call("getblockhash", R"({"height":3})"), "\"" + m_builder.tip().hash.to_text() + "\"");
    EXPECT_EQ(call("getblockhash", "[4]"), "-8: Block height out of range");
    EXPECT_EQ(call("getblockhash", "[-1]"), "-8: Block height out of range");
    EXPECT_EQ(call("getblockhash", "[4294967296]"), "-1: JSON integer out of range");
    EXPECT_EQ(call("getblockhash", R"(["a"])"),
              "-3: Wrong type passed:\n{\n    \"Position 1 (height)\": \"JSON value of type string is not of "
              "expected "
              "type number\"\n}");
}

TEST_F(ChainMethods, GetblockchaininfoHasTheDeployedForm) {
    start();
    m_clock.set_system_time_s(1'296'688'602);
    const std::string text = call("getblockchaininfo");
    const std::string disk = std::to_string(m_node->chain().archive().disk_usage_bytes());
    EXPECT_EQ(
        text,
        std::string(R"({"chain":"regtest","blocks":0,"headers":0,"bestblockhash":")") + kGenesis +
            R"(","bits":"207fffff",)"
            R"("target":"7fffff0000000000000000000000000000000000000000000000000000000000",)"
            R"("difficulty":4.656542373906925e-10,"time":1296688602,"mediantime":1296688602,)"
            R"("verificationprogress":1,"initialblockdownload":true,)"
            R"("chainwork":"0000000000000000000000000000000000000000000000000000000000000002",)"
            R"("size_on_disk":)" +
            disk +
            R"(,"pruned":false,"warnings":["This is a pre-release test build - use at your own risk - do )"
            R"(not use for mining or merchant applications"]})");
}

TEST_F(ChainMethods, GetblockchaininfoTellsOfPruning) {
    node::NodeOptions wanted = options();
    wanted.chain.prune = {true, 0};
    start(wanted, {{"warnings"}});
    const json::Value manual = value("getblockchaininfo");
    EXPECT_TRUE(manual.find("pruned")->boolean());
    EXPECT_EQ(manual.find("pruneheight")->as_int64(), 0);
    EXPECT_FALSE(manual.find("automatic_pruning")->boolean());
    EXPECT_EQ(manual.find("prune_target_size"), nullptr);
    // The old form of warnings was asked for.
    EXPECT_EQ(manual.find("warnings")->string(), node::kPreReleaseWarning);
}

TEST_F(ChainMethods, GetblockchaininfoTellsOfAutomaticPruning) {
    node::NodeOptions wanted = options();
    wanted.chain.prune = {true, 576716800};
    start(wanted);
    const json::Value automatic = value("getblockchaininfo");
    EXPECT_TRUE(automatic.find("automatic_pruning")->boolean());
    EXPECT_EQ(automatic.find("prune_target_size")->as_int64(), 576716800);
}

TEST_F(ChainMethods, GetchaintipsListsEveryEnd) {
    start();
    EXPECT_EQ(call("getchaintips"),
              std::string(R"([{"height":0,"hash":")") + kGenesis + R"(","branchlen":0,"status":"active"}])");
    m_builder.mine_empty(3);
    submit_built();
    const auto fork = m_builder.build_on(m_builder.genesis(), 7);
    ASSERT_TRUE(m_node->chain().submit_and_wait(fork));
    const auto header_only = m_builder.build_on(m_builder.tip(), 8);
    ASSERT_TRUE(m_node->chain().submit_header(header_only->header()));
    const auto tip = [](int height, const std::string& hash, int length, const std::string& status) {
        return "{\"height\":" + std::to_string(height) + ",\"hash\":\"" + hash +
               "\",\"branchlen\":" + std::to_string(length) + ",\"status\":\"" + status + "\"}";
    };
    const std::string active = m_builder.tip().hash.to_text();
    EXPECT_EQ(call("getchaintips"), "[" + tip(4, header_only->hash().to_text(), 1, "headers-only") + "," +
                                        tip(3, active, 0, "active") + "," +
                                        tip(1, fork->hash().to_text(), 1, "valid-headers") + "]");
    EXPECT_EQ(call("invalidateblock", one(active)), "null");
    const std::string parent = m_builder.blocks()[1]->hash().to_text();
    EXPECT_EQ(call("getchaintips"), "[" + tip(4, header_only->hash().to_text(), 2, "invalid") + "," +
                                        tip(2, parent, 0, "active") + "," +
                                        tip(1, fork->hash().to_text(), 1, "valid-headers") + "]");
}

}  // namespace
}  // namespace quanta::node_rpc
