// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

class MaintenanceMethods : public RpcFixture {
protected:
    std::string hash_at(size_t height) const { return m_builder.blocks()[height - 1]->hash().to_text(); }
};

TEST_F(MaintenanceMethods, VerifychainChecksBlocks) {
    start();
    m_builder.mine_empty(8);
    submit_built();
    EXPECT_EQ(call("verifychain"), "true");
    EXPECT_EQ(call("verifychain", "[4,0]"), "true");
    EXPECT_EQ(call("verifychain", R"({"checklevel":2,"nblocks":0})"), "true");
    EXPECT_EQ(call("verifychain", R"(["x"])").substr(0, 21), "-3: Wrong type passed");
    // What was not looked at is neither well nor damaged.
    m_node->request_shutdown();
    EXPECT_EQ(call("verifychain"), "-32603: Unable to verify: verification was interrupted");
}

TEST_F(MaintenanceMethods, InvalidateAndReconsider) {
    start();
    m_builder.mine_empty(5);
    submit_built();
    EXPECT_EQ(call("invalidateblock", one(hash_at(3))), "null");
    EXPECT_EQ(call("getbestblockhash"), "\"" + hash_at(2) + "\"");
    EXPECT_EQ(call("reconsiderblock", one(hash_at(3))), "null");
    EXPECT_EQ(call("getbestblockhash"), "\"" + hash_at(5) + "\"");
    const std::string genesis = m_builder.genesis().hash.to_text();
    EXPECT_EQ(call("invalidateblock", one(genesis)), "null");
    EXPECT_EQ(call("getblockcount"), "5");
    for (const char* method : {"invalidateblock", "reconsiderblock", "preciousblock"}) {
        EXPECT_EQ(call(method, one(std::string(64, '0'))), "-5: Block not found");
        EXPECT_EQ(call(method, one("zz")), "-8: blockhash must be of length 64 (not 2, for 'zz')");
    }
}

TEST_F(MaintenanceMethods, PreciousblockChoosesAmongEqualWork) {
    start();
    m_builder.mine_empty(2);
    submit_built();
    const auto& parent = *m_builder.tip().previous;
    const auto rival = m_builder.build_on(parent, 9);
    EXPECT_EQ(call("submitblock", one(hex_of(*rival))), "\"inconclusive\"");
    EXPECT_EQ(call("getbestblockhash"), "\"" + hash_at(2) + "\"");
    EXPECT_EQ(call("preciousblock", one(rival->hash().to_text())), "null");
    EXPECT_EQ(call("getbestblockhash"), "\"" + rival->hash().to_text() + "\"");
    EXPECT_EQ(call("preciousblock", one(hash_at(2))), "null");
    EXPECT_EQ(call("getbestblockhash"), "\"" + hash_at(2) + "\"");
}

TEST_F(MaintenanceMethods, PruningNeedsItsMode) {
    start();
    EXPECT_EQ(call("pruneblockchain", "[10]"), "-1: Cannot prune blocks because node is not in prune mode.");
}

TEST_F(MaintenanceMethods, PruningRefusesHeightsThatMakeNoSense) {
    node::NodeOptions wanted = options();
    wanted.chain.prune.enabled = true;
    start(wanted);
    m_builder.mine_empty(3);
    submit_built();
    EXPECT_EQ(call("pruneblockchain", "[-1]"), "-8: Negative block height.");
    const int64_t newest = m_builder.tip().time;
    EXPECT_EQ(call("pruneblockchain", "[" + std::to_string(newest + 7201) + "]"),
              "-8: Could not find block with at least the specified timestamp.");
    // 1,000 blocks are needed on regtest.
    EXPECT_EQ(call("pruneblockchain", "[" + std::to_string(newest + 7200) + "]"),
              "-1: Blockchain is too short for pruning.");
    EXPECT_EQ(call("pruneblockchain", "[1]"), "-1: Blockchain is too short for pruning.");
}

TEST_F(MaintenanceMethods, PruningDeletesWholeFiles) {
    node::NodeOptions wanted = options();
    wanted.chain.prune.enabled = true;
    wanted.chain.small_files = true;
    start(wanted);
    m_builder.mine_empty(1100);
    submit_built();
    ASSERT_TRUE(m_node->chain().flush());
    EXPECT_EQ(call("pruneblockchain", "[1101]"),
              "-8: Blockchain is shorter than the attempted prune height.");
    EXPECT_EQ(call("pruneblockchain", "[100]"), "-1");
    const json::Value pruned = value("pruneblockchain", "[1000]");
    ASSERT_GT(pruned.as_int64().value(), 0);
    EXPECT_LE(pruned.as_int64().value(), 1100 - chain::kMinBlocksToKeep);
    EXPECT_EQ(value("getblockchaininfo").find("pruneheight")->as_int64(), pruned.as_int64().value() + 1);
    EXPECT_EQ(call("getblock", one(hash_at(1))), "-1: Block not available (pruned data)");
    EXPECT_EQ(call("getblock", one(hash_at(1100))).substr(0, 2), "{\"");
}

}  // namespace
}  // namespace quanta::node_rpc
