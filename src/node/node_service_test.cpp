// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/node_service.h"

#include <fstream>
#include <limits>

#include "chain/tasks.h"
#include "node/node_fixture.h"

namespace quanta::node {
namespace {

using interfaces::NodePhase;
using interfaces::NodeStatus;

class Listener final : public interfaces::NodeSink {
public:
    void status_changed(const NodeStatus& status) override { heard.hear(status); }

    Heard<NodeStatus> heard;
};

class NodeServiceTest : public NodeFixture {
protected:
    NodeServiceTest() {
        m_node = make(options());
        m_service = make_node_service(*m_node, sys::real_file_system(),
                                      {"1.2.3", "/data", (m_directory / "debug.log").string()});
    }
    ~NodeServiceTest() override { m_handler.reset(); }
    void load() {
        ASSERT_TRUE(m_node->start([](const std::string&) {}));
    }
    NodeStatus wait_for(const std::function<bool(const NodeStatus&)>& wanted) {
        return m_listener->heard.wait_for(wanted);
    }

    std::unique_ptr<interfaces::Node> m_service;
    std::shared_ptr<Listener> m_listener = std::make_shared<Listener>();
    std::unique_ptr<interfaces::Handler> m_handler;
};

TEST_F(NodeServiceTest, WorksBeforeTheChainIsLoaded) {
    const NodeStatus status = m_service->status();
    EXPECT_EQ(status.phase, NodePhase::Starting);
    EXPECT_EQ(status.chain, "regtest");
    EXPECT_EQ(status.version, "1.2.3");
    EXPECT_EQ(status.data_directory, "/data");
    EXPECT_EQ(status.tip, interfaces::BlockRef());
    EXPECT_TRUE(status.initial_block_download);
    EXPECT_EQ(status.warnings, std::vector<std::string>{kPreReleaseWarning});
    EXPECT_GE(status.uptime_s, 0);
    std::vector<std::string> texts;
    ASSERT_TRUE(m_node->start([&](const std::string&) { texts.push_back(m_service->status().phase_text); }));
    ASSERT_GE(texts.size(), 2u);
    EXPECT_EQ(texts[0], "Loading block index…");
    EXPECT_EQ(texts[1], "Verifying blocks…");
    EXPECT_EQ(m_service->status().phase_text, "");
}

TEST_F(NodeServiceTest, ShowsTheChain) {
    load();
    grow(3);
    const auto next = m_builder.build_on(m_builder.tip());
    ASSERT_TRUE(chain().submit_header(next->header()));
    const NodeStatus status = m_service->status();
    EXPECT_EQ(status.phase, NodePhase::Running);
    EXPECT_EQ(status.tip, (interfaces::BlockRef{m_builder.tip().hash, 3}));
    EXPECT_EQ(status.tip_time_s, int64_t{m_builder.tip().time});
    EXPECT_EQ(status.best_header, (interfaces::BlockRef{next->hash(), 4}));
    EXPECT_EQ(status.best_header_time_s, int64_t{next->header().time});
    EXPECT_FALSE(status.initial_block_download);
    EXPECT_GT(status.verification_progress, 0);
}

TEST_F(NodeServiceTest, NumbersWhatIsNew) {
    load();
    const uint64_t first = m_service->status().sequence;
    EXPECT_EQ(m_service->status().sequence, first);
    grow(1);
    EXPECT_EQ(m_service->status().sequence, first + 1);
    EXPECT_EQ(m_service->status().sequence, first + 1);
    m_node->warnings().set(Warning::HeldChain, "held");
    const NodeStatus status = m_service->status();
    EXPECT_EQ(status.sequence, first + 2);
    EXPECT_EQ(status.warnings.back(), "held");
}

TEST_F(NodeServiceTest, FollowersHearOfEveryPhase) {
    m_handler = m_service->follow(m_listener);
    const NodeStatus first = wait_for([](const NodeStatus&) { return true; });
    EXPECT_EQ(first.phase, NodePhase::Starting);
    EXPECT_EQ(first.version, "1.2.3");
    load();
    wait_for([](const NodeStatus& status) { return status.phase == NodePhase::Running; });
    grow(1);
    const NodeStatus grown = wait_for([](const NodeStatus& status) { return status.tip.height == 1; });
    EXPECT_GT(grown.sequence, first.sequence);
    m_service->request_shutdown();
    EXPECT_TRUE(m_node->shutdown().requested());
    wait_for([](const NodeStatus& status) { return status.phase == NodePhase::Stopping; });
}

TEST_F(NodeServiceTest, FollowersHearOfWorkAndOfHeaders) {
    load();
    m_handler = m_service->follow(m_listener);
    {
        chain::Task task(m_node->tasks(), "digging", "holes", 4);
        task.at(1);
        const NodeStatus status = wait_for([](const NodeStatus& heard) { return !heard.work.empty(); });
        EXPECT_EQ(status.work[0].name, "digging");
        EXPECT_EQ(status.work[0].part, 0.25);
        EXPECT_NE(status.work[0].text, "");
    }
    const auto block = m_builder.build_on(m_builder.genesis());
    ASSERT_TRUE(chain().submit_header(block->header()));
    wait_for([](const NodeStatus& status) { return status.best_header.height == 1; });
}

TEST_F(NodeServiceTest, EndsInOrderWithFollowers) {
    load();
    m_handler = m_service->follow(m_listener);
    m_node->stop();
    EXPECT_THROW(m_service->follow(m_listener), std::runtime_error);
    EXPECT_EQ(m_service->status().phase, NodePhase::Stopping);
}

TEST_F(NodeServiceTest, ReadsTheLog) {
    EXPECT_EQ(m_service->read_log(0, 100).text, "");
    std::ofstream(m_directory / "debug.log") << "one\ntwo";
    const interfaces::LogPage page = m_service->read_log(0, 100);
    EXPECT_EQ(page.text, "one\n");
    EXPECT_EQ(page.position, 4u);
    const auto without = make_node_service(*m_node, sys::real_file_system(), {});
    EXPECT_EQ(without->read_log(5, 100).text, "");
    EXPECT_EQ(without->read_log(5, 100).position, 5u);
}

}  // namespace
}  // namespace quanta::node
