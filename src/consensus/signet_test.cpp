// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/signet.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "codec/writer.h"
#include "consensus/rules.h"
#include "script/script.h"
#include "testing/chain_builder.h"

namespace quanta::consensus {
namespace {

using params::Chain;
using primitives::Block;
using primitives::Coin;
using testing::BlockDraft;

/// The block above the genesis block of the public signet.
constexpr std::string_view kFirstBlock =
    "00000020f61eee3b63a380a477a063af32b2bbc97c9ff9f01f2c4225e973988108000000f575c83235984e7dc4afc1f30944c170"
    "462e84437ab6f2d52e16878a79e4678bd1914d5fae77031eccf40700010100000000010100000000000000000000000000000000"
    "00000000000000000000000000000000ffffffff025151feffffff0200f2052a010000001600149243f727dd5343293eb8317432"
    "4019ec16c2630f0000000000000000776a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e"
    "8cf94c4fecc7daa2490047304402205e423a8754336ca99dbe16509b877ef1bf98d008836c725005b3c787c41ebe46022047246e"
    "4467ad7cc7f1ad98662afcaf14c115e0095a227c7b05c5182591c23e7e0100012000000000000000000000000000000000000000"
    "0000000000000000000000000000000000";

TEST(Signet, FirstBlockOfThePublicOne) {
    const params::ConsensusParams params = params::make_params(Chain::Signet).value().consensus;
    base::Bytes raw = *base::from_hex(kFirstBlock);
    const auto block = Block::parse(raw).value();
    EXPECT_EQ(block->hash().to_text(), "00000086d6b2636cb2a392d45edc4ec544a10024d30141c9adf4bfd9de533b53");
    EXPECT_TRUE(check_block(*block, params));
    // The solution signs the time; without its work the block is looked at no further.
    raw[68] ^= 1;
    const auto changed = Block::parse(raw).value();
    EXPECT_FALSE(has_signet_solution(*changed, params));
    EXPECT_EQ(check_block(*changed, params).error().code, ErrorCode::HighHash);
}

TEST(Signet, GenesisNeedsNoSolution) {
    const params::ChainParams params = params::make_params(Chain::Signet).value();
    EXPECT_TRUE(check_block(*Block::parse(params.genesis).value(), params.consensus));
}

/// A block of a signet with work as easy as regtest's.
class CustomSignet : public ::testing::Test {
protected:
    CustomSignet() {
        m_params.signet = true;
        m_draft = testing::draft_block(m_chain.genesis(), m_params);
        testing::commit_witnesses(m_draft);
    }

    base::Bytes& commitment() { return m_draft.coinbase.outputs.back().script; }
    std::shared_ptr<const Block> finish() { return testing::finish_block(m_draft, testing::Commit::No); }
    /// Appends a push of the tag and `solution` to the commitment.
    void push_solution(base::ByteSpan solution) {
        base::Bytes data{0xec, 0xc7, 0xda, 0xa2};
        data.insert(data.end(), solution.begin(), solution.end());
        const base::Bytes push = script::ScriptBuilder().push(data).bytes();
        commitment().insert(commitment().end(), push.begin(), push.end());
    }

    testing::ChainBuilder m_chain;
    params::ConsensusParams m_params = m_chain.params().consensus;
    BlockDraft m_draft;
};

TEST_F(CustomSignet, EmptySolutionOfATrivialChallenge) {
    m_params.signet_challenge = {script::OP_1};
    EXPECT_TRUE(check_block(*finish(), m_params));
    m_params.signet_challenge = {script::OP_0};
    const auto result = check_block(*finish(), m_params);
    EXPECT_EQ(result.error().code, ErrorCode::BadSignetSolution);
    EXPECT_EQ(result.error().reason, "bad-signet-blksig");
    EXPECT_TRUE(check_block(*finish(), m_params, CheckWork::No));
}

TEST_F(CustomSignet, NeedsACommitment) {
    m_params.signet_challenge = {script::OP_1};
    m_draft.coinbase.outputs.pop_back();
    EXPECT_FALSE(has_signet_solution(*finish(), m_params));
    const auto empty = Block::parse(Block::assemble(primitives::BlockHeader{}, {})).value();
    EXPECT_FALSE(has_signet_solution(*empty, m_params));
}

TEST_F(CustomSignet, SolutionIsAScriptAndAWitness) {
    m_params.signet_challenge = {script::OP_1};
    const base::Bytes bare = commitment();
    struct Case {
        base::Bytes solution;
        bool valid;
    };
    for (const Case& tried : {Case{{0, 0}, true},
                              {{0}, false},
                              {{0, 0, 0}, false},
                              {{1, 0x51, 0}, true},
                              {{2, 0x51, 0}, false},
                              {{0, 1}, false},
                              {{0, 0xfd, 0, 0}, false}}) {
        commitment() = bare;
        push_solution(tried.solution);
        EXPECT_EQ(has_signet_solution(*finish(), m_params), tried.valid) << base::to_hex(tried.solution);
    }
}

TEST_F(CustomSignet, TagAloneIsNoSolution) {
    m_params.signet_challenge = {script::OP_1};
    push_solution({});
    EXPECT_TRUE(has_signet_solution(*finish(), m_params));
    // The first push that holds more than the tag counts.
    push_solution(base::Bytes{0, 0});
    push_solution(base::Bytes{9});
    EXPECT_TRUE(has_signet_solution(*finish(), m_params));
}

TEST_F(CustomSignet, SignedSolution) {
    const testing::TestKey key(1);
    m_params.signet_challenge = key.p2wpkh_script();
    const base::Bytes bare = commitment();
    push_solution({});
    const auto unsolved = signet_transactions(*finish(), m_params.signet_challenge);
    ASSERT_TRUE(unsolved);
    EXPECT_EQ(unsolved->to_sign->inputs()[0].prevout.txid, unsolved->to_spend->txid());
    EXPECT_FALSE(has_signet_solution(*finish(), m_params));

    const Coin coin{{}, primitives::ScriptBytes(m_params.signet_challenge), 0, false};
    primitives::MutableTransaction to_sign(*unsolved->to_sign);
    key.sign_p2wpkh(to_sign, 0, std::span(&coin, 1));
    base::Bytes solution;
    codec::Writer writer(solution);
    writer.write_sized_bytes({}).write_compact_size(2);
    for (const base::Bytes& item : to_sign.inputs[0].witness)
        writer.write_sized_bytes(item);
    commitment() = bare;
    push_solution(solution);
    EXPECT_TRUE(check_block(*finish(), m_params));

    m_draft.header.time += 1;
    EXPECT_FALSE(has_signet_solution(*finish(), m_params));
    m_draft.header.time -= 1;
    m_draft.coinbase.outputs[0].value.sat -= 1;
    EXPECT_FALSE(has_signet_solution(*finish(), m_params));
}

}  // namespace
}  // namespace quanta::consensus
