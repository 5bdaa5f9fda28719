// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

class StatsMethods : public RpcFixture {
protected:
    void start_with_blocks(int count) {
        start();
        m_builder.mine_empty(count);
        submit_built();
    }
};

TEST_F(StatsMethods, GetblockstatsOfABlockThatSpends) {
    start();
    m_builder.mine_empty(101);
    const std::vector<testing::SpendableCoin> coins{m_builder.coinbase_coin(1)};
    const auto block = m_builder.mine({testing::spend_to(coins, testing::anyone_script(), {1000})});
    submit_built();
    const json::Value stats = value("getblockstats", "[102]");
    EXPECT_EQ(stats.object().size(), 31u);
    const auto number = [&](std::string_view name) { return stats.find(name)->as_int64().value_or(-1); };
    const primitives::Transaction& payer = block->transactions()[1];
    const auto size = static_cast<int64_t>(payer.total_size());
    const auto rate = 1000 * 4 / static_cast<int64_t>(payer.weight());
    EXPECT_EQ(stats.find("blockhash")->string(), block->hash().to_text());
    for (const char* name : {"avgfee", "maxfee", "medianfee", "minfee", "totalfee"})
        EXPECT_EQ(number(name), 1000) << name;
    for (const char* name : {"avgfeerate", "maxfeerate", "minfeerate"})
        EXPECT_EQ(number(name), rate) << name;
    for (const char* name : {"avgtxsize", "maxtxsize", "mediantxsize", "mintxsize", "total_size"})
        EXPECT_EQ(number(name), size) << name;
    EXPECT_EQ(json::to_text(*stats.find("feerate_percentiles")),
              json::to_text(json::Value::Array(5, json::Value(rate))));
    EXPECT_EQ(number("height"), 102);
    EXPECT_EQ(number("ins"), 1);
    EXPECT_EQ(number("txs"), 2);
    EXPECT_EQ(number("subsidy"), 5'000'000'000);
    EXPECT_EQ(number("total_out"), 5'000'000'000 - 1000);
    EXPECT_EQ(number("total_weight"), static_cast<int64_t>(payer.weight()));
    EXPECT_EQ(number("swtxs"), 0);
    EXPECT_EQ(number("utxo_increase"), number("outs") - 1);
    // The commitment to witnesses can never be spent.
    EXPECT_EQ(number("utxo_increase_actual"), number("utxo_increase") - 1);
    EXPECT_EQ(number("utxo_size_inc") - number("utxo_size_inc_actual"), 8 + 1 + 38 + 40);
    EXPECT_EQ(call("getblockstats", one(block->hash().to_text())), json::to_text(stats));
}

TEST_F(StatsMethods, GetblockstatsOfWhatIsWanted) {
    start_with_blocks(2);
    EXPECT_EQ(call("getblockstats", R"([1, ["txs", "height", "totalfee", "txs"]])"),
              R"({"height":1,"totalfee":0,"txs":1})");
    EXPECT_EQ(value("getblockstats", "[1, []]").object().size(), 31u);
    // The coins of the genesis block do not exist.
    EXPECT_EQ(call("getblockstats", R"([0, ["utxo_increase", "utxo_increase_actual"]])"),
              R"({"utxo_increase":1,"utxo_increase_actual":0})");
}

TEST_F(StatsMethods, GetblockstatsErrors) {
    start_with_blocks(2);
    EXPECT_EQ(call("getblockstats", "[-1]"), "-8: Target block height -1 is negative");
    EXPECT_EQ(call("getblockstats", "[3]"), "-8: Target block height 3 after current tip 2");
    EXPECT_EQ(call("getblockstats", R"(["zz"])"),
              "-8: hash_or_height must be of length 64 (not 2, for 'zz')");
    EXPECT_EQ(call("getblockstats", one(std::string(64, '0'))), "-5: Block not found");
    EXPECT_EQ(call("getblockstats", R"([2, ["nope"]])"), "-8: Invalid selected statistic 'nope'");
    EXPECT_EQ(call("getblockstats", "[2, [1]]"),
              "-3: JSON value of type number is not of expected type string");
    EXPECT_EQ(call("getblockstats", "[true]"), "-3: JSON value of type bool is not of expected type string");
    const auto unseen = m_builder.build_on(m_builder.tip());
    ASSERT_TRUE(m_node->chain().submit_header(unseen->header()));
    EXPECT_EQ(call("getblockstats", one(unseen->hash().to_text())),
              "-1: Block not available (not fully downloaded)");
}

TEST_F(StatsMethods, GetchaintxstatsCountsAWindow) {
    start_with_blocks(20);
    const std::string tip = m_builder.tip().hash.to_text();
    const std::string ends = R"("window_final_block_hash":")" + tip + R"(","window_final_block_height":20,)";
    const std::string time = R"({"time":)" + std::to_string(m_builder.tip().time) + R"(,"txcount":21,)";
    const int64_t interval =
        int64_t{m_builder.tip().median_time_past()} - m_builder.tip().ancestor(15)->median_time_past();
    ASSERT_GT(interval, 0);
    std::string rate;
    json::Writer(rate).value(5.0 / static_cast<double>(interval));
    EXPECT_EQ(call("getchaintxstats", "[0]"), time + ends + R"("window_block_count":0})");
    EXPECT_EQ(call("getchaintxstats", "[5]"), time + ends + R"("window_block_count":5,"window_interval":)" +
                                                  std::to_string(interval) +
                                                  R"(,"window_tx_count":5,"txrate":)" + rate + "}");
    EXPECT_EQ(value("getchaintxstats").find("window_block_count")->as_int64(), 19);
    EXPECT_EQ(value("getchaintxstats", "[19]").find("window_block_count")->as_int64(), 19);
    const std::string first = m_builder.blocks()[0]->hash().to_text();
    EXPECT_EQ(value("getchaintxstats", R"({"blockhash":")" + first + "\"}").find("txcount")->as_int64(), 2);
}

TEST_F(StatsMethods, GetchaintxstatsErrors) {
    start_with_blocks(3);
    const std::string count = "-8: Invalid block count: should be between 0 and the block's height - 1";
    EXPECT_EQ(call("getchaintxstats", "[-1]"), count);
    EXPECT_EQ(call("getchaintxstats", "[3]"), count);
    EXPECT_EQ(call("getchaintxstats", R"({"blockhash":"0"})"),
              "-8: blockhash must be of length 64 (not 1, for '0')");
    EXPECT_EQ(call("getchaintxstats", R"({"blockhash":")" + std::string(64, '0') + "\"}"),
              "-5: Block not found");
    const auto stale = m_builder.build_on(m_builder.genesis(), 1);
    ASSERT_TRUE(m_node->chain().submit_header(stale->header()));
    EXPECT_EQ(call("getchaintxstats", R"({"blockhash":")" + stale->hash().to_text() + "\"}"),
              "-8: Block is not in main chain");
}

TEST_F(StatsMethods, GetchaintxstatsBeforeThereAreBlocks) {
    start();
    EXPECT_EQ(value("getchaintxstats").find("window_block_count")->as_int64(), 0);
}

}  // namespace
}  // namespace quanta::node_rpc
