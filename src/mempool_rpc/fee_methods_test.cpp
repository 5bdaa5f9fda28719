// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "mempool_rpc/mempool_fixture.h"

namespace quanta::mempool_rpc {
namespace {

class FeeRpc : public MempoolFixture {
protected:
    void start_loaded() {
        start_mempool();
        while (!m_node->pool().loaded())
            std::this_thread::yield();
    }
    void mine(const std::vector<mempool::TransactionRef>& transactions) {
        std::vector<primitives::MutableTransaction> held;
        for (const auto& transaction : transactions)
            held.emplace_back(*transaction);
        ASSERT_TRUE(m_node->chain().submit_and_wait(m_builder.mine(held)));
    }
    std::string smart(const std::string& options) {
        return call("estimatesmartfee", "[1, \"economical\", " + options + "]");
    }
};

TEST_F(FeeRpc, WithoutDataThereIsNoEstimate) {
    start_loaded();
    const std::string nothing = "{\"errors\":[\"Insufficient data or no feerate found\"],\"blocks\":0}";
    EXPECT_EQ(call("estimatesmartfee", "[1]"), nothing);
    EXPECT_EQ(call("estimatesmartfee", "[1008, \"CONSERVATIVE\"]").find("\"feerate\""), std::string::npos);
    EXPECT_EQ(call("estimatesmartfee", "[1, \"unset\", {\"fee_rate_estimator\": \"mempool_policy\"}]"),
              "{\"feerate\":0.00000100,\"blocks\":2}")
        << "the fixture's empty blocks hold nothing the pool did not know";
    const auto raw = value("estimaterawfee", "[1]");
    for (const char* horizon : {"short", "medium", "long"})
        EXPECT_EQ(raw.find(horizon)->find("errors")->array()[0].string(),
                  "Insufficient data or no feerate found which meets threshold");
    EXPECT_EQ(json::to_text(*raw.find("long")->find("fail")->find("endrange")), "1e+99");
    const auto far = value("estimaterawfee", "[13, 0.5]");
    EXPECT_EQ(far.find("short"), nullptr);
    EXPECT_NE(far.find("medium"), nullptr);
    EXPECT_EQ(value("estimaterawfee", "[49]").find("medium"), nullptr);
}

TEST_F(FeeRpc, WrongQuestionsAboutFees) {
    start_loaded();
    for (const char* method : {"estimatesmartfee", "estimaterawfee"}) {
        for (const char* target : {"[0]", "[1009]", "[-1]"})
            EXPECT_EQ(call(method, target), "-8: Invalid conf_target, must be between 1 and 1008");
    }
    EXPECT_EQ(call("estimatesmartfee", "[2, \"bad\"]"),
              "-8: Invalid estimate_mode parameter, must be one of: \"unset\", \"economical\", "
              "\"conservative\"");
    EXPECT_EQ(smart("{\"block_policy_only\": true}"), "-3: Unexpected key block_policy_only");
    EXPECT_EQ(smart("{\"verbosity\": \"foo\"}"),
              "-3: JSON value of type string for field verbosity is not of expected type number");
    EXPECT_EQ(smart("{\"fee_rate_estimator\": \"best\"}").substr(0, 4), "-8: ");
    for (const char* threshold : {"[2, 1.01]", "[2, -0.01]"})
        EXPECT_EQ(call("estimaterawfee", threshold), "-8: Invalid threshold");
    EXPECT_EQ(call("estimaterawfee", "[2, 1]").front(), '{');
    EXPECT_EQ(call("estimaterawfee", "[2, 0]").front(), '{');
}

TEST_F(FeeRpc, BlocksTeachWhatToPay) {
    start_loaded();
    m_clock.set_system_time_s(m_node->chain().snapshot()->tip->time);
    constexpr int kTaught = 10;
    for (int i = 1; i <= kTaught; ++i) {
        const auto one = spend(2 * i - 1);
        const auto other = spend(2 * i);
        ASSERT_EQ(send(one), "\"" + txid(one) + "\"");
        ASSERT_EQ(send(other), "\"" + txid(other) + "\"");
        mine({one, other});
    }
    const auto raw = value("estimaterawfee", "[2, 0.5]");
    EXPECT_NE(raw.find("short")->find("feerate"), nullptr);
    EXPECT_NE(raw.find("short")->find("pass"), nullptr);
    const auto blocks =
        value("estimatesmartfee", "[6, \"economical\", {\"fee_rate_estimator\": \"block_policy\"}]");
    ASSERT_NE(blocks.find("feerate"), nullptr) << json::to_text(blocks);
    EXPECT_EQ(blocks.find("estimator"), nullptr);
    const auto both = value("estimatesmartfee",
                            "[1, \"economical\", {\"fee_rate_estimator\": \"none\", \"verbosity\": 2}]");
    EXPECT_EQ(both.find("estimator")->string(), "mempool_policy") << json::to_text(both);
    const auto& health = both.find("mempool_health_statistics")->array();
    ASSERT_EQ(health.size(), 6u);
    EXPECT_EQ(json::to_text(*health[0].find("block_height")), std::to_string(kBlocks + kTaught));
    EXPECT_EQ(json::to_text(*health[0].find("block_weight")),
              json::to_text(*health[0].find("mempool_txs_weight")));
}

TEST_F(FeeRpc, TransactionsByRate) {
    start_loaded();
    ASSERT_EQ(send(spend(1)).front(), '"');
    const auto bins = value("getfeehistogram");
    int counted = 0;
    for (const auto& bin : bins.array())
        counted += json::to_text(*bin.find("count")) == "1";
    EXPECT_EQ(counted, 1);
    const std::string vsize =
        json::to_text(*value("getrawmempool", "[true]").object()[0].second.find("vsize"));
    EXPECT_EQ(call("getfeehistogram", "[[0.00001]]"),
              "[{\"from\":0.00000000,\"count\":0,\"vsize\":0,\"fees\":0.00000000},"
              "{\"from\":0.00001000,\"count\":1,\"vsize\":" +
                  vsize + ",\"fees\":0.00010000}]");
    EXPECT_EQ(call("getfeehistogram", "[[0]]").substr(0, 4), "-8: ");
    EXPECT_EQ(call("getfeehistogram", "[[1, 1]]").substr(0, 4), "-8: ");
}

TEST_F(FeeRpc, WithoutRelayOnlyTheHistogramIsLeft) {
    node::NodeOptions wanted = options();
    wanted.pool.fees.enabled = false;
    start(wanted);
    add_mempool_methods(*m_dispatcher, *m_node, {});
    EXPECT_EQ(call("estimatesmartfee", "[2]"), "-32603: Fee estimation disabled");
    EXPECT_EQ(call("estimaterawfee", "[2]"), "-32603: Fee estimation disabled");
    EXPECT_GT(value("getfeehistogram").array().size(), 50u);
}

}  // namespace
}  // namespace quanta::mempool_rpc
