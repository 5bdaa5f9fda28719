// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "simulator/scenario_fixture.h"

namespace quanta::simulator {
namespace {

using addresses::Table;
using net::ConnectionType;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Upkeep : public Scenario {
protected:
    static size_t most(const std::vector<Node*>& nodes, ConnectionType type) {
        size_t most = 0;
        for (const Node* node : nodes)
            most = std::max(most, node->count(type));
        return most;
    }
    static size_t tried(const Node& node) { return node.parts().book.size({}, Table::Tried); }
};

TEST_F(Upkeep, one_more_peer_is_looked_for_while_the_tip_is_stale) {
    add_community(30, 15);
    world.run_for(minutes(20));
    const auto nodes = world.honest();
    EXPECT_EQ(most(nodes, ConnectionType::OutboundFullRelay), 8u);
    const auto extra = [&] { return most(nodes, ConnectionType::OutboundFullRelay) > 8; };
    // Three block intervals, and the next look.
    EXPECT_TRUE(world.run_until(extra, minutes(25), seconds(5)));
    const BlockPtr block = world.mine(world.node(4));
    EXPECT_TRUE(all_reach(block->hash(), seconds(10)));
    EXPECT_TRUE(world.run_until([&] { return most(nodes, ConnectionType::OutboundFullRelay) <= 8; },
                                minutes(5), seconds(5)));
}

TEST_F(Upkeep, block_relay_peers_hear_of_nothing_but_blocks) {
    add_community(30, 10);
    world.run_for(minutes(1));
    std::map<std::pair<size_t, net::PeerId>, bool> block_relay;
    const auto is_block_relay = [&](const Node& node, net::PeerId id) {
        const auto [entry, fresh] = block_relay.try_emplace({node.index(), id}, false);
        if (!fresh) return entry->second;
        for (const net::PeerState& peer : node.peers())
            entry->second =
                entry->second || (peer.origin.id == id && peer.origin.type == ConnectionType::BlockRelayOnly);
        return entry->second;
    };
    size_t blocks = 0;
    size_t others = 0;
    world.watch([&](const Passing& passing) {
        if (!is_block_relay(passing.node, passing.peer)) return;
        const auto& message = passing.message;
        blocks += std::holds_alternative<wire::CompactBlock>(message) ||
                          std::holds_alternative<wire::Headers>(message)
                      ? 1
                      : 0;
        const auto* inv = std::get_if<wire::Inv>(&message);
        const bool tells = inv != nullptr && std::ranges::any_of(inv->entries, [](const auto& entry) {
                               return entry.type == wire::InventoryType::Wtx;
                           });
        others += tells || std::holds_alternative<wire::Tx>(message) ||
                          std::holds_alternative<wire::AddressesV2>(message)
                      ? 1
                      : 0;
    });
    for (size_t i = 0; i < 5; ++i) {
        world.node(i).submit(world.maker().make_transaction());
        world.mine(world.node(i + 5));
        world.run_for(minutes(1));
    }
    world.watch({});
    EXPECT_GT(blocks, 50u);
    EXPECT_EQ(others, 0u);
}

TEST_F(Upkeep, feelers_find_out_who_is_there_and_the_book_outlives_restarts) {
    add_community(40, 40);
    world.run_for(seconds(30));
    Node& node = world.node(7);
    const size_t before = tried(node);
    world.run_for(minutes(25));
    const size_t after = tried(node);
    std::printf("addresses tried: %zu, after 25 minutes %zu\n", before, after);
    EXPECT_GE(after, before + 4);
    const size_t known = node.parts().book.size();
    node.stop();
    world.run_for(seconds(5));
    node.start();
    EXPECT_EQ(node.parts().book.size(), known);
    EXPECT_EQ(tried(node), after);
    // What was written a while ago is there after a crash, too.
    node.crash();
    node.start();
    EXPECT_EQ(node.parts().book.size(), known);
    EXPECT_EQ(node.parts().book.inconsistency(), std::nullopt);
}

TEST_F(Upkeep, broken_connections_and_crashes_are_made_good) {
    add_community(60, 15);
    world.run_for(seconds(30));
    world.break_connections(milliseconds(100));
    for (size_t i = 0; i < 10; ++i) {
        Node& node = world.node(world.random().below(60));
        node.crash();
        world.run_for(seconds(6));
        node.start();
        world.mine(world.node(i * 6 % 60 == node.index() ? 59 : i * 6 % 60));
        world.run_for(seconds(6));
    }
    world.break_connections(milliseconds(0));
    const auto nodes = world.honest();
    ASSERT_EQ(nodes.size(), 60u);
    const auto agreed = [&] {
        const auto* best =
            *std::ranges::max_element(nodes, {}, [](const Node* node) { return node->chain().height(); });
        return World::count_at(nodes, best->chain().tip().hash) == nodes.size();
    };
    EXPECT_TRUE(world.run_until(agreed, minutes(2)));
    const auto connected = [&] {
        return std::ranges::all_of(nodes, [](const Node* node) {
            return node->count(ConnectionType::OutboundFullRelay) +
                       node->count(ConnectionType::BlockRelayOnly) >=
                   8;
        });
    };
    EXPECT_TRUE(world.run_until(connected, minutes(12), seconds(1)));
}

}  // namespace
}  // namespace quanta::simulator
