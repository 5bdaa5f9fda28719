// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/indexes.h"

#include <fstream>
#include <thread>

#include "node/node_fixture.h"

namespace quanta::node {
namespace {

class IndexesTest : public NodeFixture {
protected:
    NodeOptions with_filters() const {
        NodeOptions wanted = options();
        wanted.indexes.block_filters = true;
        return wanted;
    }
    void wait_for_filters() {
        while (!m_node->indexes().wait_for_filters())
            std::this_thread::yield();
    }
    std::filesystem::path directory() const { return m_directory / "indexes" / "blockfilter" / "basic"; }
};

TEST_F(IndexesTest, NoneWithoutBeingWanted) {
    start();
    EXPECT_EQ(m_node->indexes().filters(), nullptr);
    EXPECT_EQ(m_node->indexes().needed_from(), nullptr);
    EXPECT_TRUE(m_node->indexes().status().empty());
    EXPECT_FALSE(m_node->indexes().wait_for_filters());
    EXPECT_FALSE(std::filesystem::exists(directory()));
}

TEST_F(IndexesTest, FiltersFollowTheChain) {
    start(with_filters());
    grow(5);
    wait_for_filters();
    grow(1);
    ASSERT_TRUE(m_node->indexes().wait_for_filters());
    const auto status = m_node->indexes().status();
    ASSERT_EQ(status.size(), 1u);
    EXPECT_EQ(status[0].name, "basic block filter index");
    EXPECT_TRUE(status[0].synced);
    EXPECT_EQ(status[0].best_height, 6);
    EXPECT_EQ(m_node->indexes().needed_from()->load(), 7);
    EXPECT_TRUE(m_node->indexes().filters()->has(tip()).value());
    m_node->stop();
    // Reading goes on, waiting does not.
    EXPECT_TRUE(m_node->indexes().filters()->has(tip()).value());
    EXPECT_FALSE(m_node->indexes().wait_for_filters());
}

TEST_F(IndexesTest, ReindexMakesThemAnew) {
    start(with_filters());
    grow(5);
    wait_for_filters();
    m_node.reset();
    std::ofstream(directory() / "CURRENT") << "damaged";
    m_node = make(with_filters());
    const auto refused = m_node->start([](const std::string&) {});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find(directory().string()), std::string::npos) << refused.error();
    m_node.reset();
    NodeOptions again = with_filters();
    again.chain.reindex = true;
    start(again);
    while (m_node->importing())
        std::this_thread::yield();
    wait_for_filters();
    EXPECT_EQ(m_node->indexes().status().at(0).best_height, 5);
}

}  // namespace
}  // namespace quanta::node
