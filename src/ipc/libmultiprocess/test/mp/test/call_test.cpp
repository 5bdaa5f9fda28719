// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <iterator>

#include "fixture.h"

namespace mp::test {
namespace {

using CallTest = ShopTest;

TEST_F(CallTest, Values) {
    EXPECT_EQ(client->add(2, 3), 5);
    EXPECT_EQ(client->add_on_thread(2, 3), 5);
    int quotient = 0;
    int rest = 0;
    client->divide(17, 5, quotient, rest);
    EXPECT_EQ(quotient, 3);
    EXPECT_EQ(rest, 2);
    int value = 4;
    client->increase(value, 6);
    EXPECT_EQ(value, 10);
    int place = 0;
    EXPECT_TRUE(client->find("abc", &place));
    EXPECT_EQ(place, 3);
    EXPECT_FALSE(client->find("", nullptr));
}

TEST_F(CallTest, Exceptions) {
    try {
        client->fail("refusal");
        FAIL();
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal, (Refusal{7, "no"}));
    }
    try {
        client->fail("exception");
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "bad");
    }
    client->fail("not at all");
    try {
        client->crash("disk full");
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "remote exception: std::exception: disk full");
    }
}

TEST_F(CallTest, Objects) {
    Corner corner(5);
    EXPECT_EQ(client->ask(corner, 1), 6);
    auto kept = std::make_shared<Corner>(8);
    client->keep(kept);
    EXPECT_EQ(client->askKept(1), 9);
    EXPECT_EQ(client->apply([](int value) { return value * 2; }, 21), 42);
    EXPECT_EQ(client->apply({}, 21), -1);
    const auto clerk = client->clerk(3);
    EXPECT_EQ(clerk->answer(4), 7);
    EXPECT_EQ(clerk->grade(), 3);
    EXPECT_EQ(client->clerk(-1), nullptr);
    client->keep(nullptr);
}

TEST_F(CallTest, Structs) {
    Basket basket;
    basket.name = "name";
    basket.owner = "owner";
    basket.sizes = {1, 5, 3};
    basket.flags = {true, false, true};
    basket.labels = {"a", ""};
    basket.numbers = {INT64_MIN, INT64_MAX};
    basket.loose = {"x", "y"};
    basket.stock = {{"one", 1}, {"two", 2}};
    basket.prices = {{"one", "1"}};
    basket.limit = 9;
    basket.note = std::make_shared<const std::string>("note");
    basket.timeout = std::chrono::milliseconds(1234);
    basket.kind = Kind::Fancy;
    basket.digest = {1, 2, 3, 4};
    basket.raw = {0, 255};
    basket.shared = std::make_shared<Refusal>(Refusal{1, "t"});
    basket.triple = {"t", 0.5, true};
    basket.nested = {{1, "a"}, {2, "b"}};
    basket.ratio = 0.1;
    basket.matrix = {{1}, {}, {2, 3}};
    basket.mark[3] = 7;
    basket.best = {"two", 2};
    const Basket back = client->basket(basket);
    EXPECT_TRUE(std::equal(std::begin(back.mark), std::end(back.mark), std::begin(basket.mark)));
    EXPECT_EQ(back.values(), basket.values());
    ASSERT_TRUE(back.note);
    EXPECT_EQ(*back.note, *basket.note);
    ASSERT_TRUE(back.shared);
    EXPECT_EQ(*back.shared, *basket.shared);

    // Nothing in it stays nothing.
    const Basket empty = client->basket(Basket());
    EXPECT_EQ(empty.values(), Basket().values());
    EXPECT_FALSE(empty.note);
    EXPECT_FALSE(empty.shared);
    EXPECT_FALSE(client->perhaps(std::nullopt));
    EXPECT_EQ(client->perhaps(0)->limit, 0);
}

}  // namespace
}  // namespace mp::test
