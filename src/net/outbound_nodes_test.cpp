// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/outbound_nodes.h"

#include <gtest/gtest.h>

#include <set>

namespace quanta::net {
namespace {

class NamedNodesTest : public testing::Test {
protected:
    /// The name of the next node to try; empty when there is none.
    std::string next(int64_t now_us) {
        const auto* node =
            m_nodes.next(now_us, [this](const std::string& name) { return m_connected.contains(name); });
        return node == nullptr ? "" : node->name;
    }

    NamedNodes m_nodes{10, 30, 8333};
    std::set<std::string> m_connected;
};

TEST_F(NamedNodesTest, ANameIsThereOnce) {
    EXPECT_TRUE(m_nodes.add("a", true));
    EXPECT_FALSE(m_nodes.add("a", false));
    EXPECT_TRUE(m_nodes.add("b", false));
    EXPECT_EQ(m_nodes.all().size(), 2u);
    EXPECT_TRUE(m_nodes.add("1.2.3.4", true));
    EXPECT_FALSE(m_nodes.add("1.2.3.4:8333", true));
    EXPECT_TRUE(m_nodes.add("1.2.3.4:8334", true));
    EXPECT_FALSE(m_nodes.remove("1.2.3.4:8333"));
    EXPECT_TRUE(m_nodes.remove("1.2.3.4"));
    EXPECT_TRUE(m_nodes.remove("1.2.3.4:8334"));
    EXPECT_TRUE(m_nodes.all()[0].v2);
    EXPECT_TRUE(m_nodes.remove("a"));
    EXPECT_FALSE(m_nodes.remove("a"));
    EXPECT_EQ(next(0), "b");
}

TEST_F(NamedNodesTest, TriesAreFartherAndFartherApart) {
    m_nodes.add("a", true);
    EXPECT_EQ(next(0), "a");
    EXPECT_EQ(next(9), "");
    EXPECT_EQ(next(10), "a");
    EXPECT_EQ(next(29), "");
    EXPECT_EQ(next(30), "a");
    EXPECT_EQ(next(59), "");
    EXPECT_EQ(next(60), "a");
    EXPECT_EQ(next(89), "");
    EXPECT_EQ(next(90), "a");
}

TEST_F(NamedNodesTest, TriesMayBeForgotten) {
    m_nodes.add("a", true);
    for (const int64_t now_us : {0, 10, 30, 60})
        EXPECT_EQ(next(now_us), "a");
    m_nodes.forget_tries();
    EXPECT_EQ(next(61), "a");
    EXPECT_EQ(next(70), "");
    EXPECT_EQ(next(71), "a");
}

TEST_F(NamedNodesTest, WhoWasConnectedIsTriedAtOnce) {
    m_nodes.add("a", true);
    for (int64_t now_us : {0, 10, 30})
        EXPECT_EQ(next(now_us), "a");
    m_connected.insert("a");
    EXPECT_EQ(next(100), "");
    m_connected.clear();
    EXPECT_EQ(next(101), "a");
    EXPECT_EQ(next(110), "");
    EXPECT_EQ(next(111), "a");
}

TEST_F(NamedNodesTest, AllGetTheirTurn) {
    for (const char* name : {"a", "b", "c"})
        m_nodes.add(name, true);
    EXPECT_EQ(next(0), "a");
    EXPECT_EQ(next(0), "b");
    EXPECT_EQ(next(0), "c");
    EXPECT_EQ(next(0), "");
}

}  // namespace
}  // namespace quanta::net
