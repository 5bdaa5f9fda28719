// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/index_settings.h"

#include <gtest/gtest.h>

#include "app/daemon/network_settings.h"
#include "app/daemon/test_options.h"
#include "wire/message.h"

namespace quanta::daemon {
namespace {

class IndexSettings : public ::testing::Test {
protected:
    SettingsResult<node::IndexOptions> make(std::vector<std::string> words) {
        return make_index_options(TRY(test_options(m_directory, std::move(words))));
    }
    bool block_filters(const std::string& argument) {
        const auto made = make({argument});
        EXPECT_TRUE(made) << made.error();
        return made && made->block_filters;
    }
    SettingsResult<node::NetworkOptions> network(std::vector<std::string> words) {
        const auto options = TRY(test_options(m_directory, std::move(words)));
        return make_network_options(options, TRY(make_chain_params(options)), false);
    }

    testing::TempDir m_directory{"index_settings"};
};

TEST_F(IndexSettings, BlockFilters) {
    EXPECT_FALSE(make({})->block_filters);
    EXPECT_TRUE(block_filters("-blockfilterindex"));
    EXPECT_TRUE(block_filters("-blockfilterindex=1"));
    EXPECT_TRUE(block_filters("-blockfilterindex=basic"));
    EXPECT_FALSE(block_filters("-blockfilterindex=0"));
    EXPECT_FALSE(block_filters("-noblockfilterindex"));
    EXPECT_EQ(make({"-blockfilterindex=extended"}).error(), "Unknown -blockfilterindex value extended.");
    EXPECT_EQ(make({"-blockfilterindex=2"}).error(), "Unknown -blockfilterindex value 2.");
}

TEST_F(IndexSettings, ServingFiltersNeedsThem) {
    const std::string missing = "Cannot set -peerblockfilters without -blockfilterindex.";
    EXPECT_EQ(network({"-peerblockfilters"}).error(), missing);
    EXPECT_EQ(network({"-peerblockfilters", "-blockfilterindex=0"}).error(), missing);
    for (const std::string value : {"-blockfilterindex", "-blockfilterindex=basic"}) {
        const auto served = network({"-peerblockfilters", value});
        ASSERT_TRUE(served) << served.error();
        EXPECT_NE(served->net.services & wire::kServiceCompactFilters, 0u);
        EXPECT_EQ(network({value})->net.services & wire::kServiceCompactFilters, 0u);
    }
}

}  // namespace
}  // namespace quanta::daemon
