// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/node_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "node/node_fixture.h"

namespace quanta::node {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class NodeMetricsTest : public NodeFixture {
protected:
    std::string text() {
        metrics::Exposition out;
        write_node_metrics(*m_node, out);
        return out.take();
    }
    /// The value of a sample without labels.
    double value(const std::string& name) {
        const std::string all = text();
        const size_t found = all.find("\n" + name + " ");
        EXPECT_NE(found, std::string::npos) << name;
        return found == std::string::npos ? -1 : std::stod(all.substr(found + name.size() + 2));
    }
};

TEST_F(NodeMetricsTest, BeforeTheChainIsLoaded) {
    m_node = make(options());
    EXPECT_THAT(text(), HasSubstr("quanta_phase{phase=\"starting\"} 1\n"
                                  "quanta_phase{phase=\"running\"} 0\n"));
    EXPECT_THAT(text(), HasSubstr("quanta_chain_info{chain=\"regtest\"} 1\n"));
    EXPECT_THAT(text(), Not(HasSubstr("quanta_height")));
}

TEST_F(NodeMetricsTest, BlocksConnectedAndDisconnected) {
    start();
    EXPECT_THAT(text(), HasSubstr("quanta_phase{phase=\"running\"} 1\n"));
    EXPECT_EQ(value("quanta_height"), 0);
    EXPECT_EQ(value("quanta_block_connect_seconds_count"), 0);
    grow(5);
    EXPECT_EQ(value("quanta_height"), 5);
    EXPECT_EQ(value("quanta_headers"), 5);
    EXPECT_EQ(value("quanta_block_connect_seconds_count"), 5);
    EXPECT_EQ(value("quanta_transactions_connected_total"), 5);
    EXPECT_EQ(value("quanta_tip_time_seconds"), tip().time);
    EXPECT_EQ(value("quanta_coin_cache_coins"), 5);
    EXPECT_GT(value("quanta_coin_cache_bytes"), 0);
    EXPECT_GT(value("quanta_coin_cache_limit_bytes"), value("quanta_coin_cache_bytes"));
    EXPECT_GT(value("quanta_block_files_bytes"), 0);
    EXPECT_EQ(value("quanta_blocks_disconnected_total"), 0);
    ASSERT_TRUE(chain().invalidate(*chain().snapshot()->at(4)));
    EXPECT_EQ(value("quanta_height"), 3);
    EXPECT_EQ(value("quanta_blocks_disconnected_total"), 2);
}

TEST_F(NodeMetricsTest, Flushes) {
    start();
    grow(3);
    m_clock.set_mock_time_s(2'000'000'000);
    EXPECT_EQ(value("quanta_flush_seconds_count"), 0);
    EXPECT_EQ(value("quanta_last_flush_time_seconds"), 0);
    ASSERT_TRUE(chain().flush());
    EXPECT_EQ(value("quanta_flush_seconds_count"), 1);
    EXPECT_EQ(value("quanta_last_flush_time_seconds"), 2'000'000'000);
    EXPECT_EQ(value("quanta_tip_age_seconds"), 2'000'000'000 - static_cast<double>(tip().time));
    // A clock that is behind makes no negative age.
    m_clock.set_mock_time_s(1);
    EXPECT_EQ(value("quanta_tip_age_seconds"), 0);
}

TEST_F(NodeMetricsTest, AStoppedNodeHasThemToo) {
    start();
    grow(2);
    m_node->stop();
    EXPECT_THAT(text(), HasSubstr("quanta_phase{phase=\"stopping\"} 1\n"));
    EXPECT_EQ(value("quanta_height"), 2);
    EXPECT_EQ(value("quanta_failed"), 0);
}

}  // namespace
}  // namespace quanta::node
