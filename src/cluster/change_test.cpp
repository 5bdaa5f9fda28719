// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/change.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace quanta::cluster {
namespace {

struct ChangeTest : testing::Test {
    /// A chain of `count`, each depending on the one before.
    std::vector<Handle> chain(size_t count, int64_t fee_sat) {
        std::vector<Handle> handles;
        for (size_t i = 0; i < count; ++i) {
            handles.push_back(*graph.add({fee_sat, 100}));
            EXPECT_TRUE(i == 0 || graph.depend(handles[i - 1], handles[i]));
        }
        return handles;
    }

    Graph graph{{4, 1'000}};
};

TEST_F(ChangeTest, NothingToldNothingChanges) {
    Change change(graph);
    EXPECT_FALSE(change.too_large());
    EXPECT_TRUE(change.diagrams().before.empty());
    EXPECT_TRUE(change.diagrams().after.empty());
    change.commit();
    EXPECT_TRUE(graph.changes_since(0)->come.empty());
}

TEST_F(ChangeTest, AReplacement) {
    const std::vector<Handle> old = chain(2, 10);
    const Handle other = *graph.add({7, 100});
    const uint64_t version = graph.version();

    Change change(graph);
    for (const Handle handle : graph.descendants(old[0]))
        change.remove(handle);
    change.remove(old[0]);
    const Handle added = change.add({30, 100});
    EXPECT_EQ(change.conflicting_clusters(), 1U);
    EXPECT_FALSE(change.too_large());
    const Diagrams diagrams = change.diagrams();
    EXPECT_EQ(diagrams.before, (std::vector<FeeSize>{{10, 100}, {10, 100}}));
    EXPECT_EQ(diagrams.after, (std::vector<FeeSize>{{30, 100}}));
    EXPECT_TRUE(compare_diagrams(diagrams.after, diagrams.before) > 0);
    EXPECT_EQ(change.chunk_rate(added), (FeeSize{30, 100}));
    EXPECT_EQ(change.chunk_rate(other), (FeeSize{7, 100}));
    EXPECT_DEATH((void)change.chunk_rate(old[0]), "check failed");
    // Until now all is as it was.
    EXPECT_EQ(graph.version(), version);
    EXPECT_EQ(graph.count(), 3U);
    EXPECT_TRUE(graph.contains(old[0]));
    EXPECT_FALSE(graph.contains(added));

    change.commit();
    EXPECT_EQ(graph.count(), 2U);
    EXPECT_TRUE(graph.contains(added));
    const std::optional<ChunkChanges> changes = graph.changes_since(version);
    ASSERT_TRUE(changes);
    EXPECT_EQ(changes->gone.size(), 2U);
    ASSERT_EQ(changes->come.size(), 1U);
    EXPECT_EQ(graph.chunk(changes->come[0]).transactions.front(), added);
}

TEST_F(ChangeTest, DroppedLeavesNoTrace) {
    const std::vector<Handle> old = chain(3, 10);
    const uint64_t version = graph.version();
    const size_t memory = graph.memory_bytes();
    {
        Change change(graph);
        change.remove(old[1]);
        change.depend(old[2], change.add({5, 100}));
    }
    EXPECT_EQ(graph.version(), version);
    EXPECT_EQ(graph.memory_bytes(), memory);
    EXPECT_EQ(graph.ancestors(old[2]), old);
    // The next one counts afresh.
    Change change(graph);
    EXPECT_EQ(change.conflicting_clusters(), 0U);
    change.remove(old[1]);
    EXPECT_EQ(change.conflicting_clusters(), 1U);
    change.drop();
    EXPECT_DEATH(change.commit(), "check failed");
    EXPECT_DEATH(change.drop(), "check failed");
    graph.remove(old[0]);
}

TEST_F(ChangeTest, TooManyIsRefused) {
    const std::vector<Handle> two = chain(2, 10);
    const std::vector<Handle> one = chain(1, 10);
    Change change(graph);
    const Handle child = change.add({1, 100});
    change.depend(two[1], child);
    change.depend(one[0], child);
    EXPECT_FALSE(change.too_large());
    const Handle grandchild = change.add({1, 100});
    change.depend(child, grandchild);
    EXPECT_TRUE(change.too_large());
    EXPECT_DEATH((void)change.diagrams(), "check failed");
    EXPECT_DEATH((void)change.chunk_rate(child), "check failed");
    EXPECT_DEATH(change.commit(), "check failed");
    // Taken out again, it fits; so would the rest of the pool without its first.
    change.remove(grandchild);
    EXPECT_FALSE(change.too_large());
    change.commit();
    EXPECT_EQ(graph.cluster(child).order.size(), 4U);
    EXPECT_EQ(graph.count(), 4U);
}

TEST_F(ChangeTest, FarTooManyAreHeldUntilRefused) {
    Graph wide;
    Change change(wide);
    const Handle parent = change.add({1, 1});
    for (int i = 0; i < 63; ++i)
        change.depend(parent, change.add({i, 1}));
    EXPECT_FALSE(change.too_large());
    for (int i = 0; i < 10'000; ++i)
        change.depend(parent, change.add({i, 1}));
    EXPECT_TRUE(change.too_large());
    change.drop();
    EXPECT_EQ(wide.count(), 0U);
}

TEST_F(ChangeTest, ManyParentsAreRefused) {
    Graph wide;
    std::vector<Handle> parents;
    for (int i = 0; i < 64; ++i)
        parents.push_back(*wide.add({1, 1}));
    Change change(wide);
    const Handle child = change.add({1, 1});
    for (int repeated = 0; repeated < 3; ++repeated) {
        for (size_t i = 0; i < 63; ++i)
            change.depend(parents[i], child);
    }
    EXPECT_FALSE(change.too_large());
    const Handle second = change.add({1, 1});
    change.depend(parents[63], second);
    EXPECT_FALSE(change.too_large());
    change.depend(parents[63], child);
    EXPECT_TRUE(change.too_large());
    // With a parent gone, and the other child of the last one, there is room.
    change.remove(parents[0]);
    EXPECT_TRUE(change.too_large());
    change.remove(second);
    EXPECT_FALSE(change.too_large());
    change.commit();
    EXPECT_EQ(wide.cluster(child).order.size(), 64U);
}

TEST_F(ChangeTest, TooLargeIsRefused) {
    const Handle parent = *graph.add({1, 400});
    {
        Change change(graph);
        change.depend(parent, change.add({1, 601}));
        EXPECT_TRUE(change.too_large());
    }
    {
        Change change(graph);
        (void)change.add({1, 1'001});
        EXPECT_TRUE(change.too_large());
    }
    Change change(graph);
    change.depend(parent, change.add({1, 600}));
    EXPECT_FALSE(change.too_large());
    change.commit();
}

/// A transaction comes back from a block while its children are in the pool.
TEST_F(ChangeTest, AParentComesLater) {
    const std::vector<Handle> child = chain(2, 10);
    Change change(graph);
    const Handle parent = change.add({1, 100});
    change.depend(parent, child[0]);
    change.commit();
    EXPECT_EQ(graph.ancestors(child[1]), (std::vector<Handle>{parent, child[0], child[1]}));
    EXPECT_EQ(graph.chunk(parent).fee_size, (FeeSize{21, 300}));
}

TEST_F(ChangeTest, DependenciesGoWithWhatIsRemoved) {
    const Handle parent = *graph.add({1, 100});
    Change change(graph);
    const Handle child = change.add({9, 100});
    const Handle grandchild = change.add({2, 100});
    change.depend(parent, child);
    change.depend(child, grandchild);
    change.remove(child);
    change.remove(child);
    EXPECT_DEATH(change.depend(child, grandchild), "check failed");
    change.commit();
    EXPECT_EQ(graph.count(), 2U);
    EXPECT_EQ(graph.cluster(parent).order.size(), 1U);
    EXPECT_EQ(graph.cluster(grandchild).order.size(), 1U);
}

TEST_F(ChangeTest, OneAtATime) {
    const Handle held = *graph.add({1, 100});
    Change change(graph);
    EXPECT_DEATH(Change{graph}, "check failed");
    EXPECT_DEATH((void)graph.add({1, 100}), "check failed");
    EXPECT_DEATH(graph.remove(held), "check failed");
    EXPECT_DEATH(graph.set_fee(held, 2), "check failed");
    change.commit();
    EXPECT_DEATH(change.commit(), "check failed");
    EXPECT_DEATH((void)change.add({1, 100}), "check failed");
    EXPECT_DEATH(change.remove(held), "check failed");
    EXPECT_TRUE(graph.add({1, 100}));
}

TEST_F(ChangeTest, ARingIsAProgrammerError) {
    Change change(graph);
    const Handle a = change.add({1, 100});
    const Handle b = change.add({1, 100});
    EXPECT_DEATH(change.depend(a, a), "check failed");
    change.depend(a, b);
    change.depend(b, a);
    EXPECT_DEATH((void)change.too_large(), "check failed");
}

}  // namespace
}  // namespace quanta::cluster
