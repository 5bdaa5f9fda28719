// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string>

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

    /// `count` blocks from the genesis block to now.
    std::vector<BlockPtr> make_history(size_t count) {
        const auto length = static_cast<int64_t>(count) * kSpacing_s;
        Mining first{.count = 1, .salt = 0, .spacing_s = 0, .transactions = {}};
        const int64_t genesis_s = 1'296'688'602;
        first.spacing_s = World::kStart_s - length - genesis_s;
        std::vector<BlockPtr> blocks = world.make_blocks(world.genesis(), first);
        const auto others =
            world.make_blocks(blocks.back()->hash(),
                              {.count = count - 1, .salt = 0, .spacing_s = kSpacing_s, .transactions = {}});
        blocks.insert(blocks.end(), others.begin(), others.end());
        return blocks;
    }

    static constexpr int64_t kSpacing_s = 600;

    World world;

private:
    ::testing::ScopedTrace m_told;
};

}  // namespace quanta::simulator
