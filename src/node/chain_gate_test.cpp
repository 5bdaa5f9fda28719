// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/chain_gate.h"

#include <algorithm>

#include "node/node_fixture.h"

namespace quanta::node {
namespace {

class ChainGateTest : public NodeFixture {};

TEST_F(ChainGateTest, FewBlocksAreReadBeforeTheyAreTaken) {
    constexpr int kReads = 40;
    constexpr int kBlocks = 3;
    // Of those blocks the chain may tell meanwhile, too.
    constexpr size_t kAhead = 4 + kBlocks;
    start();
    grow(kBlocks);
    HeldTasks tasks;
    ChainGate gate(chain(), false, tasks, [](const auto&) {});
    const chain::HeaderNode& node = tip();
    int taken = 0;
    for (int i = 0; i < kReads; ++i) {
        gate.read_block(node, [&](const std::shared_ptr<const base::Bytes>& raw) {
            ASSERT_NE(raw, nullptr);
            const base::ByteSpan expected = m_builder.blocks().back()->raw();
            EXPECT_TRUE(std::ranges::equal(*raw, expected));
            ++taken;
        });
    }
    while (taken < kReads) {
        EXPECT_LE(tasks.waiting(), kAhead);
        tasks.run_one();
    }
    // From its end on nobody is told of anything.
    gate.read_block(node, [&](const auto&) { ++taken; });
    gate.close();
    gate.stop();
    while (tasks.waiting() > 0)
        tasks.run_one();
    EXPECT_EQ(taken, kReads);
}

}  // namespace
}  // namespace quanta::node
