// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

class StateMethods : public RpcFixture {};

/// A node whose rules change at heights of their own.
class DeploymentInfo : public RpcFixture {
protected:
    static params::ChainParams moved_rules() {
        params::ParamsOptions options;
        EXPECT_TRUE(params::add_activation_height(options, "csv@5"));
        EXPECT_TRUE(params::add_version_bits(options, "testdummy:0:9223372036854775807"));
        return params::make_params(params::Chain::Regtest, options).value();
    }
    DeploymentInfo() : RpcFixture(moved_rules()) {}

    json::Value dummy() { return *value("getdeploymentinfo").find("deployments")->find("testdummy"); }
};

TEST_F(StateMethods, Getdifficulty) {
    start();
    EXPECT_EQ(call("getdifficulty"), "4.656542373906925e-10");
}

TEST_F(StateMethods, Getchainstates) {
    node::NodeOptions wanted = options();
    wanted.chain.cache_bytes = 64 << 20;
    start(wanted);
    m_clock.set_system_time_s(1'296'688'602);
    EXPECT_EQ(
        call("getchainstates"),
        R"({"headers":0,"chainstates":[{"blocks":0,)"
        R"("bestblockhash":"0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",)"
        R"("bits":"207fffff","target":"7fffff0000000000000000000000000000000000000000000000000000000000",)"
        R"("difficulty":4.656542373906925e-10,"verificationprogress":1,"coins_db_cache_bytes":8388608,)"
        R"("coins_tip_cache_bytes":56623104,"validated":true}]})");
}

TEST_F(DeploymentInfo, BuriedRulesHoldFromTheirHeight) {
    start();
    EXPECT_EQ(
        call("getdeploymentinfo"),
        R"({"hash":"0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206","height":0,)"
        R"("script_flags":["NULLDUMMY","P2SH","TAPROOT","WITNESS"],"deployments":{)"
        R"("bip34":{"type":"buried","active":true,"height":1},)"
        R"("bip66":{"type":"buried","active":true,"height":1},)"
        R"("bip65":{"type":"buried","active":true,"height":1},)"
        R"("csv":{"type":"buried","active":false,"height":5},)"
        R"("segwit":{"type":"buried","active":true,"height":0},)"
        R"("testdummy":{"type":"bip9","active":false,"bip9":{"start_time":0,"timeout":9223372036854775807,)"
        R"("min_activation_height":0,"status":"defined","since":0,"status_next":"defined"}}}})");
    m_builder.mine_empty(4);
    submit_built();
    // In force for the next block is not yet in force for the scripts of this one.
    EXPECT_TRUE(value("getdeploymentinfo").find("deployments")->find("csv")->find("active")->boolean());
    EXPECT_EQ(json::to_text(*value("getdeploymentinfo").find("script_flags")),
              R"(["CHECKLOCKTIMEVERIFY","DERSIG","NULLDUMMY","P2SH","TAPROOT","WITNESS"])");
    EXPECT_EQ(call("getdeploymentinfo", one(std::string(64, '0'))), "-5: Block not found");
}

TEST_F(DeploymentInfo, SignalledRulesGoThroughTheirStates) {
    start();
    m_builder.mine_empty(146);
    submit_built();
    EXPECT_EQ(
        json::to_text(dummy()),
        R"({"type":"bip9","active":false,"bip9":{"bit":28,"start_time":0,"timeout":9223372036854775807,)"
        R"("min_activation_height":0,"status":"started","since":144,"status_next":"started",)"
        R"("statistics":{"period":144,"elapsed":3,"count":0,"threshold":108,"possible":true},)"
        R"("signalling":"---"}})");
    // What the node makes itself signals.
    const std::string mine = R"(, "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202"])";
    const auto grow_to = [&](int height) {
        const auto count = height - m_node->chain().snapshot()->height();
        EXPECT_EQ(value("generatetoaddress", "[" + std::to_string(count) + mine).array().size(), count);
    };
    grow_to(287);
    EXPECT_EQ(dummy().find("bip9")->find("status")->string(), "started");
    EXPECT_EQ(dummy().find("bip9")->find("status_next")->string(), "locked_in");
    EXPECT_EQ(dummy().find("bip9")->find("signalling")->string(), "---" + std::string(141, '#'));
    grow_to(431);
    EXPECT_EQ(
        json::to_text(dummy()).find(
            R"({"type":"bip9","height":432,"active":true,"bip9":{"bit":28,"start_time":0,)"
            R"("timeout":9223372036854775807,"min_activation_height":0,"status":"locked_in","since":288,)"
            R"("status_next":"active",)"),
        0u);
    EXPECT_EQ(json::to_text(*dummy().find("bip9")->find("statistics")),
              R"({"period":144,"elapsed":144,"count":144})");
    grow_to(432);
    EXPECT_EQ(json::to_text(dummy()),
              R"({"type":"bip9","height":432,"active":true,"bip9":{"start_time":0,)"
              R"("timeout":9223372036854775807,"min_activation_height":0,"status":"active","since":432,)"
              R"("status_next":"active"}})");
}

}  // namespace
}  // namespace quanta::node_rpc
