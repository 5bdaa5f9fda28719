// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "index_rpc/methods.h"
#include "node_rpc/test_rpc.h"
#include "testing/spending.h"

namespace quanta::index_rpc {
namespace {

constexpr int kBlocks = 103;
const std::string kGenesis = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";
/// Taken for a script of the genesis block by its filter.
const std::string kFalseHit = R"x({"desc":"raw(001400000000000000000000000000000000000cadcb)"})x";

class IndexRpc : public node_rpc::RpcFixture {
protected:
    void start_indexes(bool filters = true) {
        node::NodeOptions wanted = options();
        wanted.indexes.block_filters = filters;
        start(std::move(wanted));
        add_index_methods(*m_dispatcher, *m_node, {});
        m_builder.mine_empty(kBlocks - 1);
        const std::vector coins{m_builder.coinbase_coin(1)};
        m_builder.mine({testing::spend_to(coins, key().p2wpkh_script())});
        submit_built();
        while (filters && !m_node->indexes().wait_for_filters())
            std::this_thread::yield();
    }
    static testing::TestKey key() { return testing::TestKey(7); }
    const chain::HeaderNode& at(primitives::Height height) { return *m_node->chain().snapshot()->at(height); }
    std::string hash(primitives::Height height) { return at(height).hash.to_text(); }
    /// start with one object and further parameters; the reply.
    std::string scan(const std::string& object, const std::string& more = "") {
        return call("scanblocks", "[\"start\",[" + object + "]" + (more.empty() ? "" : "," + more) + "]");
    }
    static std::string needle() { return "\"raw(" + base::to_hex(key().p2wpkh_script()) + ")\""; }
    static std::string found(int from, int to, const std::string& blocks) {
        return R"({"from_height":)" + std::to_string(from) + R"(,"to_height":)" + std::to_string(to) +
               R"(,"relevant_blocks":[)" + blocks + R"(],"completed":true})";
    }
};

TEST_F(IndexRpc, GetBlockFilter) {
    start_indexes();
    const index::FilterIndex& index = *m_node->indexes().filters();
    for (const primitives::Height height : {0, 1, kBlocks}) {
        const auto reply = value("getblockfilter", one(hash(height)));
        EXPECT_EQ(reply.find("filter")->string(), base::to_hex(*index.filter(at(height)).value()));
        EXPECT_EQ(reply.find("header")->string(), index.link(at(height)).value()->header.to_text());
    }
    EXPECT_EQ(call("getblockfilter", R"([")" + hash(2) + R"(","basic"])"),
              call("getblockfilter", one(hash(2))));
    EXPECT_EQ(call("getblockfilter", R"([")" + hash(2) + R"(","x"])"), "-5: Unknown filtertype");
    EXPECT_EQ(call("getblockfilter", one(std::string(64, '0'))), "-5: Block not found");
    EXPECT_EQ(call("getblockfilter", one("00")), "-8: blockhash must be of length 64 (not 2, for '00')");
}

TEST_F(IndexRpc, FiltersThatAreMissing) {
    start_indexes();
    const auto next = m_builder.build_on(m_builder.tip());
    ASSERT_TRUE(m_node->chain().submit_header(next->header()));
    EXPECT_EQ(call("getblockfilter", one(next->hash().to_text())),
              "-5: Filter not found. Block was not connected to active chain.");
    m_node->indexes().stop();
    ASSERT_TRUE(m_node->chain().submit_and_wait(next));
    EXPECT_EQ(call("getblockfilter", one(next->hash().to_text())),
              "-1: Filter not found. Block filters are still in the process of being indexed.");
    EXPECT_EQ(scan(needle()),
              "-1: Filter not found. Block filters are still in the process of being indexed.");
    EXPECT_EQ(no_filter(at(kBlocks + 1), true).value.message,
              "Filter not found. This error is unexpected and indicates index corruption.");
}

TEST_F(IndexRpc, WithoutAnIndex) {
    start_indexes(false);
    const std::string disabled = "-1: Index is not enabled for filtertype basic";
    EXPECT_EQ(call("getblockfilter", one(kGenesis)), disabled);
    EXPECT_EQ(scan(needle()), disabled);
    EXPECT_EQ(scan(needle(), "0,10,\"extended\""), "-5: Unknown filtertype");
    EXPECT_EQ(call("getindexinfo"), "{}");
}

TEST_F(IndexRpc, GetIndexInfo) {
    start_indexes();
    const std::string all = R"({"basic block filter index":{"synced":true,"best_block_height":103}})";
    EXPECT_EQ(call("getindexinfo"), all);
    EXPECT_EQ(call("getindexinfo", one("basic block filter index")), all);
    EXPECT_EQ(call("getindexinfo", one("txindex")), "{}");
}

TEST_F(IndexRpc, ScanFindsBlocks) {
    start_indexes();
    const std::string hit = "\"" + hash(kBlocks) + "\"";
    EXPECT_EQ(scan(needle()), found(0, kBlocks, hit));
    EXPECT_EQ(scan(needle(), "50"), found(50, kBlocks, hit));
    EXPECT_EQ(scan(needle(), "103,103"), found(kBlocks, kBlocks, hit));
    EXPECT_EQ(scan(needle(), "0,102"), found(0, kBlocks - 1, ""));
    // What was spent there is found, too, besides where it was made.
    const std::string coinbase =
        "\"raw(" + base::to_hex(m_builder.coinbase_coin(1).coin.script.span()) + ")\"";
    EXPECT_NE(scan(coinbase, "0,null,null,{\"filter_false_positives\":true}").find(hit), std::string::npos);
    EXPECT_EQ(scan(kFalseHit, "0,0"), found(0, 0, "\"" + kGenesis + "\""));
    EXPECT_EQ(scan(kFalseHit, R"(0,0,"basic",{"filter_false_positives":true})"), found(0, 0, ""));
    EXPECT_EQ(scan(kFalseHit, R"(0,0,"basic",{"filter_false_positives":false})"),
              found(0, 0, "\"" + kGenesis + "\""));
}

TEST_F(IndexRpc, ScanRefuses) {
    start_indexes();
    EXPECT_EQ(call("scanblocks", one("status")), "null");
    EXPECT_EQ(call("scanblocks", one("abort")), "false");
    EXPECT_EQ(call("scanblocks", one("foobar")), "-8: Invalid action 'foobar'");
    EXPECT_EQ(call("scanblocks", R"(["start",null])"),
              "-1: scanobjects argument is required for the start action");
    EXPECT_EQ(scan("\"x\""), "-5: 'x' is not a valid descriptor function");
    EXPECT_EQ(scan(needle(), "104"), "-1: Invalid start_height");
    EXPECT_EQ(scan(needle(), "-1"), "-1: Invalid start_height");
    EXPECT_EQ(scan(needle(), "5,2"), "-1: Invalid stop_height");
    EXPECT_EQ(scan(needle(), "5,104"), "-1: Invalid stop_height");
}

}  // namespace
}  // namespace quanta::index_rpc
