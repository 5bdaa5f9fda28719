// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/template_source.h"

#include <string>

#include "node/node_fixture.h"
#include "node/template_shelf.h"
#include "testing/spending.h"

namespace quanta::node {
namespace {

TEST(TemplateShelf, TheOldestGoesWhenThereAreTooMany) {
    Shelf<int> shelf;
    std::vector<std::shared_ptr<ShelfPlace<int>>> held;
    for (int i = 0; i < static_cast<int>(Shelf<int>::kPlaces); ++i)
        held.push_back(shelf.put(i));
    EXPECT_EQ(*held.front()->get(), 0);
    held.push_back(shelf.put(-1));
    EXPECT_THROW((void)held[0]->get(), std::runtime_error);
    EXPECT_EQ(*held[1]->get(), 1);
    EXPECT_EQ(*held.back()->get(), -1);
    // Those that clients let go take no place.
    held.resize(3);
    for (int i = 0; i < static_cast<int>(Shelf<int>::kPlaces) - 2; ++i)
        held.push_back(shelf.put(i));
    EXPECT_EQ(*held[1]->get(), 1);
    held.push_back(shelf.put(0));
    EXPECT_THROW((void)held[1]->get(), std::runtime_error);
}

TEST(TemplateShelf, OfAllClientsTheOldestGoes) {
    Shelf<int> first(3);
    Shelf<int> second(3);
    Shelf<int> all(4);
    std::vector<std::shared_ptr<ShelfPlace<int>>> held;
    for (int i = 0; i < 4; ++i) {
        held.push_back((i % 2 == 0 ? first : second).put(i));
        all.add(held.back());
    }
    EXPECT_EQ(all.count(), 4u);
    EXPECT_EQ(*held[0]->get(), 0);
    held.push_back(second.put(4));
    all.add(held.back());
    EXPECT_TRUE(held[0]->taken_away());
    EXPECT_THROW((void)held[0]->get(), std::runtime_error);
    EXPECT_EQ(*held[1]->get(), 1);
    EXPECT_EQ(all.count(), 4u);
    EXPECT_EQ(first.count(), 1u) << "what was taken away does not count";
    held.clear();
    EXPECT_EQ(all.count(), 0u);
}

class TemplateSourceTest : public NodeFixture {
protected:
    void start_with_coins() {
        NodeOptions wanted = options();
        wanted.pool.pool.policy.require_standard = false;
        start(wanted);
        grow(110);
    }
    std::string offer(primitives::Height height, int64_t fee_sat) {
        const auto spend = testing::spend_to(std::vector{m_builder.coinbase_coin(height)},
                                             testing::anyone_witness_script(), {fee_sat});
        const auto result = m_node->pool().pool().accept(spend.freeze());
        return result.accepted() ? "ok" : result.rejection->text();
    }
    TemplateSource& source() { return m_node->templates(); }
};

TEST_F(TemplateSourceTest, FollowsPoolAndTip) {
    start_with_coins();
    const auto empty = source().draft({});
    EXPECT_EQ(empty.parent, &tip());
    EXPECT_TRUE(empty.contents->transactions.empty());
    ASSERT_EQ(offer(1, 10'000), "ok");
    const auto one = source().draft({});
    EXPECT_EQ(one.contents->fees.sat, 10'000);
    EXPECT_EQ(source().draft({}).contents, one.contents) << "who asks for the same gets the same";
    EXPECT_NE(source().draft({.reserved_weight = 9000}).contents, one.contents);
    grow(1);
    const auto next = source().draft({});
    EXPECT_EQ(next.parent, &tip());
    EXPECT_EQ(next.contents->fees.sat, 10'000) << "the block did not hold it";
    EXPECT_TRUE(source().empty_draft().contents->transactions.empty());
}

TEST_F(TemplateSourceTest, NotesAChangeForThoseWhoWait) {
    start_with_coins();
    const uint64_t before = source().pool_changes();
    ASSERT_EQ(offer(1, 10'000), "ok");
    m_node->pool().pool().wait_until_told();
    EXPECT_GT(source().pool_changes(), before);
    const uint64_t seen = m_node->changes().count();
    source().note_next_change();
    ASSERT_EQ(offer(2, 10'000), "ok");
    m_node->pool().pool().wait_until_told();
    EXPECT_GT(m_node->changes().count(), seen);
}

TEST_F(TemplateSourceTest, KeepsFewKindsOfTemplates) {
    start_with_coins();
    ASSERT_EQ(offer(1, 10'000), "ok");
    const auto first = source().draft({.reserved_weight = 2000}).contents;
    for (int64_t weight = 2001; weight < 2008; ++weight)
        (void)source().draft({.reserved_weight = weight});
    EXPECT_EQ(source().draft({.reserved_weight = 2000}).contents, first);
    (void)source().draft({.reserved_weight = 2008});
    (void)source().draft({.reserved_weight = 2009});
    EXPECT_EQ(source().draft({.reserved_weight = 2000}).contents, first);
    for (int64_t weight = 2010; weight < 2018; ++weight)
        (void)source().draft({.reserved_weight = weight});
    EXPECT_NE(source().draft({.reserved_weight = 2000}).contents, first);
}

}  // namespace
}  // namespace quanta::node
