// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/transaction_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace quanta::mining {
namespace {

constexpr size_t kPageSize = TransactionList::kPageSize;

BlockTransaction make(uint32_t number) {
    primitives::MutableTransaction made;
    made.lock_time = number;
    made.inputs.emplace_back();
    made.outputs.emplace_back();
    return {made.freeze(), {number}, number};
}

void expect_list(const TransactionList& list, const std::vector<BlockTransaction>& expected) {
    ASSERT_EQ(list.size(), expected.size());
    EXPECT_EQ(list.empty(), expected.empty());
    EXPECT_EQ(list.pages().size(), (expected.size() + kPageSize - 1) / kPageSize);
    EXPECT_TRUE(std::ranges::equal(list, expected, [](const BlockTransaction& a, const BlockTransaction& b) {
        return a.transaction == b.transaction && a.fee == b.fee && a.sigop_cost == b.sigop_cost;
    }));
}

TEST(TransactionList, HoldsWhatWasPutIn) {
    expect_list(TransactionList(), {});
    for (const size_t count : {size_t{1}, kPageSize, kPageSize + 1}) {
        TransactionEditor editor;
        std::vector<BlockTransaction> expected;
        while (expected.size() < count) {
            expected.push_back(make(static_cast<uint32_t>(expected.size())));
            editor.push_back(expected.back());
        }
        expect_list(editor.share(), expected);
    }
}

TEST(TransactionList, ChangesLeaveAloneWhatWasSharedBefore) {
    std::mt19937_64 random(1);
    TransactionEditor editor;
    std::vector<BlockTransaction> now;
    std::vector<std::pair<TransactionList, std::vector<BlockTransaction>>> earlier;
    for (uint32_t round = 0; round < 300; ++round) {
        const size_t before = now.size();
        now.resize(random() % 300);
        editor.resize(now.size());
        for (size_t place = before; place < now.size(); ++place)
            editor.set(place, now[place] = make(round));
        for (uint64_t i = random() % 4; i > 0 && !now.empty(); --i) {
            const size_t place = random() % now.size();
            editor.set(place, now[place] = make(round));
        }
        expect_list(editor.list(), now);
        if (random() % 2 != 0) earlier.emplace_back(editor.share(), now);
        if (earlier.size() > 5) earlier.erase(earlier.begin());
        for (const auto& [list, held] : earlier)
            expect_list(list, held);
    }
}

TEST(TransactionList, SharesThePagesThatDidNotChange) {
    TransactionEditor editor;
    for (uint32_t i = 0; i < 3 * kPageSize; ++i)
        editor.push_back(make(i));
    const TransactionList first = editor.share();
    editor.set(kPageSize, make(7));
    const TransactionList second = editor.share();
    EXPECT_EQ(first.pages()[0], second.pages()[0]);
    EXPECT_NE(first.pages()[1], second.pages()[1]);
    EXPECT_EQ(first.pages()[2], second.pages()[2]);
    EXPECT_EQ(editor.share().pages()[1], second.pages()[1]);
}

TEST(TransactionList, HoldsOnToNothingThatWasCutOff) {
    TransactionEditor editor;
    for (uint32_t i = 0; i < kPageSize + 2; ++i)
        editor.push_back(make(i));
    std::vector<std::weak_ptr<const primitives::Transaction>> held;
    for (const BlockTransaction& next : editor.list())
        held.push_back(next.transaction);
    editor.resize(kPageSize + 1);
    EXPECT_TRUE(held[kPageSize + 1].expired());
    editor.resize(kPageSize - 1);
    EXPECT_TRUE(held[kPageSize].expired());
    EXPECT_TRUE(held[kPageSize - 1].expired());
    EXPECT_FALSE(held[kPageSize - 2].expired());
}

TEST(TransactionList, PagesTellWhatTheyKeepAlive) {
    TransactionEditor editor;
    editor.push_back(make(1));
    const size_t one = editor.share().pages()[0]->bytes();
    const size_t transaction = one - sizeof(TransactionList::Page);
    EXPECT_GT(transaction, editor.list()[0].transaction->raw().size());
    editor.push_back(make(2));
    const TransactionList list = editor.share();
    EXPECT_EQ(list.pages()[0]->bytes(), one + transaction);
    EXPECT_EQ(list.pages()[0]->bytes(), one + transaction);
}

}  // namespace
}  // namespace quanta::mining
