// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/buckets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace quanta::fees {
namespace {

TEST(Buckets, StandardOnes) {
    const Buckets buckets = Buckets::standard();
    EXPECT_EQ(buckets.size(), 237u);
    EXPECT_EQ(buckets.upper(0), 100);
    EXPECT_EQ(buckets.upper(1), 105);
    EXPECT_EQ(buckets.upper(buckets.size() - 1), 1e99);
    const double highest = buckets.upper(buckets.size() - 2);
    EXPECT_LE(highest, 1e7);
    EXPECT_GT(highest * 1.05, 1e7);
    // Edges that recorded answers of deployed nodes show.
    std::set<int64_t> rounded;
    for (const double edge : buckets.edges())
        rounded.insert(std::llround(std::min(edge, 1e15)));
    for (const int64_t edge : {15223, 17622, 21420, 24797, 51550})
        EXPECT_TRUE(rounded.contains(edge)) << edge;
}

TEST(Buckets, AnEdgeBelongsToTheBucketItEnds) {
    const Buckets buckets = Buckets::from_edges({100, 200, 300}).value();
    EXPECT_EQ(buckets.index_of(0), 0u);
    EXPECT_EQ(buckets.index_of(100), 0u);
    EXPECT_EQ(buckets.index_of(100.5), 1u);
    EXPECT_EQ(buckets.index_of(200), 1u);
    EXPECT_EQ(buckets.index_of(300), 2u);
    EXPECT_EQ(buckets.index_of(301), 2u);
    EXPECT_EQ(buckets.lower(0), 0);
    EXPECT_EQ(buckets.lower(2), 200);
    EXPECT_EQ(buckets.upper(2), 300);
}

TEST(Buckets, EdgesOfFiles) {
    const auto many = [](size_t count) {
        std::vector<double> edges;
        while (edges.size() < count)
            edges.push_back(static_cast<double>(edges.size() + 1));
        return edges;
    };
    EXPECT_FALSE(Buckets::from_edges(many(1)));
    EXPECT_TRUE(Buckets::from_edges(many(2)));
    EXPECT_TRUE(Buckets::from_edges(many(1000)));
    EXPECT_FALSE(Buckets::from_edges(many(1001)));
    EXPECT_FALSE(Buckets::from_edges({}));
    EXPECT_FALSE(Buckets::from_edges({1, 1}));
    EXPECT_FALSE(Buckets::from_edges({2, 1}));
    EXPECT_FALSE(Buckets::from_edges({0, 1}));
    EXPECT_FALSE(Buckets::from_edges({-1, 1}));
    EXPECT_FALSE(Buckets::from_edges({1, std::numeric_limits<double>::infinity()}));
    EXPECT_FALSE(Buckets::from_edges({1, std::nan("")}));
}

}  // namespace
}  // namespace quanta::fees
