// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cstdio>

#include "simulator/scenario_fixture.h"

namespace quanta::simulator {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Sync : public Scenario {};

TEST_F(Sync, few_nodes) {
    const auto blocks = make_history(500);
    Node& source = world.add();
    source.chain().give(blocks);
    for (int i = 0; i < 10; ++i)
        world.add({.knows = {source.address()}});
    world.start_all(seconds(5));
    world.run_for(seconds(6));
    const auto honest = world.honest();
    ASSERT_EQ(honest.size(), 11u);
    const bool done = world.run_until(
        [&] { return World::count_at(honest, blocks.back()->hash()) == honest.size(); }, minutes(10));
    EXPECT_TRUE(done);
    std::printf("%zu at tip after %lld ms, %llu events\n", World::count_at(honest, blocks.back()->hash()),
                static_cast<long long>(world.elapsed().count()),
                static_cast<unsigned long long>(world.network().scheduler().events_run()));
}

}  // namespace
}  // namespace quanta::simulator
