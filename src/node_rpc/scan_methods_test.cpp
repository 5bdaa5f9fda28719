// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <set>

#include "node_rpc/coin_scan.h"
#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

constexpr const char* kKey = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
/// The master key of the seed of BIP32's first test vector, in public, on test chains.
constexpr const char* kTree =
    "tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvos"
    "UCJZL5B";

class ScanMethods : public RpcFixture {
protected:
    void mine_to(const std::string& descriptor, int count = 1) {
        const std::string params = "[" + std::to_string(count) + ",\"" + descriptor + "\"]";
        ASSERT_EQ(value("generatetodescriptor", params).array().size(), static_cast<size_t>(count));
    }
    json::Value scan(const std::string& objects) {
        return value("scantxoutset", "[\"start\",[" + objects + "]]");
    }
    static std::string quoted(const std::string& text) { return "\"" + text + "\""; }
};

TEST_F(ScanMethods, FindsTheCoinsOfAScript) {
    start();
    mine_to("raw(51)", 2);
    mine_to("raw(52)");
    EXPECT_EQ(json::to_text(scan("")), R"({"success":true,"txouts":3,"height":3,"bestblock":)" +
                                           call("getbestblockhash") +
                                           R"(,"unspents":[],"total_amount":0.00000000})");
    const json::Value found = scan(quoted("raw(52)"));
    const json::Value block = value("getblock", one(value("getbestblockhash").string()));
    EXPECT_EQ(
        json::to_text(*found.find("unspents")),
        R"([{"txid":)" + json::to_text(block.find("tx")->array()[0]) +
            R"(,"vout":0,"scriptPubKey":"52","desc":"raw(52)#qu92mhx7","amount":50.00000000,"coinbase":true,)"
            R"("height":3,"blockhash":)" +
            call("getbestblockhash") + R"(,"confirmations":1}])");
    EXPECT_EQ(found.find("total_amount")->number_text(), "50.00000000");
    EXPECT_EQ(scan(quoted("raw(51)") + "," + quoted("raw(51)")).find("unspents")->array().size(), 2u);
}

TEST_F(ScanMethods, TellsTheKeyBehindAScript) {
    start();
    const std::string key = kKey;
    for (const std::string form :
         {"pk(" + key + ")", "pkh(" + key + ")", "wpkh(" + key + ")", "sh(wpkh(" + key + "))"})
        mine_to(form);
    const json::Value found = scan(quoted("combo(" + key + ")"));
    ASSERT_EQ(found.find("unspents")->array().size(), 4u);
    std::set<std::string> forms;
    for (const json::Value& coin : found.find("unspents")->array()) {
        const std::string& text = coin.find("desc")->string();
        forms.insert(text.substr(0, text.find('[')));
        EXPECT_EQ(text, scan(quoted(text)).find("unspents")->array()[0].find("desc")->string());
    }
    EXPECT_EQ(forms, (std::set<std::string>{"pk(", "pkh(", "sh(wpkh(", "wpkh("}));
}

TEST_F(ScanMethods, RangesAndPaths) {
    start();
    const std::string tree = kTree;
    mine_to("wpkh(" + tree + "/1/1000)");
    mine_to("wpkh(" + tree + "/1/1001)");
    mine_to("wpkh(" + tree + "/0/7)");
    const std::string all = "wpkh(" + tree + "/<0;1>/*)";
    const auto count = [&](const std::string& object) {
        return scan(object).find("unspents")->array().size();
    };
    EXPECT_EQ(count(quoted(all)), 2u);
    EXPECT_EQ(count(R"({"desc":")" + all + R"("})"), 2u);
    EXPECT_EQ(count(R"({"desc":")" + all + R"(","range":1001})"), 3u);
    EXPECT_EQ(count(R"({"desc":")" + all + R"(","range":[8,1000]})"), 1u);
    EXPECT_EQ(count(R"({"desc":")" + all + R"(","range":[8,999]})"), 0u);
    const json::Value found = scan(R"({"desc":")" + all + R"(","range":[7,7]})");
    const std::string text = found.find("unspents")->array()[0].find("desc")->string();
    EXPECT_NE(text.find("/0/7]"), std::string::npos) << text;
}

TEST_F(ScanMethods, StatusAndAbortWithoutAScan) {
    start();
    EXPECT_EQ(call("scantxoutset", R"(["status"])"), "null");
    EXPECT_EQ(call("scantxoutset", R"(["abort"])"), "false");
}

TEST_F(ScanMethods, Errors) {
    start();
    const auto started = [&](const std::string& object) {
        return call("scantxoutset", "[\"start\",[" + object + "]]");
    };
    EXPECT_EQ(call("scantxoutset", R"(["bad"])"), "-8: Invalid action 'bad'");
    EXPECT_EQ(call("scantxoutset", R"(["start"])"),
              "-1: scanobjects argument is required for the start action");
    EXPECT_EQ(started("\"bad\""), "-5: 'bad' is not a valid descriptor function");
    EXPECT_EQ(started("1"), "-8: Scan object needs to be either a string or an object");
    EXPECT_EQ(started("{}"), "-8: Descriptor needs to be provided in scan object");
    EXPECT_EQ(started(R"({"desc":1})"), "-3: JSON value of type number is not of expected type string");
    EXPECT_EQ(started(R"({"desc":"desc","range":-1})"), "-8: End of range is too high");
    EXPECT_EQ(started(quoted(std::string("pkh(") + kTree + "/*h)")),
              std::string("-5: Cannot derive script without private keys: 'pkh(") + kTree + "/*h)'");
    m_node->request_shutdown();
    EXPECT_EQ(started(quoted("raw(51)")), "-1: The node is stopping");
}

TEST(CoinScan, OnePlaceAtATime) {
    CoinScan scan;
    {
        const CoinScan::Place first(scan);
        EXPECT_TRUE(first.taken());
        EXPECT_TRUE(scan.running());
        const CoinScan::Place second(scan);
        EXPECT_FALSE(second.taken());
    }
    EXPECT_FALSE(scan.running());
    EXPECT_TRUE(CoinScan::Place(scan).taken());
}

TEST_F(ScanMethods, AStoppedScanIsNotComplete) {
    start();
    mine_to("raw(51)");
    const auto coins = m_node->chain().coins();
    ASSERT_TRUE(coins);
    CoinScan scan;
    const CoinScan::Place place(scan);
    const std::atomic<bool> no{false};
    const auto any = [](base::ByteSpan) { return true; };
    const auto whole = scan.run(**coins, any, no, m_node->tasks());
    ASSERT_TRUE(whole);
    EXPECT_TRUE(whole->complete);
    EXPECT_EQ(whole->found.size(), 1u);
    EXPECT_EQ(scan.progress_percent(), 100);
    scan.stop();
    const auto stopped = scan.run(**coins, any, no, m_node->tasks());
    ASSERT_TRUE(stopped);
    EXPECT_FALSE(stopped->complete);
    EXPECT_EQ(stopped->looked_at, 0u);
}

}  // namespace
}  // namespace quanta::node_rpc
