// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>
#include <tuple>

#include "simulator/scenario_fixture.h"

namespace quanta::simulator {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Relay : public Scenario {
protected:
    static constexpr size_t kTransactions = 50;

    Relay() { world.set_latency(milliseconds(100), milliseconds(100)); }

    /// Puts new transactions into every pool; the block that has them.
    Mining next_block() {
        Mining mining;
        for (size_t i = 0; i < kTransactions; ++i) {
            const auto transaction = world.maker().make_transaction();
            for (const auto& node : world.nodes())
                node->pool().add(transaction);
            mining.transactions.emplace_back(*transaction);
        }
        return mining;
    }
    /// Mines a block somewhere; how long it takes until 50%, 99% and all of the nodes have it.
    std::array<double, 3> spread_block() {
        Node& miner = world.node(world.random().below(world.nodes().size()));
        const BlockPtr block = world.mine(miner, next_block());
        const auto nodes = world.honest();
        const auto start = world.elapsed();
        std::array<double, 3> times{};
        const std::array<size_t, 3> wanted{nodes.size() / 2, nodes.size() * 99 / 100, nodes.size()};
        for (size_t i = 0; i < times.size(); ++i) {
            const auto reached = [&] { return World::count_at(nodes, block->hash()) >= wanted[i]; };
            EXPECT_TRUE(world.run_until(reached, minutes(2), milliseconds(10))) << i;
            times[i] = seconds_of(world.elapsed() - start);
        }
        return times;
    }
};

TEST_F(Relay, a_block_is_everywhere_within_seconds) {
    add_community(many(), 20);
    world.run_for(seconds(60));
    // Peers find out who is quick.
    for (int i = 0; i < 3; ++i)
        spread_block();
    uint64_t whole = 0;
    uint64_t compact = 0;
    world.watch([&](const Passing& passing) {
        if (passing.sent) return;
        whole += std::holds_alternative<wire::RawBlock>(passing.message) ? 1 : 0;
        compact += std::holds_alternative<wire::CompactBlock>(passing.message) ? 1 : 0;
    });
    for (int i = 0; i < 3; ++i) {
        const auto [half, nearly_all, all] = spread_block();
        std::printf(
            "%zu nodes, 100 ms between each two: a block of %zu transactions at half of them after %.2f s, "
            "at 99%% "
            "after %.2f s, at all after %.2f s\n",
            many(), kTransactions, half, nearly_all, all);
        EXPECT_LT(half, 1.0);
        EXPECT_LT(nearly_all, 2.5);
    }
    world.watch({});
    std::printf("compact blocks received: %llu, whole ones: %llu\n", static_cast<unsigned long long>(compact),
                static_cast<unsigned long long>(whole));
    EXPECT_GT(compact, 3 * many() * 9 / 10);
    EXPECT_LT(whole, 3 * many() / 10);
}

TEST_F(Relay, a_transaction_is_told_to_everybody_and_to_nobody_twice) {
    add_community(many(), 20);
    world.run_for(seconds(60));
    using Told = std::tuple<size_t, net::PeerId, wire::InventoryHash>;
    std::map<Told, int> told;
    std::map<std::pair<size_t, primitives::Wtxid>, int> received;
    world.watch([&](const Passing& passing) {
        if (const auto* inv = std::get_if<wire::Inv>(&passing.message); inv != nullptr && passing.sent) {
            for (const wire::Inventory& entry : inv->entries)
                told[{passing.node.index(), passing.peer, entry.hash}] +=
                    entry.type == wire::InventoryType::Wtx ? 1 : 0;
        }
        if (const auto* tx = std::get_if<wire::Tx>(&passing.message); tx != nullptr && !passing.sent)
            ++received[{passing.node.index(), tx->transaction->wtxid()}];
    });
    std::vector<std::shared_ptr<const primitives::Transaction>> transactions;
    const auto start = world.elapsed();
    for (int i = 0; i < 20; ++i) {
        transactions.push_back(world.maker().make_transaction());
        world.node(world.random().below(world.nodes().size())).submit(transactions.back());
    }
    const auto everywhere = [&] {
        return std::ranges::all_of(world.nodes(), [&](const auto& node) {
            return std::ranges::all_of(transactions, [&](const auto& transaction) {
                return node->pool().find(transaction->wtxid()).has_value();
            });
        });
    };
    EXPECT_TRUE(world.run_until(everywhere, minutes(3)));
    std::printf("%zu nodes: %zu transactions everywhere after %.1f s; %zu announcements, %zu transfers\n",
                many(), transactions.size(), seconds_of(world.elapsed() - start), told.size(),
                received.size());
    world.run_for(seconds(30));
    world.watch({});
    for (const auto& [who, times] : told)
        EXPECT_LE(times, 1);
    for (const auto& [who, times] : received)
        EXPECT_EQ(times, 1);
    EXPECT_LE(received.size(), many() * transactions.size());
}

}  // namespace
}  // namespace quanta::simulator
