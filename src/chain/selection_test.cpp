// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/selection.h"

#include <vector>

#include "chain/chain_fixture.h"

namespace quanta::chain {
namespace {

class SelectionTest : public ChainFixture {
protected:
    testing::ChainBuilder m_builder;
};

TEST_F(SelectionTest, TheTipOutlivesARestartAmongItsEquals) {
    open();
    m_builder.mine_empty(3);
    for (const auto& block : m_builder.blocks())
        ASSERT_EQ(submit(block), "connected");
    const consensus::HeaderLink& parent = *m_builder.tip().previous;
    for (uint64_t rival = 1; rival <= 20; ++rival)
        ASSERT_EQ(submit(m_builder.build_on(parent, rival)), "stored");
    const std::string before = tip();
    close();
    open();
    EXPECT_EQ(tip(), before);
}

TEST_F(SelectionTest, TheGenesisBlockCannotBeInvalidated) {
    open();
    m_builder.mine_empty(1);
    ASSERT_EQ(submit(m_builder.blocks()[0]), "connected");
    ASSERT_TRUE(m_chain->invalidate(*m_chain->snapshot()->at(0)));
    EXPECT_EQ(height(), 1);
}

TEST_F(SelectionTest, EveryEndOfABranchIsATip) {
    open();
    m_builder.mine_empty(2);
    for (const auto& block : m_builder.blocks())
        ASSERT_EQ(submit(block), "connected");
    ASSERT_EQ(submit(m_builder.build_on(m_builder.genesis(), 1)), "stored");
    ASSERT_TRUE(m_chain->submit_header(m_builder.build_on(m_builder.tip(), 1)->header()));
    const std::vector<ChainTip> tips = m_chain->tips();
    ASSERT_EQ(tips.size(), 3u);
    EXPECT_EQ(tips[0].status, ChainTip::Status::HeadersOnly);
    EXPECT_EQ(tips[1].status, ChainTip::Status::Active);
    EXPECT_EQ(tips[2].status, ChainTip::Status::ValidHeaders);
}

}  // namespace
}  // namespace quanta::chain
