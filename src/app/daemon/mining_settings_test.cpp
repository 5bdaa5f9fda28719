// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/mining_settings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/daemon/test_options.h"

namespace quanta::daemon {
namespace {

class MiningSettings : public ::testing::Test {
protected:
    SettingsResult<node::MiningOptions> make(std::vector<std::string> words) {
        const auto options = TRY(test_options(m_directory, std::move(words)));
        const params::ChainParams params = TRY(make_chain_params(options));
        return make_mining_options(options, params);
    }
    std::string error(const std::string& argument) {
        const auto made = make({argument});
        return made ? "" : made.error();
    }

    testing::TempDir m_directory{"mining_settings"};
};

TEST_F(MiningSettings, Defaults) {
    const auto made = make({});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->limits, mining::BlockLimits());
    EXPECT_EQ(made->limits.max_weight, 4'000'000);
    EXPECT_EQ(made->limits.reserved_weight, 8000);
    EXPECT_EQ(made->limits.min_rate_sat_per_kvb, 1);
    EXPECT_EQ(made->version, std::nullopt);
}

TEST_F(MiningSettings, AreTaken) {
    const auto made = make({"-blockmaxweight=4000000", "-blockreservedweight=2000", "-blockmintxfee=0.00001",
                            "-regtest", "-blockversion=-5"});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->limits.reserved_weight, 2000);
    EXPECT_EQ(made->limits.min_rate_sat_per_kvb, 1000);
    EXPECT_EQ(made->version, -5);
    EXPECT_EQ(make({"-blockversion=5"})->version, std::nullopt) << "on test chains made at will alone";
}

TEST_F(MiningSettings, HaveLimits) {
    EXPECT_EQ(error("-blockmaxweight=4000001"),
              "Specified -blockmaxweight (4000001) exceeds consensus maximum block weight (4000000)");
    EXPECT_EQ(error("-blockreservedweight=4000001"),
              "Specified -blockreservedweight (4000001) exceeds consensus maximum block weight (4000000)");
    EXPECT_EQ(error("-blockreservedweight=1999"),
              "Specified -blockreservedweight (1999) is lower than minimum safety value of (2000)");
    EXPECT_EQ(error("-blockreservedweight=4000000"), "");
    EXPECT_NE(error("-blockmintxfee=x"), "");
}

}  // namespace
}  // namespace quanta::daemon
