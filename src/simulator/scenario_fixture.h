// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "simulator/world.h"

namespace quanta::simulator {

/// A number of the environment, for runs that differ from the usual one.
inline uint64_t from_environment(const char* name, uint64_t otherwise) {
    const char* text = std::getenv(name);
    uint64_t value = otherwise;
    if (text != nullptr) std::from_chars(text, text + std::strlen(text), value);
    return value;
}

/// A test in a world of its own. QUANTA_SIM_SEED runs it with another seed; the seed is told with each
/// failure. QUANTA_SIM_NODES takes another number of nodes where a test has hundreds.
class Scenario : public ::testing::Test {
protected:
    Scenario()
        : world(from_environment("QUANTA_SIM_SEED", 1)),
          m_told(__FILE__, __LINE__, "to see it again: QUANTA_SIM_SEED=" + std::to_string(world.seed())) {}

    static size_t many() { return from_environment("QUANTA_SIM_NODES", 300); }
    static double seconds_of(std::chrono::milliseconds time) {
        return static_cast<double>(time.count()) / 1000;
    }

    /// `count` blocks from the genesis block to now; another chain for each `salt`.
    std::vector<BlockPtr> make_history(size_t count, uint64_t salt = 0) {
        const auto length = static_cast<int64_t>(count) * kSpacing_s;
        const Mining first{.salt = salt, .spacing_s = World::kStart_s - length - kGenesis_s};
        const Mining others{.count = count - 1, .salt = salt, .spacing_s = kSpacing_s};
        std::vector<BlockPtr> blocks = world.maker().make(world.genesis(), first);
        const auto rest = world.maker().make(blocks.back()->hash(), others);
        blocks.insert(blocks.end(), rest.begin(), rest.end());
        return blocks;
    }

    /// Nodes that are at the tip of a chain of 20 blocks, each of which knows `known` others, started.
    void add_community(size_t count, size_t known, const NodeSettings& like = {}) {
        const auto history = make_history(20);
        const size_t first = world.nodes().size();
        for (size_t i = 0; i < count; ++i) {
            NodeSettings settings = like;
            for (size_t k = 0; k < known; ++k)
                settings.knows.push_back(World::address_of(first + world.random().below(count)));
            world.add(std::move(settings)).chain().give(history);
        }
        world.start_all(std::chrono::seconds(10));
        world.run_for(std::chrono::seconds(10));
    }
    /// Waits until all honest nodes have `hash` as their tip.
    bool all_reach(const primitives::BlockHash& hash, std::chrono::milliseconds limit) {
        const auto nodes = world.honest();
        return world.run_until([&] { return World::count_at(nodes, hash) == nodes.size(); }, limit);
    }

    static constexpr int64_t kGenesis_s = 1'296'688'602;
    static constexpr int64_t kSpacing_s = 600;

    World world;

private:
    ::testing::ScopedTrace m_told;
};

}  // namespace quanta::simulator
