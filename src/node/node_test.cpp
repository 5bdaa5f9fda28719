// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/node.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "codec/writer.h"
#include "node/node_fixture.h"
#include "sys/thread.h"

namespace quanta::node {
namespace {

class NodeTest : public NodeFixture {
protected:
    NodeTest() { m_builder.mine_empty(10); }

    /// A block file of the builder's blocks.
    std::filesystem::path block_file() {
        base::Bytes bytes;
        codec::Writer writer(bytes);
        for (const auto& block : m_builder.blocks()) {
            writer.write_bytes(m_builder.params().message_start)
                .write(static_cast<uint32_t>(block->raw().size()));
            writer.write_bytes(block->raw());
        }
        const std::filesystem::path path = m_directory / "import.dat";
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return path;
    }
};

TEST_F(NodeTest, StartsFollowsAndStops) {
    const auto node = make(options());
    std::vector<std::string> steps;
    ASSERT_TRUE(node->start([&](const std::string& step) { steps.push_back(step); }));
    ASSERT_GE(steps.size(), 2u);
    EXPECT_EQ(steps[0], "Loading block index…");
    EXPECT_EQ(steps[1], "Verifying blocks…");
    EXPECT_EQ(node->chain().snapshot()->height(), 0);
    const auto& block = m_builder.blocks()[0];
    ASSERT_TRUE(node->chain().submit_and_wait(block));
    node->stop();
    EXPECT_FALSE(node->failure());
    EXPECT_TRUE(node->shutdown().requested());
    const std::vector<std::string> commands = m_commands.all();
    ASSERT_GE(commands.size(), 3u);
    EXPECT_EQ(commands.front(), "start");
    EXPECT_NE(std::find(commands.begin(), commands.end(), "block " + block->hash().to_text()),
              commands.end());
    EXPECT_NE(std::find(commands.begin(), commands.end(), "stop"), commands.end());
}

TEST_F(NodeTest, ImportsFilesInOrderAndStopsAfterwards) {
    NodeOptions wanted = options();
    wanted.load_blocks = {m_directory / "missing.dat", block_file()};
    wanted.stop_after_import = true;
    const auto node = make(wanted);
    ASSERT_TRUE(node->start([](const std::string&) {}));
    node->shutdown().wait();
    EXPECT_FALSE(node->importing());
    EXPECT_EQ(node->chain().snapshot()->height(), 10);
    EXPECT_EQ(node->chain().snapshot()->tip->hash, m_builder.tip().hash);
    node->stop();
    EXPECT_FALSE(node->failure());
}

TEST_F(NodeTest, StopsAtTheHeightAskedFor) {
    NodeOptions wanted = options();
    wanted.load_blocks = {block_file()};
    wanted.chain.stop_at_height = 4;
    const auto node = make(wanted);
    ASSERT_TRUE(node->start([](const std::string&) {}));
    node->shutdown().wait();
    node->stop();
    EXPECT_GE(node->chain().snapshot()->height(), 4);
}

TEST_F(NodeTest, AShutdownDuringTheStartIsNoError) {
    const auto node = make(options());
    const auto started = node->start([&](const std::string&) { node->request_shutdown(); });
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error(), "");
    node->stop();
    EXPECT_TRUE(m_commands.all().empty());
}

TEST_F(NodeTest, ShowsHowFarItIs) {
    m_node = make(options());
    EXPECT_EQ(m_node->phase().phase, interfaces::NodePhase::Starting);
    bool loaded = false;
    sys::Thread waiter("waiter", [&] { loaded = m_node->wait_until_running(); });
    ASSERT_TRUE(m_node->start([&](const std::string& step) {
        EXPECT_EQ(m_node->phase().text, step);
        EXPECT_FALSE(m_node->loaded());
    }));
    waiter.join();
    EXPECT_TRUE(loaded);
    EXPECT_EQ(m_node->phase().phase, interfaces::NodePhase::Running);
    m_node->request_shutdown();
    EXPECT_EQ(m_node->phase().phase, interfaces::NodePhase::Stopping);
    EXPECT_FALSE(m_node->wait_until_running());
}

TEST_F(NodeTest, NobodyWaitsForANodeThatDoesNotCome) {
    m_node = make(options());
    bool loaded = true;
    sys::Thread waiter("waiter", [&] { loaded = m_node->wait_until_running(); });
    m_node->stop();
    waiter.join();
    EXPECT_FALSE(loaded);
}

TEST_F(NodeTest, PrunedBlocksNeedPruneOrReindex) {
    m_builder.mine_empty(1000);
    NodeOptions wanted = options();
    wanted.chain.prune.enabled = true;
    wanted.chain.small_files = true;
    {
        const auto node = make(wanted);
        ASSERT_TRUE(node->start([](const std::string&) {}));
        for (const auto& block : m_builder.blocks())
            ASSERT_TRUE(node->chain().submit_and_wait(block));
        ASSERT_TRUE(node->chain().flush());
        ASSERT_TRUE(node->chain().prune_to(700));
        ASSERT_TRUE(node->chain().archive().pruned());
    }
    ASSERT_TRUE(make(wanted)->start([](const std::string&) {}));
    wanted.chain.prune.enabled = false;
    const auto refused = make(wanted)->start([](const std::string&) {});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("-reindex"), std::string::npos);
    wanted.chain.reindex = true;
    EXPECT_TRUE(make(wanted)->start([](const std::string&) {}));
}

TEST_F(NodeTest, WarningsAreToldOnce) {
    NodeOptions wanted = options();
    wanted.notify.alert = "alert %s";
    const auto node = make(wanted);
    ASSERT_TRUE(node->start([](const std::string&) {}));
    node->options().chain.warning("first");
    node->options().chain.warning("first");
    node->options().chain.warning("second");
    node->options().chain.fatal("disk");
    EXPECT_EQ(node->warnings().texts().size(), 3u);
    node->stop();
    std::vector<std::string> alerts = m_commands.all();
    std::erase_if(alerts, [](const std::string& command) { return !command.starts_with("alert"); });
    EXPECT_EQ(alerts, (std::vector<std::string>{"alert 'first'", "alert 'second'", "alert 'disk'"}));
}

TEST_F(NodeTest, TellsWhyItCannotStart) {
    NodeOptions wanted = options();
    const std::filesystem::path file = m_directory / "file";
    std::ofstream(file) << "no directory";
    wanted.chain.data_directory = file / "below";
    wanted.chain.blocks_directory = file / "below" / "blocks";
    const auto started = make(wanted)->start([](const std::string&) {});
    ASSERT_FALSE(started);
    EXPECT_NE(started.error(), "");
}

}  // namespace
}  // namespace quanta::node
