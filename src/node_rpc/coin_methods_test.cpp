// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

class CoinMethods : public RpcFixture {};

TEST_F(CoinMethods, GettxoutShowsCoins) {
    start();
    m_builder.mine_empty(2);
    submit_built();
    const testing::SpendableCoin coin = m_builder.coinbase_coin(1);
    const std::string txid = coin.outpoint.txid.to_text();
    EXPECT_EQ(
        call("gettxout", "[\"" + txid + "\",0,false]"),
        R"({"bestblock":")" + m_builder.tip().hash.to_text() +
            R"(","confirmations":2,"value":50.00000000,"scriptPubKey":{"asm":"1","desc":"raw(51)#8lvh9jxk",)"
            R"("hex":"51","type":"nonstandard"},"coinbase":true})");
    EXPECT_EQ(call("gettxout", "[\"" + txid + "\",7]"), "null");
    EXPECT_EQ(call("gettxout", "[\"" + std::string(64, '0') + "\",0]"), "null");
    EXPECT_EQ(call("gettxout", R"(["zz",0])"), "-8: txid must be of length 64 (not 2, for 'zz')");
    EXPECT_EQ(call("gettxout", "[\"" + txid + "\",-1]"), "-1: JSON integer out of range");
}

TEST_F(CoinMethods, GettxoutsetinfoOfGenesis) {
    start();
    const std::string text = call("gettxoutsetinfo");
    // Counting writes everything to disk first.
    const std::string disk = std::to_string(chain::coins_disk_size_bytes(m_node->chain()));
    EXPECT_EQ(
        text,
        R"({"height":0,"bestblock":"0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",)"
        R"("txouts":0,"bogosize":0,)"
        R"("hash_serialized_3":"56944c5d3f98413ef45cf54545538103cc9f298e0575820ad3591376e2e0f65d",)"
        R"("total_amount":0.00000000,"transactions":0,"disk_size":)" +
            disk + "}");
}

TEST_F(CoinMethods, GettxoutsetinfoHashTypes) {
    start();
    m_builder.mine_empty(5);
    submit_built();
    const json::Value none = value("gettxoutsetinfo", R"(["none"])");
    EXPECT_EQ(none.find("height")->as_int64(), 5);
    EXPECT_EQ(none.find("txouts")->as_int64(), 5);
    EXPECT_EQ(none.find("total_amount")->number_text(), "250.00000000");
    EXPECT_EQ(none.find("bogosize")->as_int64(), 5 * 51);
    EXPECT_EQ(none.find("hash_serialized_3"), nullptr);
    EXPECT_EQ(none.find("muhash"), nullptr);
    EXPECT_NE(value("gettxoutsetinfo", R"({"hash_type":"muhash","use_index":false})").find("muhash"),
              nullptr);
    EXPECT_EQ(call("gettxoutsetinfo", R"(["foo hash"])"), "-8: 'foo hash' is not a valid hash_type");
    EXPECT_EQ(call("gettxoutsetinfo", R"(["none",2])"),
              "-8: Querying specific block heights requires coinstatsindex");
}

TEST_F(CoinMethods, GettxoutsetinfoEndsWhenTheNodeStops) {
    start();
    m_builder.mine_empty(1);
    submit_built();
    m_node->request_shutdown();
    EXPECT_EQ(call("gettxoutsetinfo"), "-32603: Unable to read UTXO set");
}

}  // namespace
}  // namespace quanta::node_rpc
