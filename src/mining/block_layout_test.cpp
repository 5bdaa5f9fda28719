// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/block_layout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace quanta::mining {
namespace {

using Transactions = std::vector<BlockTransaction>;

/// A transaction that spends `parents`.
BlockTransaction spend(uint64_t number, const Transactions& parents = {}) {
    primitives::MutableTransaction made;
    for (const BlockTransaction& parent : parents)
        made.inputs.push_back({{parent.transaction->txid(), static_cast<uint32_t>(number)}, {}, 0, {{1, 2}}});
    if (parents.empty()) made.inputs.push_back({{{}, static_cast<uint32_t>(number)}, {}, 0, {}});
    made.outputs.push_back({{static_cast<int64_t>(number)}, base::Bytes(number % 7)});
    return {made.freeze(), {static_cast<int64_t>(number)}, static_cast<int64_t>(number % 5)};
}

std::set<const primitives::Transaction*> set_of(const auto& transactions) {
    std::set<const primitives::Transaction*> set;
    for (const BlockTransaction& next : transactions)
        set.insert(next.transaction.get());
    return set;
}

/// Contents must hold `expected` in an order that is possible, and fit what they hold.
void expect_contents(const BlockContents& contents, const Transactions& expected) {
    EXPECT_EQ(contents.transactions.size(), expected.size());
    EXPECT_EQ(set_of(contents.transactions), set_of(expected));
    std::vector<TransactionRef> order;
    int64_t fees = 0;
    int64_t sigop_cost = 0;
    for (const BlockTransaction& next : contents.transactions) {
        order.push_back(next.transaction);
        fees += next.fee.sat;
        sigop_cost += next.sigop_cost;
    }
    std::set<primitives::Txid> ahead;
    for (const BlockTransaction& next : contents.transactions)
        ahead.insert(next.transaction->txid());
    for (const TransactionRef& next : order) {
        ahead.erase(next->txid());
        for (const primitives::TxIn& input : next->inputs())
            EXPECT_FALSE(ahead.contains(input.prevout.txid)) << "a parent stands behind its child";
    }
    const ContentsRef anew = contents_of(order);
    EXPECT_EQ(contents.coinbase_path, anew->coinbase_path);
    EXPECT_EQ(contents.witness_root, anew->witness_root);
    EXPECT_EQ(contents.weight, anew->weight);
    EXPECT_EQ(contents.fees.sat, fees);
    EXPECT_EQ(contents.sigop_cost, sigop_cost);
}

std::vector<TransactionRef> order_of(const BlockContents& contents) {
    std::vector<TransactionRef> order;
    for (const BlockTransaction& next : contents.transactions)
        order.push_back(next.transaction);
    return order;
}

TEST(BlockLayout, HoldsNothingAtFirst) {
    BlockLayout layout;
    expect_contents(*layout.contents(), {});
    expect_contents(*no_contents(), {});
}

TEST(BlockLayout, WhatStaysKeepsItsPlace) {
    const Transactions all{spend(1), spend(2), spend(3), spend(4)};
    BlockLayout layout;
    layout.replace({}, std::span(all).first(3));
    expect_contents(*layout.contents(), {all[0], all[1], all[2]});
    // The best one comes, the worst one goes.
    const Transactions after{all[3], all[0], all[1]};
    layout.replace(std::span(all).first(3), after);
    const ContentsRef contents = layout.contents();
    expect_contents(*contents, after);
    EXPECT_EQ(order_of(*contents), (std::vector{all[0].transaction, all[1].transaction, all[3].transaction}));
    EXPECT_FALSE(layout.replace(after, after));
}

TEST(BlockLayout, AFreePlaceGoesToTheLastThatMayStandThere) {
    const Transactions all{spend(1), spend(2), spend(3)};
    BlockLayout layout;
    layout.replace({}, all);
    layout.replace(std::span(all).first(1), {});
    EXPECT_EQ(order_of(*layout.contents()), (std::vector{all[2].transaction, all[1].transaction}));
}

TEST(BlockLayout, WhatComesAndGoesByTurnsCountsAsItEnds) {
    const Transactions all{spend(1), spend(2), spend(3)};
    BlockLayout layout;
    layout.replace({}, std::span(all).first(2));
    // The first went, came and went; the second went and came; the third came, went and came.
    EXPECT_TRUE(layout.replace(Transactions{all[0], all[1], all[2], all[0]},
                               Transactions{all[2], all[0], all[1], all[2]}));
    expect_contents(*layout.contents(), {all[1], all[2]});
    EXPECT_FALSE(layout.replace(Transactions{all[0]}, Transactions{all[0]}));
    expect_contents(*layout.contents(), {all[1], all[2]});
}

TEST(BlockLayout, AChildAtTheEndLetsAnotherFillAPlace) {
    const Transactions all{spend(1), spend(2), spend(3)};
    const Transactions children{spend(4, {all[1]}), spend(5, {all[2]})};
    BlockLayout layout;
    layout.replace({}, all);
    layout.replace({}, children);
    layout.replace(Transactions{all[0]}, {});
    const ContentsRef contents = layout.contents();
    EXPECT_EQ(order_of(*contents), (std::vector{all[2].transaction, all[1].transaction,
                                                children[0].transaction, children[1].transaction}));
}

TEST(BlockLayout, ClosesTheGapWhenNothingNearTheEndMayFillIt) {
    Transactions all{spend(1), spend(2)};
    while (all.size() < 100)
        all.push_back(spend(all.size() + 1, {all[1]}));
    BlockLayout layout;
    layout.replace({}, all);
    layout.replace(Transactions{all[0]}, {});
    const ContentsRef contents = layout.contents();
    EXPECT_EQ(contents->transactions[0].transaction, all[1].transaction);
    expect_contents(*contents, Transactions(all.begin() + 1, all.end()));
}

TEST(BlockLayout, NoChildMovesAheadOfItsParent) {
    const BlockTransaction gone = spend(1);
    const BlockTransaction parent = spend(2);
    const BlockTransaction child = spend(3, {parent});
    BlockLayout layout;
    layout.replace({}, Transactions{gone, parent, child});
    layout.replace(Transactions{gone}, {});
    const ContentsRef contents = layout.contents();
    EXPECT_EQ(order_of(*contents), (std::vector{parent.transaction, child.transaction}));
    expect_contents(*contents, {parent, child});
}

TEST(BlockLayout, AnotherObjectWithTheSameIdTakesThePlace) {
    const BlockTransaction before = spend(1);
    const BlockTransaction after = spend(1);
    ASSERT_EQ(before.transaction->txid(), after.transaction->txid());
    BlockLayout layout;
    layout.replace({}, Transactions{before});
    layout.replace(Transactions{before}, Transactions{after});
    EXPECT_EQ(order_of(*layout.contents()), std::vector{after.transaction});
}

TEST(BlockLayout, HoldsWhatItShouldAfterAnyReplacements) {
    std::mt19937_64 random(3);
    for (int run = 0; run < 30; ++run) {
        // In an order in which parents come first.
        Transactions all;
        while (all.size() < 60) {
            Transactions parents;
            for (uint64_t i = random() % 3; i > 0 && !all.empty(); --i)
                parents.push_back(all[random() % all.size()]);
            all.push_back(spend(all.size() + 1, parents));
        }
        BlockLayout layout;
        Transactions held;
        for (int round = 0; round < 40; ++round) {
            // A set that holds the parents of all it holds.
            Transactions wanted;
            const uint64_t share = random() % 8;
            for (const BlockTransaction& next : all) {
                const auto here = set_of(wanted);
                const auto has_parent = [&](const primitives::TxIn& input) {
                    return input.prevout.txid.is_null() ||
                           std::ranges::any_of(here, [&](const primitives::Transaction* one) {
                               return one->txid() == input.prevout.txid;
                           });
                };
                if (random() % 8 >= share && std::ranges::all_of(next.transaction->inputs(), has_parent))
                    wanted.push_back(next);
            }
            // Some of the front is as it was and not told again.
            size_t same = 0;
            while (same < std::min(held.size(), wanted.size()) &&
                   held[same].transaction == wanted[same].transaction)
                ++same;
            same = same == 0 ? 0 : random() % (same + 1);
            layout.replace(std::span(held).subspan(same), std::span(wanted).subspan(same));
            held = wanted;
            expect_contents(*layout.contents(), held);
        }
    }
}

}  // namespace
}  // namespace quanta::mining
