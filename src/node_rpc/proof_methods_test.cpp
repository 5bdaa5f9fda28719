// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/merkle_proof.h"
#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

class ProofMethods : public RpcFixture {
protected:
    /// 102 blocks; the last spends the first coinbase.
    void start_with_spend() {
        start();
        m_builder.mine_empty(101);
        const std::vector<testing::SpendableCoin> coins{m_builder.coinbase_coin(1)};
        m_block = m_builder.mine({testing::spend_to(coins, testing::anyone_script(), {1000})});
        submit_built();
    }
    std::string txid(size_t index) const { return m_block->transactions()[index].txid().to_text(); }
    static std::string spent(const std::string& text) { return "[[\"" + text + "\"]]"; }

    std::shared_ptr<const primitives::Block> m_block;
};

TEST_F(ProofMethods, AProofIsMadeAndVerified) {
    start_with_spend();
    const std::string both = R"([[")" + txid(1) + R"(",")" + txid(0) + R"("]])";
    const json::Value proof = value("gettxoutproof", both);
    EXPECT_EQ(proof.string(), base::to_hex(MerkleProof::make(*m_block, {true, true}).serialize()));
    EXPECT_EQ(call("verifytxoutproof", one(proof.string())), "[\"" + txid(0) + "\",\"" + txid(1) + "\"]");
    const json::Value single = value("gettxoutproof", spent(txid(1)));
    EXPECT_EQ(call("verifytxoutproof", one(single.string())), "[\"" + txid(1) + "\"]");
    // The first coinbase is spent: its block must be named.
    const auto& first = *m_builder.blocks()[0];
    const std::string lost = first.transactions()[0].txid().to_text();
    EXPECT_EQ(call("gettxoutproof", spent(lost)), "-5: Transaction not yet in block");
    EXPECT_NE(call("gettxoutproof", R"([[")" + lost + R"("],")" + first.hash().to_text() + R"("])").size(),
              0u);
}

TEST_F(ProofMethods, WhatIsNoProof) {
    start_with_spend();
    EXPECT_EQ(call("verifytxoutproof", one("zz")), "-8: proof must be hexadecimal string (not 'zz')");
    EXPECT_EQ(call("verifytxoutproof", one("00")), "-1: SpanReader::read(): end of data: iostream error");
    const std::string header(160, '0');
    EXPECT_EQ(call("verifytxoutproof", one(header + "00000000" + "fd0100")),
              "-1: non-canonical ReadCompactSize(): iostream error");
    EXPECT_EQ(call("verifytxoutproof", one(header + "00000000" + "feffffffff")),
              "-1: ReadCompactSize(): size too large: iostream error");
    MerkleProof proof = MerkleProof::make(*m_block, {false, true});
    const auto shown = [&](const MerkleProof& changed) {
        return call("verifytxoutproof", one(base::to_hex(changed.serialize())));
    };
    MerkleProof other = proof;
    other.hashes[0][0] ^= 1;
    EXPECT_EQ(shown(other), "[]");
    other = proof;
    other.header.nonce ^= 1;
    EXPECT_EQ(shown(other), "-5: Block not found in chain");
    // The root of the tree passed off as its only transaction.
    other = MerkleProof::make(*m_block, {false, false});
    other.transactions = 1;
    other.flags[0] = true;
    ASSERT_EQ(other.matches().size(), 1u);
    EXPECT_EQ(shown(other), "[]");
    ASSERT_TRUE(m_node->chain().invalidate(*m_node->chain().snapshot()->tip));
    EXPECT_EQ(shown(proof), "-5: Block not found in chain");
}

TEST_F(ProofMethods, GettxoutproofErrors) {
    start_with_spend();
    const std::string tip = m_block->hash().to_text();
    const std::string zero(64, '0');
    EXPECT_EQ(call("gettxoutproof", "[[]]"), "-8: Parameter 'txids' cannot be empty");
    EXPECT_EQ(call("gettxoutproof", R"([[")" + zero + R"(",")" + zero + R"("]])"),
              "-8: Invalid parameter, duplicated txid: " + zero);
    EXPECT_EQ(call("gettxoutproof", R"([["00"]])"), "-8: txid must be of length 64 (not 2, for '00')");
    EXPECT_EQ(call("gettxoutproof", "[[1]]"), "-3: JSON value of type number is not of expected type string");
    EXPECT_EQ(call("gettxoutproof", R"([[")" + zero + R"("],"00"])"),
              "-8: blockhash must be of length 64 (not 2, for '00')");
    EXPECT_EQ(call("gettxoutproof", R"([[")" + zero + R"("],")" + zero + R"("])"), "-5: Block not found");
    EXPECT_EQ(call("gettxoutproof", R"([[")" + zero + R"("],")" + tip + R"("])"),
              "-5: Not all transactions found in specified or retrieved block");
    const auto unseen = m_builder.build_on(m_builder.tip());
    ASSERT_TRUE(m_node->chain().submit_header(unseen->header()));
    EXPECT_EQ(call("gettxoutproof", R"([[")" + zero + R"("],")" + unseen->hash().to_text() + R"("])"),
              "-1: Block not available (not fully downloaded)");
}

}  // namespace
}  // namespace quanta::node_rpc
