// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Chains whose old blocks are gone.
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "chain/chain_fixture.h"
#include "chain/importer.h"
#include "chain/importer_access.h"
#include "sys/clock.h"
#include "sys/file.h"

namespace quanta::chain {
namespace {

using testing::ChainBuilder;
using BlockPtr = std::shared_ptr<const primitives::Block>;

/// Blocks of the trunk: with empty blocks a small file holds about 220 of them.
constexpr int kTrunk = 700;
constexpr primitives::Height kPruned = 300;
/// In the first file, which pruning up to kPruned deletes.
constexpr primitives::Height kFork = 100;

/// The machine's clock, which says when somebody asks for the time.
class TellingClock final : public sys::Clock {
public:
    int64_t system_time_us() const override { return sys::system_clock().system_time_us(); }
    int64_t steady_us() const override {
        if (asked) asked();
        return sys::system_clock().steady_us();
    }
    std::function<void()> asked;
};

class PruningTest : public ChainFixture {
protected:
    PruningTest() { m_builder.mine_empty(kTrunk); }

    ChainOptions pruning(uint64_t target_bytes = 0) {
        ChainOptions pruning = options();
        pruning.small_files = true;
        pruning.prune = {true, target_bytes};
        pruning.warning = [this](const std::string& text) { m_warned.push_back(text); };
        pruning.fatal = [](const std::string& text) { ADD_FAILURE() << text; };
        return pruning;
    }
    /// `count` blocks that leave the trunk at `fork`.
    std::vector<BlockPtr> branch(primitives::Height fork, int count) {
        std::vector<BlockPtr> blocks;
        const consensus::HeaderLink* parent = m_builder.tip().ancestor(fork);
        for (int i = 0; i < count; ++i) {
            blocks.push_back(m_builder.build_on(*parent, 1));
            parent = &m_builder.link(blocks.back()->header(), *parent);
        }
        return blocks;
    }
    void submit_all(const std::vector<BlockPtr>& blocks) {
        for (const BlockPtr& block : blocks)
            m_chain->submit(block, {});
        engine_of(*m_chain).wait_until_settled();
    }

    ChainBuilder m_builder;
    std::vector<std::string> m_warned;
};

TEST_F(PruningTest, BranchThatLeavesBelowWhatIsKeptIsNotFollowed) {
    open(pruning());
    submit_all(m_builder.blocks());
    ASSERT_TRUE(m_chain->prune_to(kPruned));
    const std::string before = tip();
    const std::string coins = utxo_hash();
    const std::vector<BlockPtr> rival = branch(kFork, kTrunk - kFork + 2);
    submit_all({rival.begin(), rival.end() - 1});
    EXPECT_EQ(tip(), before);
    ASSERT_EQ(m_warned.size(), 1u);
    EXPECT_NE(m_warned[0].find("-reindex"), std::string::npos) << m_warned[0];
    // Its next block is no reason to look again, and ours go on.
    EXPECT_EQ(submit(rival.back()), "stored");
    EXPECT_EQ(m_chain->snapshot()->best_header->hash, rival.back()->hash());
    m_builder.mine_empty(1);
    EXPECT_EQ(submit(m_builder.blocks().back()), "connected");
    EXPECT_EQ(m_warned.size(), 1u);
    close();

    open(pruning());
    EXPECT_EQ(height(), kTrunk + 1);
    EXPECT_EQ(m_warned.size(), 2u);
    ASSERT_TRUE(m_chain->invalidate(*m_chain->snapshot()->tip));
    EXPECT_EQ(tip(), before);
    EXPECT_EQ(utxo_hash(), coins);
}

TEST_F(PruningTest, BranchThatLeavesWhereDataBeginsIsFollowed) {
    open(pruning());
    submit_all(m_builder.blocks());
    ASSERT_TRUE(m_chain->prune_to(kPruned));
    const auto first = m_chain->archive().first_stored_height(*m_chain->snapshot()->tip);
    ASSERT_TRUE(first);
    const std::vector<BlockPtr> below = branch(*first - 2, kTrunk - *first + 3);
    submit_all(below);
    EXPECT_EQ(m_warned.size(), 1u);
    EXPECT_EQ(tip(), m_builder.tip().hash.to_text());
    const std::vector<BlockPtr> at = branch(*first - 1, kTrunk - *first + 2);
    submit_all(at);
    EXPECT_EQ(m_warned.size(), 1u);
    EXPECT_EQ(tip(), at.back()->hash().to_text());
}

TEST_F(PruningTest, BlockWhoseSuccessorsArePrunedCannotBeInvalidated) {
    open(pruning());
    submit_all(m_builder.blocks());
    ASSERT_TRUE(m_chain->prune_to(kPruned));
    const std::string before = tip();
    const auto refused = m_chain->invalidate(*m_chain->snapshot()->at(kFork));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().detail.find("pruned"), std::string::npos) << refused.error().detail;
    EXPECT_EQ(tip(), before);
    EXPECT_FALSE(m_chain->snapshot()->tip->failed());
    close();
    open(pruning());
    EXPECT_EQ(tip(), before);
}

TEST_F(PruningTest, WhatOthersStillNeedStays) {
    std::atomic<primitives::Height> needed{0};
    ChainOptions options = pruning();
    options.needed_from = &needed;
    open(options);
    submit_all(m_builder.blocks());
    const auto first = [&] {
        return m_chain->archive().first_stored_height(*m_chain->snapshot()->tip).value_or(0);
    };
    ASSERT_TRUE(m_chain->prune_to(kPruned));
    EXPECT_EQ(first(), 0);
    needed = kTrunk;
    ASSERT_TRUE(m_chain->prune_to(kPruned));
    const primitives::Height end_of_file = first();
    EXPECT_GT(end_of_file, kFork);
    // The next file may go as a whole or not at all.
    needed = end_of_file + 1;
    ASSERT_TRUE(m_chain->prune_to(kTrunk));
    EXPECT_EQ(first(), end_of_file);
}

TEST_F(PruningTest, FilesAReindexMadeNothingOfAreNotCounted) {
    open(pruning());
    submit_all(m_builder.blocks());
    ASSERT_TRUE(m_chain->prune_to(kPruned));
    EXPECT_GT(m_chain->archive().disk_usage_bytes(), 100'000u);
    close();
    ChainOptions reindex = pruning();
    reindex.reindex = true;
    open(reindex);
    ASSERT_TRUE(finish_reindex(*m_chain));
    EXPECT_EQ(height(), 0);
    const store::FilePosition genesis = m_chain->snapshot()->tip->block_position();
    EXPECT_LE(m_chain->archive().disk_usage_bytes(), uint64_t{genesis.offset} + m_params.genesis.size());
    submit_all(m_builder.blocks());
    EXPECT_EQ(height(), kTrunk);
    uint64_t known = 0;
    for (const store::BlockFileInfo& info : m_chain->archive().block_files().infos())
        known += info.blocks > 0 ? uint64_t{info.size} + info.undo_size : 0;
    EXPECT_EQ(m_chain->archive().disk_usage_bytes(), known);
}

/// Whoever stops half way down to a fork finds at the next start what leads on.
TEST_F(PruningTest, NothingIsPrunedOnTheWayDown) {
    constexpr primitives::Height kStopped = kTrunk - 20;
    m_params.prune_after_height = kPruned;
    TellingClock clock;
    open(pruning());
    submit_all(m_builder.blocks());
    close();

    m_chain = std::move(Chain::open(pruning(1), m_params, sys::real_file_system(), clock)).value();
    std::atomic<bool> once{false};
    clock.asked = [&] {
        if (m_chain->snapshot()->height() == kStopped && !once.exchange(true)) m_chain->interrupt();
    };
    ASSERT_TRUE(m_chain->start([](const std::string&) {}));
    const std::vector<BlockPtr> rival = branch(kFork, kTrunk - kFork + 1);
    submit_all(rival);
    EXPECT_LE(height(), kStopped);
    EXPECT_GT(height(), kFork);
    close();

    open(pruning());
    EXPECT_EQ(tip(), rival.back()->hash().to_text());
    EXPECT_TRUE(m_warned.empty());
}

}  // namespace
}  // namespace quanta::chain
