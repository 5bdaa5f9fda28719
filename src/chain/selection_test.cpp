// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/selection.h"

#include <algorithm>
#include <random>
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

/// Whatever is marked and unmarked: the best header is the heaviest of those that are not invalid.
TEST_F(SelectionTest, BestHeaderIsTheHeaviestValidOne) {
    open();
    std::mt19937_64 random(1);
    std::vector<const consensus::HeaderLink*> links{&m_builder.genesis()};
    std::vector<const HeaderNode*> nodes;
    for (uint64_t i = 1; i <= 120; ++i) {
        const consensus::HeaderLink& parent =
            *links[random() % 4 == 0 ? random() % links.size() : links.size() - 1];
        const auto block = m_builder.build_on(parent, i);
        const auto node = m_chain->submit_header(block->header());
        ASSERT_TRUE(node);
        nodes.push_back(*node);
        links.push_back(&m_builder.link(block->header(), parent));
    }
    for (int round = 0; round < 200; ++round) {
        const HeaderNode& node = *nodes[random() % nodes.size()];
        const auto done = round % 3 == 0 ? m_chain->reconsider(node) : m_chain->invalidate(node);
        ASSERT_TRUE(done);
        primitives::Uint256 heaviest = m_chain->snapshot()->tip->chain_work;
        for (const HeaderNode* other : nodes) {
            const bool failed = other->failed() || other->parent()->failed();
            EXPECT_EQ(other->failed(), failed);
            if (!failed) heaviest = std::max(heaviest, other->chain_work);
        }
        const HeaderNode& best = *m_chain->snapshot()->best_header;
        ASSERT_FALSE(best.failed()) << round;
        ASSERT_EQ(best.chain_work, heaviest) << round;
    }
}

/// An invalid block costs its descendants, not the whole tree.
TEST_F(SelectionTest, DescendantsAreFoundWithoutTheOthers) {
    HeaderTree tree;
    uint32_t nonce = 0;
    const auto add = [&](HeaderNode* parent) -> HeaderNode& {
        primitives::BlockHeader header;
        header.nonce = ++nonce;
        if (parent != nullptr) header.previous = parent->hash;
        return tree.add(parent, header, header.hash());
    };
    HeaderNode& root = add(nullptr);
    HeaderNode* trunk = &root;
    for (int i = 0; i < 1000; ++i)
        trunk = &add(trunk);
    HeaderNode& fork = *trunk->mutable_at(600);
    HeaderNode& child = add(&fork);
    const std::vector<HeaderNode*> grandchildren{&add(&child), &add(&child), &add(&child)};
    std::vector<HeaderNode*> seen;
    const auto record = [&](HeaderNode& node) {
        seen.push_back(&node);
        return true;
    };
    tree.for_each_descendant(child, record);
    std::sort(seen.begin(), seen.end(), [](auto* a, auto* b) { return a->nonce < b->nonce; });
    EXPECT_EQ(seen, grandchildren);
    seen.clear();
    tree.for_each_descendant(fork, record);
    EXPECT_EQ(seen.size(), 400u + 4u);
    seen.clear();
    tree.for_each_descendant(root, [&](HeaderNode& node) { return record(node) && node.height < 10; });
    EXPECT_EQ(seen.size(), 10u);
    seen.clear();
    tree.for_each_descendant(*trunk, record);
    EXPECT_TRUE(seen.empty());
}

}  // namespace
}  // namespace quanta::chain
