// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <future>
#include <string>
#include <thread>

#include "mining_rpc/methods.h"
#include "node_rpc/test_rpc.h"
#include "testing/block_builder.h"
#include "testing/spending.h"

namespace quanta::mining_rpc {
namespace {

constexpr const char* kRules = R"([{"rules":["segwit"]}])";

class MiningRpc : public node_rpc::RpcFixture {
protected:
    explicit MiningRpc(params::ChainParams params = testing::ChainBuilder::regtest())
        : RpcFixture(std::move(params)) {}

    void start_mining() {
        node::NodeOptions wanted = options();
        wanted.pool.pool.policy.require_standard = false;
        start(wanted);
        add_mining_methods(*m_dispatcher, *m_node, {});
    }
    void start_with_blocks() {
        start_mining();
        m_builder.mine_empty(110);
        submit_built();
    }
    mempool::TransactionRef enter(const primitives::MutableTransaction& transaction) {
        auto made = transaction.freeze();
        const auto result = m_node->pool().pool().accept(made);
        EXPECT_TRUE(result.accepted()) << (result.rejection ? result.rejection->text() : "");
        return made;
    }
    primitives::MutableTransaction spend(primitives::Height height, int64_t fee_sat) const {
        return testing::spend_to(std::vector{m_builder.coinbase_coin(height)},
                                 testing::anyone_witness_script(), {fee_sat});
    }
    std::string propose(const primitives::Block& block) {
        return call("getblocktemplate",
                    R"([{"mode":"proposal","rules":["segwit"],"data":")" + hex_of(block) + "\"}]");
    }
};

TEST_F(MiningRpc, TemplateOfAnEmptyPool) {
    start_mining();
    const json::Value made = value("getblocktemplate", kRules);
    std::string text = call("getblocktemplate", kRules);
    const std::string genesis = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";
    EXPECT_EQ(text, R"({"capabilities":["proposal"],"version":536870912,"rules":["csv","!segwit","taproot"],)"
                    R"("vbavailable":{},"vbrequired":0,"previousblockhash":")" +
                        genesis +
                        R"(","transactions":[],"coinbaseaux":{},"coinbasevalue":5000000000,"longpollid":")" +
                        genesis +
                        R"(1","target":"7fffff0000000000000000000000000000000000000000000000000000000000",)"
                        R"("mintime":1296688603,"mutable":["time","transactions","prevblock"],)"
                        R"("noncerange":"00000000ffffffff","sigoplimit":80000,"sizelimit":4000000,)"
                        R"("weightlimit":4000000,"curtime":)" +
                        std::to_string(m_clock.system_time_s()) +
                        R"(,"bits":"207fffff","height":1,"default_witness_commitment":)"
                        R"("6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9"})");
}

TEST_F(MiningRpc, TemplateHoldsThePoolsTransactions) {
    start_with_blocks();
    const auto parent = enter(spend(1, 10'000));
    auto made = testing::spend_to(std::vector{testing::coin_of(*parent, 0, 111)},
                                  testing::anyone_witness_script(), {2'000});
    made.inputs[0].witness = testing::anyone_witness();
    const auto child = enter(made);
    const json::Value answer = value("getblocktemplate", kRules);
    const auto& transactions = answer.find("transactions")->array();
    ASSERT_EQ(transactions.size(), 2u);
    EXPECT_EQ(transactions[0].find("txid")->string(), parent->txid().to_text());
    EXPECT_EQ(transactions[0].find("data")->string(), base::to_hex(parent->raw()));
    EXPECT_EQ(json::to_text(*transactions[0].find("depends")), "[]");
    EXPECT_EQ(transactions[0].find("fee")->as_int64(), 10'000);
    EXPECT_EQ(transactions[1].find("hash")->string(), child->wtxid().to_text());
    EXPECT_EQ(json::to_text(*transactions[1].find("depends")), "[1]");
    EXPECT_EQ(transactions[1].find("weight")->as_int64(), static_cast<int64_t>(child->weight()));
    EXPECT_EQ(answer.find("coinbasevalue")->as_int64(), 50 * primitives::kCoinSat + 12'000);
    const json::Value info = value("getmininginfo");
    EXPECT_EQ(info.find("currentblocktx")->as_int64(), 2);
    EXPECT_EQ(info.find("currentblockweight")->as_int64(),
              8000 + static_cast<int64_t>(parent->weight() + child->weight()));
    EXPECT_EQ(info.find("pooledtx")->as_int64(), 2);
    // Mining takes them, and the pool has seen that when it is answered.
    EXPECT_EQ(value("generatetodescriptor", R"x([1,"raw(51)"])x").array().size(), 1u);
    EXPECT_EQ(value("getmininginfo").find("pooledtx")->as_int64(), 0);
}

TEST_F(MiningRpc, TemplateRequestErrors) {
    start_mining();
    EXPECT_EQ(call("getblocktemplate").substr(0, 4), "-1: ");
    const std::string segwit =
        "-8: getblocktemplate must be called with the segwit rule set (call with {\"rules\": [\"segwit\"]})";
    EXPECT_EQ(call("getblocktemplate", R"([{"rules":[]}])"), segwit);
    EXPECT_EQ(call("getblocktemplate", R"([{}])"), segwit);
    EXPECT_EQ(call("getblocktemplate", R"([{"mode":"x","rules":["segwit"]}])"), "-8: Invalid mode");
    EXPECT_EQ(call("getblocktemplate", R"([{"mode":1,"rules":["segwit"]}])"), "-8: Invalid mode");
    EXPECT_EQ(call("getblocktemplate", R"([{"mode":"proposal","rules":["segwit"]}])"),
              "-3: Missing data String key for proposal");
    EXPECT_EQ(call("getblocktemplate", R"([{"mode":"proposal","data":"zz","rules":["segwit"]}])"),
              "-22: Block decode failed");
    EXPECT_EQ(call("getblocktemplate", R"([{"longpollid":"00","rules":["segwit"]}])").substr(0, 4), "-8: ");
}

/// The rules of regtest under the name of the main chain.
class MainChainMining : public MiningRpc {
protected:
    MainChainMining() : MiningRpc(main_params()) {}

    static params::ChainParams main_params() {
        params::ChainParams params = testing::ChainBuilder::regtest();
        params.chain = params::Chain::Main;
        return params;
    }
};

TEST_F(MainChainMining, NoTemplatesWithoutANetwork) {
    start_mining();
    const std::string none = "-31: Error: Peer-to-peer functionality missing or disabled";
    EXPECT_EQ(call("getblocktemplate", kRules), none);
    EXPECT_EQ(call("getblocktemplate", R"([{"rules":[]}])"), none);
    // A block can be judged, though.
    testing::BlockDraft draft = testing::draft_block(m_builder.tip(), m_builder.params().consensus);
    EXPECT_EQ(propose(*testing::finish_block(draft)), "null");
}

TEST_F(MiningRpc, ProposalsAreJudged) {
    start_mining();
    m_builder.mine_empty(1);
    submit_built();
    EXPECT_EQ(propose(*m_builder.blocks()[0]), "\"duplicate\"");
    testing::BlockDraft draft = testing::draft_block(m_builder.tip(), m_builder.params().consensus);
    EXPECT_EQ(propose(*testing::finish_block(draft)), "null");
    draft.coinbase.outputs[0].value.sat += 1;
    const auto greedy = testing::finish_block(draft);
    EXPECT_EQ(propose(*greedy), "\"bad-cb-amount\"");
    EXPECT_EQ(call("submitblock", one(hex_of(*greedy))), "\"bad-cb-amount\"");
    EXPECT_EQ(propose(*greedy), "\"duplicate-invalid\"");
    const auto rival = m_builder.build_on(m_builder.genesis(), 5);
    EXPECT_EQ(propose(*rival), "\"inconclusive-not-best-prevblk\"");
    EXPECT_EQ(call("submitblock", one(hex_of(*rival))), "\"inconclusive\"");
    EXPECT_EQ(propose(*rival), "\"duplicate-inconclusive\"");
}

TEST_F(MiningRpc, LongPollEndsWithTheTip) {
    start_mining();
    const std::string id = value("getblocktemplate", kRules).find("longpollid")->string();
    const std::string old = std::string(64, '0') + "7";
    EXPECT_EQ(value("getblocktemplate", R"([{"rules":["segwit"],"longpollid":")" + old + "\"}]")
                  .find("height")
                  ->as_int64(),
              1);
    auto polled = std::async(std::launch::async, [&] {
        return value("getblocktemplate", R"([{"rules":["segwit"],"longpollid":")" + id + "\"}]")
            .find("height")
            ->as_int64();
    });
    m_builder.mine_empty(1);
    submit_built();
    EXPECT_EQ(polled.get(), 2);
    auto stopped = std::async(std::launch::async, [&] {
        return call("getblocktemplate", R"([{"rules":["segwit"],"longpollid":1}])");
    });
    m_node->request_shutdown();
    EXPECT_EQ(stopped.get(), "-9: Shutting down");
}

TEST_F(MiningRpc, MiningInfo) {
    start_mining();
    const json::Value info = value("getmininginfo");
    EXPECT_EQ(info.find("blocks")->as_int64(), 0);
    EXPECT_EQ(info.find("currentblockweight"), nullptr);
    EXPECT_EQ(info.find("bits")->string(), "207fffff");
    EXPECT_EQ(json::to_text(*info.find("blockmintxfee")), "0.00000001");
    EXPECT_EQ(info.find("chain")->string(), "regtest");
    EXPECT_EQ(info.find("next")->find("height")->as_int64(), 1);
    EXPECT_EQ(json::to_text(*info.find("networkhashps")), "0");
}

TEST_F(MiningRpc, NetworkHashRate) {
    start_mining();
    m_builder.mine_empty(130);
    submit_built();
    EXPECT_EQ(call("getnetworkhashps", "[120,0]"), "0");
    // Two hashes for a block, 600 seconds each.
    EXPECT_EQ(call("getnetworkhashps"), "0.003333333333333334");
    EXPECT_EQ(call("getnetworkhashps", "[1]"), call("getnetworkhashps", "[5,60]"));
    EXPECT_EQ(call("getnetworkhashps", "[-1]"), call("getnetworkhashps", "[1000]"));
    for (const char* wrong : {"[0]", "[-2]"})
        EXPECT_EQ(call("getnetworkhashps", wrong), "-8: Invalid nblocks. Must be a positive number or -1.");
    for (const char* wrong : {"[5,131]", "[5,-2]"})
        EXPECT_EQ(call("getnetworkhashps", wrong), "-8: Block does not exist at specified height");
}

}  // namespace
}  // namespace quanta::mining_rpc
