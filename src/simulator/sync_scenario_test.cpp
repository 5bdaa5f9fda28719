// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "consensus/rules.h"
#include "simulator/scenario_fixture.h"
#include "sys/process_usage.h"

namespace quanta::simulator {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Sync : public Scenario {
protected:
    static constexpr size_t kBlocks = 2'100;
    static constexpr size_t kLightBlocks = 2'050;
    static constexpr size_t kSources = 3;
    static constexpr size_t kKnown = 6;

    /// Nodes of which `faulty_percent` are faulty, each kind as often. The first few have the chain; all know
    /// of twice as many. The stubborn ones have a chain of too little work, or one that goes on with an
    /// invalid block.
    void populate(size_t count, size_t faulty_percent) {
        history = make_history(kBlocks);
        light = make_history(kLightBlocks, 1);
        invalid = world.maker().make(history.back()->hash(), {.count = 30, .salt = 2});
        world.maker().poison(invalid.front());
        invalid.insert(invalid.begin(), history.begin(), history.end());
        faulty = count * faulty_percent / 100;
        for (size_t i = 0; i < count; ++i)
            add(i, i >= count - faulty ? kAllFaults[i % kAllFaults.size()] : Fault::None);
    }

    bool all_at_the_tip() const {
        const auto honest = world.honest();
        return honest.size() == world.nodes().size() - faulty &&
               World::count_at(honest, history.back()->hash()) == honest.size();
    }

    std::vector<BlockPtr> history;
    std::vector<BlockPtr> light;
    std::vector<BlockPtr> invalid;
    size_t faulty = 0;

private:
    void add(size_t index, Fault fault) {
        NodeSettings settings{.fault = fault};
        for (size_t i = 0; i < std::min(index, kKnown); ++i)
            settings.knows.push_back(World::address_of(i));
        settings.chain.minimum_work = consensus::work_of(history.back()->header().bits) * (kBlocks - 10);
        if (index < kKnown) {
            // All come to them first.
            settings.max_connections = 2'000;
            settings.inbound_relay_percent = 100;
        }
        Node& node = world.add(std::move(settings));
        if (fault == Fault::Stubborn)
            node.chain().give(index % 2 == 0 ? light : invalid);
        else if (index < kSources || fault != Fault::None)
            node.chain().give(history);
        if (index < kKnown) node.start();
    }
};

/// Why honest nodes ended connections.
void print_reasons(const World& world) {
    std::map<std::string, size_t> reasons;
    for (const Node* node : world.honest()) {
        for (const std::string& reason : node->counters().reasons)
            ++reasons[reason];
    }
    for (const auto& [reason, count] : reasons)
        std::printf("    %6zu x %s\n", count, reason.c_str());
}

TEST_F(Sync, hundreds_of_nodes_from_three_sources_among_faulty_ones) {
    world.set_latency(milliseconds(20), milliseconds(150));
    populate(many(), 20);
    world.break_connections(milliseconds(500));
    world.start_all(minutes(1));
    EXPECT_TRUE(world.run_until([this] { return all_at_the_tip(); }, minutes(20), seconds(1)));
    uint64_t most_messages = 0;
    size_t most_in_work = 0;
    double known = 0;
    for (Node* node : world.honest()) {
        const Counters& counters = node->counters();
        most_messages = std::max(most_messages, counters.received_messages() + counters.sent_messages());
        most_in_work = std::max(most_in_work, node->chain().inner().most_in_work());
        known += static_cast<double>(node->parts().book.size());
    }
    const uint64_t memory = sys::process_usage().resident_bytes.value_or(0);
    std::printf(
        "%zu nodes, %zu of them faulty: all others at block %zu after %.0f s; %llu events, at most %llu "
        "messages of "
        "a node, %.0f addresses known on average, %.0f MB\n",
        many(), faulty, kBlocks, seconds_of(world.elapsed()),
        static_cast<unsigned long long>(world.network().scheduler().events_run()),
        static_cast<unsigned long long>(most_messages), known / static_cast<double>(world.honest().size()),
        static_cast<double>(memory) / 1e6);
    print_reasons(world);
    // The busiest gives all their blocks.
    EXPECT_LT(most_messages, many() * kBlocks * 3);
    EXPECT_LE(most_in_work, world.node(0).chain().max_blocks_in_work());
    EXPECT_LT(memory, uint64_t{2'000'000'000});
}

TEST_F(Sync, the_same_seed_gives_the_same_run) {
    const auto run = [](uint64_t seed) {
        World world(seed);
        world.set_latency(milliseconds(20), milliseconds(150));
        std::vector<std::string> known;
        for (size_t i = 0; i < 40; ++i) {
            const Fault fault = i >= 30 ? kAllFaults[i % kAllFaults.size()] : Fault::None;
            known.push_back(World::address_of(i));
            world.add({.fault = fault, .knows = known, .v2 = i % 5 == 0});
        }
        world.mine(world.node(0), {.count = 200, .salt = 0, .spacing_s = 0});
        world.break_connections(milliseconds(300));
        world.start_all(seconds(5));
        world.run_for(seconds(60));
        return std::pair(world.trace().hash(), world.trace().events());
    };
    const uint64_t seed = world.seed();
    const auto first = run(seed);
    EXPECT_GT(first.second, 10'000u);
    EXPECT_EQ(run(seed), first);
    EXPECT_NE(run(seed + 1).first, first.first);
}

}  // namespace
}  // namespace quanta::simulator
