// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "cluster/change.h"
#include "cluster/chunk_selection.h"

namespace quanta::cluster {
namespace {

using List = std::vector<Handle>;

List transactions(const ChunkView& chunk) {
    return {chunk.transactions.begin(), chunk.transactions.end()};
}

/// All transactions of a graph in the order they are mined.
List mining_order(const Graph& graph) {
    List order;
    ChunkSelection chunks(graph);
    while (const std::optional<ChunkView> chunk = chunks.next())
        order.insert(order.end(), chunk->transactions.begin(), chunk->transactions.end());
    return order;
}

/// Transactions of one rate each, 100 wu large unless said otherwise.
struct GraphTest : testing::Test {
    Handle add(int64_t fee_sat, int64_t size_wu = 100) {
        const std::optional<Handle> handle = graph.add({fee_sat, size_wu});
        EXPECT_TRUE(handle);
        return *handle;
    }
    Handle add_child(int64_t fee_sat, const List& parents) {
        const Handle child = add(fee_sat);
        for (const Handle parent : parents)
            EXPECT_TRUE(graph.depend(parent, child));
        return child;
    }

    Graph graph{{4, 1'000}};
};

TEST_F(GraphTest, Empty) {
    EXPECT_EQ(graph.count(), 0U);
    EXPECT_FALSE(graph.worst_chunk());
    EXPECT_FALSE(ChunkSelection(graph).next());
    EXPECT_FALSE(ChunkSelection(graph, ChunkSelection::Direction::WorstFirst).next());
    EXPECT_FALSE(ChunkSelection(graph, ChunkKey{1, 1}).next());
    EXPECT_FALSE(graph.contains(Handle{0}));
    graph.remove(List{});
    EXPECT_EQ(graph.version(), 0U);
    EXPECT_DEATH(graph.remove(Handle{0}), "check failed");
    EXPECT_DEATH((void)graph.fee_size(Handle{0}), "check failed");
}

TEST_F(GraphTest, LimitsTakeTheirLastValidValue) {
    EXPECT_DEATH(Graph({0, 1'000}), "check failed");
    EXPECT_DEATH(Graph({65, 1'000}), "check failed");
    EXPECT_DEATH(Graph({64, 0}), "check failed");
    EXPECT_DEATH(Graph({64, int64_t{INT32_MAX} + 1}), "check failed");
    EXPECT_EQ(Graph({64, INT32_MAX}).limits().count, 64U);
    EXPECT_EQ(Graph({1, 1}).limits().size_wu, 1);
    EXPECT_EQ(Graph().limits().count, 64U);
    EXPECT_EQ(Graph().limits().size_wu, 404'000);
}

TEST_F(GraphTest, SizeOfOne) {
    EXPECT_TRUE(graph.add({1, 1'000}));
    EXPECT_FALSE(graph.add({1, 1'001}));
    EXPECT_EQ(graph.count(), 1U);
    EXPECT_DEATH((void)graph.add({1, 0}), "check failed");
    EXPECT_DEATH((void)graph.add({1, -1}), "check failed");
}

TEST_F(GraphTest, CountOfACluster) {
    const Handle a = add(1);
    const Handle b = add_child(2, {a});
    const Handle c = add_child(3, {b});
    const Handle d = add_child(4, {c});
    const Handle e = add(5);
    const uint64_t version = graph.version();
    EXPECT_FALSE(graph.depend(d, e));
    EXPECT_EQ(graph.version(), version);
    EXPECT_TRUE(graph.parents(e).empty());
    EXPECT_EQ(graph.cluster(a).order.size(), 4U);
    EXPECT_EQ(graph.cluster(e).order.size(), 1U);
}

TEST_F(GraphTest, SizeOfACluster) {
    const Handle a = add(1, 400);
    const Handle b = add(1, 601);
    EXPECT_FALSE(graph.depend(a, b));
    const Handle c = add(1, 600);
    EXPECT_TRUE(graph.depend(a, c));
    EXPECT_EQ(graph.cluster(a).total, (FeeSize{2, 1'000}));
}

TEST_F(GraphTest, ToldTwiceCountsOnce) {
    const Handle a = add(1);
    const Handle b = add_child(5, {a, a});
    EXPECT_TRUE(graph.depend(a, b));
    EXPECT_EQ(graph.parents(b), List{a});
    EXPECT_EQ(graph.children(a), List{b});
    EXPECT_DEATH((void)graph.depend(a, a), "check failed");
    EXPECT_DEATH((void)graph.depend(b, a), "check failed");
}

TEST_F(GraphTest, FamilyOfADiamond) {
    const Handle top = add(9);
    const Handle left = add_child(8, {top});
    const Handle right = add_child(7, {top});
    const Handle bottom = add_child(1, {left, right});
    EXPECT_EQ(graph.parents(bottom), (List{left, right}));
    EXPECT_EQ(graph.children(top), (List{left, right}));
    EXPECT_EQ(graph.ancestors(bottom), (List{top, left, right, bottom}));
    EXPECT_EQ(graph.ancestors(left), (List{top, left}));
    EXPECT_EQ(graph.descendants(top), (List{top, left, right, bottom}));
    EXPECT_EQ(graph.descendants(List{right, left, right}), (List{left, right, bottom}));
    const Handle other = add(3);
    EXPECT_THAT(graph.ancestors(List{other, left}), testing::UnorderedElementsAre(top, left, other));
    EXPECT_EQ(graph.cluster_count(List{other, left, top, other}), 2U);
    EXPECT_EQ(graph.cluster_count({}), 0U);
}

TEST_F(GraphTest, ARemovalInTheMiddleMakesUpNoDependencies) {
    const Handle top = add(1);
    const Handle middle = add_child(2, {top});
    const Handle bottom = add_child(3, {middle});
    graph.remove(middle);
    EXPECT_FALSE(graph.contains(middle));
    EXPECT_EQ(graph.ancestors(bottom), List{bottom});
    EXPECT_EQ(graph.descendants(top), List{top});
    EXPECT_EQ(mining_order(graph), (List{bottom, top}));
}

TEST_F(GraphTest, ABlockTakesAncestors) {
    const Handle top = add(1);
    const Handle middle = add_child(9, {top});
    const Handle bottom = add_child(3, {middle});
    EXPECT_EQ(graph.chunk(middle).fee_size, (FeeSize{10, 200}));
    graph.remove(List{middle, top, top});
    EXPECT_EQ(graph.count(), 1U);
    EXPECT_EQ(transactions(graph.chunk(bottom)), List{bottom});
    EXPECT_EQ(graph.cluster(bottom).version, graph.version());
}

TEST_F(GraphTest, TheWorstChunkGoesWithWhatDependsOnIt) {
    const Handle parent = add(5);
    const Handle rich = add(9);
    const Handle child = add_child(2, {parent});
    const Handle grandchild = add_child(3, {child});
    EXPECT_EQ(transactions(*graph.worst_chunk()), (List{child, grandchild}));
    graph.remove(transactions(*graph.worst_chunk()));
    EXPECT_EQ(mining_order(graph), (List{rich, parent}));
}

TEST_F(GraphTest, EqualRatesAreMinedOldestFirst) {
    const Handle first = add(5);
    const Handle second = add(10, 200);
    const Handle third = add(5);
    EXPECT_EQ(mining_order(graph), (List{first, second, third}));
    // A handle used again does not make its transaction older.
    graph.remove(first);
    const Handle fourth = add(5);
    EXPECT_EQ(fourth, first);
    EXPECT_EQ(mining_order(graph), (List{second, third, fourth}));
    EXPECT_TRUE(graph.compare(second, fourth) < 0);
    EXPECT_TRUE(graph.compare(fourth, third) > 0);
    EXPECT_TRUE(graph.compare(third, third) == 0);
}

TEST_F(GraphTest, CompareWithinACluster) {
    const Handle parent = add(5);
    const Handle child = add_child(50, {parent});
    const Handle late = add_child(1, {child});
    const Handle other = add(20);
    const List order = mining_order(graph);
    EXPECT_EQ(order, (List{parent, child, other, late}));
    for (size_t i = 0; i < order.size(); ++i) {
        for (size_t j = 0; j < order.size(); ++j)
            EXPECT_TRUE(graph.compare(order[i], order[j]) == (i <=> j)) << i << ' ' << j;
    }
}

TEST_F(GraphTest, FeesAreSetAndCut) {
    const Handle a = add(5);
    const Handle b = add(6);
    const Handle c = add_child(1, {a});
    graph.set_fee(c, 100);
    EXPECT_EQ(mining_order(graph), (List{a, c, b}));
    EXPECT_EQ(graph.fee_size(c), (FeeSize{100, 100}));
    graph.set_fee(b, INT64_MAX);
    EXPECT_EQ(graph.fee_size(b).fee_sat, kMaxFeeSat);
    graph.set_fee(a, INT64_MIN);
    EXPECT_EQ(graph.fee_size(a).fee_sat, -kMaxFeeSat);
    EXPECT_EQ(graph.cluster(a).total.fee_sat, 100 - kMaxFeeSat);
    const uint64_t version = graph.version();
    graph.set_fee(b, kMaxFeeSat);
    EXPECT_EQ(graph.version(), version);
    EXPECT_EQ(graph.fee_size(add(INT64_MAX)).fee_sat, kMaxFeeSat);
}

/// The fees of the chunks that went and came.
std::string since(const Graph& graph, uint64_t version) {
    std::string text;
    const std::optional<ChunkChanges> changes = graph.changes_since(version);
    for (const ChunkKey& key : changes->gone)
        text += '-' + std::to_string(key.fee_sat);
    for (const ChunkKey& key : changes->come) {
        EXPECT_EQ(graph.chunk(key).key().tie, key.tie);
        EXPECT_EQ(graph.chunk(key).fee_size, key.fee_size());
        text += '+' + std::to_string(key.fee_sat);
    }
    return text;
}

TEST_F(GraphTest, WhatChangedSince) {
    const Handle poor = add(1);
    const uint64_t version = graph.version();
    EXPECT_EQ(since(graph, version), "");
    EXPECT_EQ(since(graph, 0), "+1");
    const Handle rich = add(50);
    const uint64_t with_rich = graph.version();
    const Handle child = add_child(2, {rich});
    EXPECT_EQ(since(graph, with_rich), "-50+50+2");
    EXPECT_EQ(since(graph, version), "+50+2");
    const uint64_t with_child = graph.version();
    graph.set_fee(child, 80);
    EXPECT_EQ(since(graph, with_child), "-50-2+130");
    const uint64_t with_fee = graph.version();
    graph.remove(poor);
    EXPECT_EQ(since(graph, with_fee), "-1");
    EXPECT_EQ(since(graph, graph.version()), "");
}

TEST_F(GraphTest, ChunksTellWhetherMoreFollow) {
    const Handle rich = add(50);
    EXPECT_TRUE(graph.chunk(rich).last);
    const Handle child = add_child(2, {rich});
    EXPECT_FALSE(graph.chunk(rich).last);
    EXPECT_TRUE(graph.chunk(child).last);
    EXPECT_EQ(graph.chunk(graph.chunk(child).key()).transactions.front(), child);
}

TEST_F(GraphTest, SelectionSkipsTheRestOfACluster) {
    const Handle a = add(50);
    const Handle b = add_child(30, {a});
    const Handle c = add(40);
    const Handle d = add_child(10, {b});
    const Handle e = add(20);
    ChunkSelection selection(graph);
    EXPECT_EQ(transactions(*selection.next()), List{a});
    selection.skip(a);
    EXPECT_EQ(transactions(*selection.next()), List{c});
    EXPECT_EQ(transactions(*selection.next()), List{e});
    EXPECT_FALSE(selection.next());
    EXPECT_FALSE(selection.next());

    ChunkSelection worst_first(graph, ChunkSelection::Direction::WorstFirst);
    List order;
    while (const std::optional<ChunkView> chunk = worst_first.next())
        order.push_back(chunk->transactions.front());
    EXPECT_EQ(order, (List{d, e, b, c, a}));

    ChunkSelection from(graph, graph.chunk(c).key());
    EXPECT_EQ(transactions(*from.next()), List{b});
    EXPECT_EQ(transactions(*from.next()), List{e});
    ChunkSelection from_between(graph, ChunkKey{61, 200});
    EXPECT_EQ(transactions(*from_between.next()), List{b});
    ChunkSelection from_last(graph, graph.chunk(d).key());
    EXPECT_FALSE(from_last.next());
}

TEST_F(GraphTest, SelectionEndsWithAChange) {
    add(1);
    ChunkSelection selection(graph);
    add(2);
    EXPECT_DEATH((void)selection.next(), "check failed");
}

TEST_F(GraphTest, MemoryIsGivenBack) {
    const size_t before = graph.memory_bytes();
    const Handle a = add(1);
    const Handle b = add_child(2, {a});
    EXPECT_GT(graph.memory_bytes(), before + 100);
    graph.remove(List{a, b});
    EXPECT_EQ(graph.memory_bytes(), before);
}

/// The same steps lead to the same order, whatever handles there were before.
TEST(Graph, EqualHistoriesGiveEqualOrders) {
    const auto play = [](Graph& graph) {
        std::mt19937_64 random(3);
        List handles;
        for (int i = 0; i < 3'000; ++i) {
            const auto handle =
                graph.add({static_cast<int64_t>(random() % 50), 1 + static_cast<int64_t>(random() % 9)});
            const size_t parent = random() % (handles.size() + 1);
            if (parent < handles.size() && graph.contains(handles[parent]))
                (void)graph.depend(handles[parent], *handle);
            handles.push_back(*handle);
            if (i % 10 == 9) graph.remove(graph.descendants(*handle));
        }
        std::vector<FeeSize> order;
        for (const Handle handle : mining_order(graph))
            order.push_back(graph.fee_size(handle));
        return order;
    };
    Graph first;
    Graph second;
    List earlier;
    for (int i = 0; i < 100; ++i)
        earlier.push_back(*second.add({1, 1}));
    for (int i = 0; i < 100; ++i)
        second.remove(earlier[static_cast<size_t>(i * 37 % 100)]);
    EXPECT_EQ(play(first), play(second));
}

}  // namespace
}  // namespace quanta::cluster
