// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "simulator/scenario_fixture.h"

namespace quanta::simulator {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Nodes with even numbers on one side, with odd ones on the other.
class Partition : public Scenario {
protected:
    static size_t side_of(const Node& node) { return node.index() % 2; }

    /// Puts `count` new blocks on the common tip into all nodes of one side, as if they had come one by one.
    BlockPtr extend(size_t side, size_t count) {
        const auto blocks =
            world.maker().make(world.node(side).chain().tip().hash, {.count = count, .salt = ++m_salt});
        for (const auto& node : world.nodes()) {
            if (side_of(*node) == side) node->chain().give(blocks);
        }
        return blocks.back();
    }
    /// Each side goes on alone, the second one block further, and all end up there.
    void split_and_heal(size_t depth) {
        world.partition([](const Node& node) { return static_cast<int>(side_of(node)); });
        const BlockPtr lighter = extend(0, depth);
        const BlockPtr heavier = extend(1, depth + 1);
        world.run_for(seconds(20));
        const auto nodes = world.honest();
        ASSERT_EQ(World::count_at(nodes, lighter->hash()), (nodes.size() + 1) / 2);
        ASSERT_EQ(World::count_at(nodes, heavier->hash()), nodes.size() / 2);
        world.heal();
        const auto before = world.elapsed();
        EXPECT_TRUE(all_reach(heavier->hash(), minutes(5))) << World::count_at(nodes, heavier->hash());
        std::printf("%zu nodes: %zu blocks given up for %zu in %.1f s\n", nodes.size(), depth, depth + 1,
                    seconds_of(world.elapsed() - before));
    }

    size_t peers_of_the_other_side(const Node& node) {
        size_t count = 0;
        for (const auto& other : world.nodes()) {
            const bool linked = std::ranges::any_of(node.peers(), [&](const net::PeerState& peer) {
                return peer.merit.handshake_done && peer.origin.remote.address == other->service().address;
            });
            count += linked && side_of(node) != side_of(*other) ? 1 : 0;
        }
        return count;
    }

private:
    uint64_t m_salt = 0;
};

TEST_F(Partition, heals_whatever_its_depth) {
    world.set_latency(milliseconds(20), milliseconds(150));
    add_community(many(), 20);
    world.run_for(seconds(30));
    for (const size_t depth : {1, 6, 100, 1'000})
        split_and_heal(depth);
}

TEST_F(Partition, heals_after_connections_have_timed_out) {
    add_community(40, 10);
    world.partition([](const Node& node) { return static_cast<int>(side_of(node)); });
    const BlockPtr lighter = extend(0, 3);
    const BlockPtr heavier = extend(1, 4);
    world.run_for(minutes(45));
    for (const auto& node : world.nodes())
        EXPECT_EQ(peers_of_the_other_side(*node), 0u) << node->index();
    EXPECT_EQ(World::count_at(world.honest(), lighter->hash()), 20u);
    world.heal();
    EXPECT_TRUE(all_reach(heavier->hash(), minutes(30)));
}

}  // namespace
}  // namespace quanta::simulator
