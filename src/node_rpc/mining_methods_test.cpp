// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/block_repair.h"
#include "node_rpc/test_rpc.h"
#include "testing/block_builder.h"

namespace quanta::node_rpc {
namespace {

constexpr const char* kAddress = "mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z";

class MiningMethods : public RpcFixture {};

TEST_F(MiningMethods, SubmitblockAnswers) {
    start();
    m_builder.mine_empty(2);
    const auto& blocks = m_builder.blocks();
    EXPECT_EQ(call("submitblock", one(hex_of(*blocks[1]))), "\"prev-blk-not-found\"");
    EXPECT_EQ(call("submitblock", one(hex_of(*blocks[0]))), "null");
    EXPECT_EQ(call("submitblock", "[\"" + hex_of(*blocks[0]) + "\",\"ignored\"]"), "\"duplicate\"");
    EXPECT_EQ(call("submitblock", R"({"hexdata":")" + hex_of(*blocks[1]) + "\"}"), "null");
    const auto rival = m_builder.build_on(m_builder.genesis(), 5);
    EXPECT_EQ(call("submitblock", one(hex_of(*rival))), "\"inconclusive\"");
    EXPECT_EQ(call("submitblock", one(hex_of(*rival))), "\"duplicate\"");
    for (const char* bad : {"", "zz", "00", "0"}) {
        EXPECT_EQ(call("submitblock", one(bad)), "-22: Block decode failed");
    }
}

TEST_F(MiningMethods, SubmitblockConnectsWhatWaitedForTheBlock) {
    start();
    m_builder.mine_empty(20);
    const auto& blocks = m_builder.blocks();
    for (const auto& block : blocks) {
        ASSERT_EQ(call("submitheader", one(base::to_hex(block->header().serialize()))), "null");
    }
    for (size_t i = 1; i + 1 < blocks.size(); ++i) {
        EXPECT_EQ(call("submitblock", one(hex_of(*blocks[i]))), "\"inconclusive\"");
    }
    EXPECT_EQ(call("submitblock", one(hex_of(*blocks[0]))), "null");
    EXPECT_EQ(call("getblockcount"), "19");
}

TEST_F(MiningMethods, SubmitblockTellsWhyNot) {
    start();
    testing::BlockDraft draft = testing::draft_block(m_builder.tip(), m_builder.params().consensus);
    draft.coinbase.outputs[0].value.sat += 1;
    const auto greedy = testing::finish_block(draft);
    EXPECT_EQ(call("submitblock", one(hex_of(*greedy))), "\"bad-cb-amount\"");
    EXPECT_EQ(call("submitblock", one(hex_of(*greedy))), "\"duplicate-invalid\"");
    EXPECT_EQ(call("getblockcount"), "0");
}

TEST_F(MiningMethods, SubmitblockPutsTheMissingNonceIn) {
    start();
    testing::BlockDraft draft = testing::draft_block(m_builder.tip(), m_builder.params().consensus);
    testing::commit_witnesses(draft);
    ASSERT_FALSE(draft.coinbase.inputs[0].witness.empty());
    testing::set_merkle_root(draft);
    testing::solve(draft.header);
    draft.coinbase.inputs[0].witness.clear();
    const auto bare = testing::freeze_block(draft);
    EXPECT_EQ(call("submitblock", one(hex_of(*bare))), "null");
    EXPECT_EQ(call("getblockcount"), "1");
}

TEST_F(MiningMethods, RepairLeavesOtherBlocksAlone) {
    const auto plain = m_builder.build_on(m_builder.genesis());
    EXPECT_EQ(with_witness_nonce(plain, 1, m_builder.params().consensus), plain);
    params::ConsensusParams late = m_builder.params().consensus;
    late.segwit_height = 2;
    testing::BlockDraft draft = testing::draft_block(m_builder.tip(), m_builder.params().consensus);
    testing::commit_witnesses(draft);
    draft.coinbase.inputs[0].witness.clear();
    const auto bare = testing::freeze_block(draft);
    EXPECT_EQ(with_witness_nonce(bare, 1, late), bare);
    EXPECT_NE(with_witness_nonce(bare, 2, late), bare);
}

TEST_F(MiningMethods, SubmitheaderAnswers) {
    start();
    m_builder.mine_empty(2);
    const auto header = [&](size_t height) {
        return base::to_hex(m_builder.blocks()[height - 1]->header().serialize());
    };
    EXPECT_EQ(call("submitheader", one(header(2))),
              "-25: Must submit previous header (" + m_builder.blocks()[0]->hash().to_text() + ") first");
    EXPECT_EQ(call("submitheader", one(header(1))), "null");
    EXPECT_EQ(call("submitheader", one(header(1))), "null");
    // A whole block does as well.
    EXPECT_EQ(call("submitheader", one(hex_of(*m_builder.blocks()[1]))), "null");
    EXPECT_EQ(value("getblockchaininfo").find("headers")->as_int64(), 2);
    for (const std::string& bad :
         {std::string(), std::string("00"), std::string("zz"), header(1).substr(2)}) {
        EXPECT_EQ(call("submitheader", one(bad)), "-22: Block header decode failed");
    }
    primitives::BlockHeader old = m_builder.blocks()[1]->header();
    old.time = 0;
    testing::solve(old);
    EXPECT_EQ(call("submitheader", one(base::to_hex(old.serialize()))), "-25: time-too-old");
}

TEST_F(MiningMethods, GeneratetoaddressMines) {
    start();
    EXPECT_EQ(call("generatetoaddress", std::string("[0,\"") + kAddress + "\"]"), "[]");
    const json::Value hashes = value("generatetoaddress", std::string("[3,\"") + kAddress + "\"]");
    ASSERT_EQ(hashes.array().size(), 3u);
    EXPECT_EQ(call("getbestblockhash"), "\"" + hashes.array()[2].string() + "\"");
    const json::Value block = value("getblock", "[\"" + hashes.array()[0].string() + "\",2]");
    EXPECT_EQ(
        block.find("tx")->array()[0].find("vout")->array()[0].find("scriptPubKey")->find("address")->string(),
        kAddress);
    EXPECT_EQ(block.find("coinbase_tx")->find("coinbase")->string(), "5100");
}

TEST_F(MiningMethods, GeneratetoaddressMakesNoBlockTwice) {
    start();
    const json::Value first = value("generatetoaddress", std::string("[1,\"") + kAddress + "\"]");
    EXPECT_EQ(call("invalidateblock", one(first.array()[0].string())), "null");
    const json::Value second = value("generatetoaddress", std::string("[1,\"") + kAddress + "\"]");
    ASSERT_EQ(second.array().size(), 1u);
    EXPECT_NE(first.array()[0].string(), second.array()[0].string());
}

TEST_F(MiningMethods, GeneratetoaddressGivesUp) {
    start();
    EXPECT_EQ(call("generatetoaddress", std::string("[1,\"") + kAddress + "\",0]"), "[]");
    EXPECT_EQ(call("generatetoaddress", std::string("[-1,\"") + kAddress + "\"]"), "[]");
    EXPECT_EQ(call("generatetoaddress", R"([1,"bad"])"), "-5: Error: Invalid address");
    EXPECT_EQ(call("generatetoaddress", R"([1,"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"])"),
              "-5: Error: Invalid address");
    EXPECT_EQ(call("generatetoaddress", std::string("[1,\"") + kAddress + "\",-1]"),
              "-1: JSON integer out of range");
    m_node->request_shutdown();
    EXPECT_EQ(call("generatetoaddress", std::string("[1,\"") + kAddress + "\"]"), "[]");
}

}  // namespace
}  // namespace quanta::node_rpc
