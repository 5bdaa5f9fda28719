// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/grants.h"

#include <gtest/gtest.h>

namespace quanta::wiring {
namespace {

TEST(Grants, ComeByName) {
    EXPECT_EQ(*parse_grants("Echo,Mining,Rpc,Node,Chain,WalletLoader"), kAllGrants);
    EXPECT_EQ(*parse_grants("Mining,Echo"), kMiningGrants);
    EXPECT_EQ(*parse_grants("Rpc,Rpc"), (Grants{.rpc = true}));
    for (const char* bad : {"", "mining", "Mining,", ",Mining", "Mining Echo", "All"}) {
        const auto parsed = parse_grants(bad);
        ASSERT_FALSE(parsed) << bad;
        EXPECT_TRUE(parsed.error().starts_with("unknown interface '")) << parsed.error();
    }
}

}  // namespace
}  // namespace quanta::wiring
