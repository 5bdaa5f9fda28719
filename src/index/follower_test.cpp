// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "index/follower.h"

#include <thread>

#include "index/index_fixture.h"
#include "index/test_index.h"

namespace quanta::index {
namespace {

using primitives::Height;

class FollowerTest : public IndexFixture {};

TEST_F(FollowerTest, BuildsWhatIsThereAlready) {
    mine_spends(30);
    open_chain(options());
    submit_all();
    open_index();
    ASSERT_EQ(follow(*m_index), "");
    catch_up();
    EXPECT_TRUE(m_follower->state().synced);
    EXPECT_EQ(m_follower->state().best, m_chain->snapshot()->tip);
    EXPECT_EQ(m_needed_from, 131);
    expect_complete();
    EXPECT_TRUE(m_tasks.list().empty());
}

TEST_F(FollowerTest, FollowsTheTip) {
    open_chain(options());
    open_index();
    ASSERT_EQ(follow(*m_index), "");
    catch_up();
    EXPECT_EQ(m_follower->state().best->height, 0);
    mine_spends(10);
    for (const auto& block : m_builder.blocks()) {
        submit(block);
        ASSERT_TRUE(m_follower->wait_until_synced());
        ASSERT_EQ(m_follower->state().best, m_chain->snapshot()->tip);
    }
    expect_complete();
}

TEST_F(FollowerTest, GoesOnFromTheForkAndKeepsTheOldBranch) {
    mine_spends(10);
    open_chain(options());
    submit_all();
    open_index();
    ASSERT_EQ(follow(*m_index), "");
    catch_up();
    const chain::HeaderNode& old_tip = *m_chain->snapshot()->tip;
    const auto old_link = m_index->link(old_tip).value();
    for (const auto& block : branch(104, 7))
        submit(block);
    ASSERT_TRUE(m_follower->wait_until_synced());
    EXPECT_EQ(m_chain->snapshot()->height(), 111);
    EXPECT_EQ(m_follower->state().best, m_chain->snapshot()->tip);
    expect_complete();
    EXPECT_EQ(m_index->link(old_tip).value()->header, old_link->header);
    // And back, to what is known.
    ASSERT_TRUE(m_chain->invalidate(*m_chain->snapshot()->at(105)));
    ASSERT_TRUE(m_follower->wait_until_synced());
    EXPECT_EQ(m_follower->state().best, &old_tip);
    expect_complete();
}

TEST_F(FollowerTest, GoesOnWhereItWas) {
    mine_spends(20);
    open_chain(options());
    submit_all();
    TestIndex index;
    index.keep_up_to(*m_chain->snapshot()->at(90));
    ASSERT_EQ(follow(index), "");
    catch_up();
    EXPECT_EQ(index.digests(), 30u);
    m_builder.mine_empty(2);
    submit_all();
    ASSERT_TRUE(m_follower->wait_until_synced());
    EXPECT_EQ(index.digests(), 32u);
    m_follower.reset();
    ASSERT_EQ(follow(index), "");
    catch_up();
    EXPECT_EQ(index.digests(), 32u);
    EXPECT_EQ(index.heights(), (std::pair<Height, Height>(0, 122)));
}

TEST_F(FollowerTest, SaysSoWhenItIsNotSynced) {
    mine_spends(5);
    open_chain(options());
    submit_all();
    TestIndex index;
    index.hold();
    ASSERT_EQ(follow(index), "");
    EXPECT_FALSE(m_follower->wait_until_synced());
    EXPECT_FALSE(m_follower->state().synced);
    index.wait_until_held();
    ASSERT_EQ(m_tasks.list().size(), 1u);
    EXPECT_EQ(m_tasks.list()[0].name, "building the test index");
    EXPECT_EQ(m_tasks.list()[0].total, 106u);
    index.let_go();
    catch_up();
    EXPECT_TRUE(m_follower->wait_until_synced());
}

TEST_F(FollowerTest, StopsInTheMiddle) {
    mine_spends(50);
    open_chain(options());
    submit_all();
    TestIndex index;
    index.hold();
    ASSERT_EQ(follow(index), "");
    index.wait_until_held();
    std::thread stopper([&] { m_follower->stop(); });
    index.let_go();
    stopper.join();
    EXPECT_TRUE(m_failures.empty());
    m_follower.reset();
    ASSERT_EQ(follow(index), "");
    catch_up();
    EXPECT_EQ(index.heights(), (std::pair<Height, Height>(0, 150)));
}

TEST_F(FollowerTest, FailureIsToldOnceAndEndsIt) {
    mine_spends(5);
    open_chain(options());
    submit_all();
    TestIndex index;
    index.fail_writes("the disk is full");
    ASSERT_EQ(follow(index), "");
    EXPECT_FALSE(m_follower->wait_until_reached(*m_chain->snapshot()));
    EXPECT_FALSE(m_follower->wait_until_synced());
    m_builder.mine_empty(1);
    submit_all();
    m_follower->stop();
    ASSERT_EQ(m_failures.size(), 1u);
    EXPECT_EQ(m_failures[0], "The test index stops: the disk is full");
}

TEST_F(FollowerTest, UnreadableIndexIsNotFollowed) {
    open_chain(options());
    TestIndex index;
    index.fail_reads("it is damaged");
    EXPECT_EQ(follow(index), "it is damaged");
}

TEST_F(FollowerTest, PrunedBlocksAreMissed) {
    m_builder.mine_empty(700);
    chain::ChainOptions settings = options();
    settings.small_files = true;
    settings.prune.enabled = true;
    open_chain(settings);
    for (const auto& block : m_builder.blocks())
        m_chain->submit(block, {});
    submit(m_builder.build_on(m_builder.tip()));
    ASSERT_TRUE(m_chain->prune_to(300));
    TestIndex index;
    EXPECT_EQ(
        follow(index),
        "test index best block of the index goes beyond pruned data. Please disable the index or reindex "
        "(which will download the whole blockchain again)");
    const Height first = *m_chain->archive().first_stored_height(*m_chain->snapshot()->tip);
    ASSERT_GT(first, 0);
    index.keep_up_to(*m_chain->snapshot()->at(first - 2));
    EXPECT_NE(follow(index), "");
    index.keep_up_to(*m_chain->snapshot()->at(first - 1));
    EXPECT_EQ(follow(index), "");
    catch_up();
    EXPECT_EQ(index.heights().second, 701);
}

}  // namespace
}  // namespace quanta::index
