// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/filter_gate.h"

#include <thread>

#include "node/node_fixture.h"

namespace quanta::node {
namespace {

using base::Bytes;
using serving::FilterHashes;

class FilterGateTest : public NodeFixture {
protected:
    void SetUp() override {
        NodeOptions wanted = options();
        wanted.indexes.block_filters = true;
        start(wanted);
        grow(10);
        while (!m_node->indexes().wait_for_filters())
            std::this_thread::yield();
        m_gate = std::make_unique<FilterGate>(*m_node->indexes().filters(), m_tasks);
    }
    ~FilterGateTest() override {
        if (m_gate) m_gate->stop();
    }

    /// The answer to one question, which does not come from within it.
    template <typename T, typename Ask>
    std::optional<T> answer(Ask ask) {
        std::optional<std::optional<T>> heard;
        ask([&](std::optional<T> found) { heard = std::move(found); });
        EXPECT_FALSE(heard);
        m_tasks.run_one();
        EXPECT_TRUE(heard);
        return heard ? *heard : std::nullopt;
    }
    std::optional<std::vector<Bytes>> filters(primitives::Height first, const chain::HeaderNode& last) {
        return answer<std::vector<Bytes>>([&](auto done) {
            m_gate->read_filters({first, &last}, std::move(done));
        });
    }
    std::optional<FilterHashes> hashes(primitives::Height first, const chain::HeaderNode& last) {
        return answer<FilterHashes>([&](auto done) { m_gate->read_hashes({first, &last}, std::move(done)); });
    }
    std::optional<std::vector<wire::FilterHash>> headers(std::vector<const chain::HeaderNode*> nodes) {
        return answer<std::vector<wire::FilterHash>>(
            [&](auto done) { m_gate->read_headers(std::move(nodes), std::move(done)); });
    }
    index::FilterLink link(primitives::Height height) {
        return *m_node->indexes().filters()->link(*tip().at(height)).value();
    }

    HeldTasks m_tasks;
    std::unique_ptr<FilterGate> m_gate;
};

TEST_F(FilterGateTest, Reads) {
    const auto some = filters(3, *tip().at(5));
    ASSERT_EQ(some.value().size(), 3u);
    EXPECT_EQ(some->at(0), m_node->indexes().filters()->filter(*tip().at(3)).value());
    const auto of_some = hashes(3, *tip().at(5));
    EXPECT_EQ(of_some.value().previous_header.bytes(), link(2).header.bytes());
    ASSERT_EQ(of_some->hashes.size(), 3u);
    EXPECT_EQ(of_some->hashes[2].bytes(), link(5).hash.bytes());
    const auto of_all = hashes(0, tip());
    EXPECT_TRUE(of_all.value().previous_header.is_null());
    EXPECT_EQ(of_all->hashes.size(), 11u);
    const auto two = headers({tip().at(4), &tip()});
    ASSERT_EQ(two.value().size(), 2u);
    EXPECT_EQ(two->at(1).bytes(), link(10).header.bytes());
    EXPECT_TRUE(headers({}).value().empty());
}

TEST_F(FilterGateTest, NothingWhenABlockIsMissing) {
    m_node->indexes().stop();
    grow(1);
    EXPECT_EQ(filters(10, tip()), std::nullopt);
    EXPECT_FALSE(hashes(10, tip()).has_value());
    EXPECT_EQ(headers({tip().at(10), &tip()}), std::nullopt);
}

TEST_F(FilterGateTest, NobodyIsToldAfterItsEnd) {
    bool told = false;
    m_gate->read_headers({}, [&](const auto&) { told = true; });
    m_gate->close();
    m_gate->stop();
    while (m_tasks.waiting() > 0)
        m_tasks.run_one();
    EXPECT_FALSE(told);
    // Nor when there is no reader any more.
    m_gate->read_headers({}, [&](const auto&) { told = true; });
    while (m_tasks.waiting() > 0)
        m_tasks.run_one();
    EXPECT_FALSE(told);
}

}  // namespace
}  // namespace quanta::node
