// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "peers/protocol_timer.h"

#include <gtest/gtest.h>

#include "peers/test_peers.h"

namespace quanta::peers {
namespace {

TEST(ProtocolTimer, calls_back_at_a_fixed_distance_while_it_runs) {
    TestEnvironment environment;
    int calls = 0;
    ProtocolTimer timer(environment.scheduler, std::chrono::seconds(10), [&] {
        if (++calls == 3) timer.stop();
    });
    environment.run_for(std::chrono::seconds(60));
    EXPECT_EQ(calls, 0);
    timer.start();
    environment.run_for(std::chrono::milliseconds(9'999));
    EXPECT_EQ(calls, 0);
    timer.start();  // no new beginning
    environment.run_for(std::chrono::milliseconds(1));
    EXPECT_EQ(calls, 1);
    environment.run_for(std::chrono::seconds(60));
    EXPECT_EQ(calls, 3) << "it may be stopped from within";
    timer.run(true);
    environment.run_for(std::chrono::seconds(10));
    timer.run(false);
    environment.run_for(std::chrono::seconds(10));
    EXPECT_EQ(calls, 4);
}

}  // namespace
}  // namespace quanta::peers
