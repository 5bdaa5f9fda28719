// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What the chain's long work tells of itself while it lasts.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "chain/chain_fixture.h"
#include "chain/importer.h"
#include "chain/log_lines.h"
#include "chain/tasks.h"
#include "codec/writer.h"
#include "sys/clock.h"

namespace quanta::chain {
namespace {

/// A clock that is eleven seconds later whenever it is looked at, so that every step gets a line.
class LeapingClock final : public sys::Clock {
public:
    int64_t system_time_us() const override { return sys::system_clock().system_time_us(); }
    int64_t steady_us() const override { return m_now_us += kLeap_us; }

private:
    static constexpr int64_t kLeap_us = 11'000'000;
    mutable std::atomic<int64_t> m_now_us{0};
};

class LongWork : public ChainFixture {
protected:
    /// The chain's last flush is long work, too: before the list and its clock go.
    void TearDown() override { m_chain.reset(); }

    ChainOptions watched() {
        ChainOptions watched = options();
        watched.tasks = &m_tasks;
        watched.small_files = true;
        return watched;
    }
    void submit_all() {
        for (const auto& block : m_builder.blocks()) ASSERT_EQ(submit(block), "connected");
    }
    std::filesystem::path block_file() {
        base::Bytes bytes;
        for (const auto& block : m_builder.blocks()) {
            codec::Writer(bytes)
                .write_bytes(m_params.message_start)
                .write(static_cast<uint32_t>(block->raw().size()))
                .write_bytes(block->raw());
        }
        const std::filesystem::path path = m_directory / "import.dat";
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return path;
    }
    /// The percentages in lines about `name`, in their order.
    std::vector<double> percents(const std::string& name) const {
        std::vector<double> all;
        for (const std::string& line : m_lines.starting_with(name + ": ")) {
            all.push_back(std::stod(line.substr(name.size() + 2)));
        }
        return all;
    }
    void expect_rising_to(const std::string& name, double last) const {
        const std::vector<double> all = percents(name);
        ASSERT_GT(all.size(), 2u) << name;
        for (size_t i = 1; i < all.size(); ++i) EXPECT_LE(all[i - 1], all[i]) << name;
        EXPECT_LT(all.front(), last) << name;
        EXPECT_EQ(all.back(), last) << name;
        EXPECT_TRUE(m_tasks.list().empty()) << name << " is over";
    }

    LeapingClock m_clock;
    Tasks m_tasks{m_clock};
    testing::ChainBuilder m_builder;
    LogLines m_lines;
};

TEST_F(LongWork, Import) {
    m_builder.mine_empty(50);
    open(watched());
    ASSERT_TRUE(import_file(*m_chain, block_file()));
    EXPECT_EQ(height(), 50);
    const std::vector<double> all = percents("importing import.dat");
    ASSERT_EQ(all.size(), 50u);
    EXPECT_EQ(all.front(), 0);
    EXPECT_NEAR(all.back(), 98, 1) << "the last block is about to be read";
    EXPECT_NE(m_lines.starting_with("importing import.dat: ").at(40).find("%, about "), std::string::npos);
    EXPECT_TRUE(m_tasks.list().empty());
}

TEST_F(LongWork, Verification) {
    m_builder.mine_empty(20);
    open(watched());
    submit_all();
    ASSERT_TRUE(m_chain->verify(3, 0));
    EXPECT_EQ(percents("verifying blocks").size(), 20u);
    expect_rising_to("verifying blocks", 100);
    ASSERT_TRUE(m_chain->verify(4, 10));
    const std::vector<double> all = percents("verifying blocks");
    ASSERT_EQ(all.size(), 40u);
    EXPECT_EQ(all[20], 5) << "down and up";
    EXPECT_EQ(all[29], 50);
    EXPECT_EQ(all[39], 100);
}

TEST_F(LongWork, Pruning) {
    ChainOptions pruning = watched();
    pruning.prune.enabled = true;
    m_builder.mine_empty(1100);
    open(pruning);
    submit_all();
    ASSERT_TRUE(m_chain->prune_to(800));
    expect_rising_to("pruning", 100);
}

TEST_F(LongWork, Reindex) {
    m_builder.mine_empty(500);
    open(watched());
    submit_all();
    close();
    ChainOptions again = watched();
    again.reindex = true;
    open(again);
    ASSERT_TRUE(finish_reindex(*m_chain));
    EXPECT_EQ(height(), 500);
    expect_rising_to("reindexing", 100);
}

TEST_F(LongWork, ReindexOfTheCoins) {
    m_builder.mine_empty(500);
    open(watched());
    submit_all();
    close();
    ChainOptions again = watched();
    again.reindex_chainstate = true;
    open(again);
    EXPECT_EQ(height(), 500);
    // What is in the pipeline with the last block is not looked at again.
    const std::vector<double> all = percents("connecting stored blocks");
    ASSERT_GT(all.size(), 400u);
    EXPECT_LT(all.front(), 10);
    EXPECT_GT(all.back(), 99);
    EXPECT_TRUE(m_tasks.list().empty());
}

TEST_F(LongWork, CountingCoins) {
    m_builder.mine_empty(3);
    open(watched());
    submit_all();
    const auto coins = m_chain->coins();
    ASSERT_TRUE(coins);
    const std::atomic<bool> interrupt{false};
    ASSERT_TRUE(utxo_stats(**coins, UtxoHash::HashSerialized3, 1, interrupt, &m_tasks));
    EXPECT_EQ(percents("counting coins").size(), 256u);
    expect_rising_to("counting coins", 100);
}

TEST_F(LongWork, Reorganisation) {
    m_builder.mine_empty(30);
    open(watched());
    submit_all();
    const consensus::HeaderLink* parent = m_builder.tip().ancestor(10);
    for (int i = 0; i < 25; ++i) {
        const auto block = m_builder.build_on(*parent, 1);
        EXPECT_EQ(submit(block), i < 20 ? "stored" : "connected");
        parent = &m_builder.link(block->header(), *parent);
    }
    EXPECT_EQ(height(), 35);
    EXPECT_EQ(percents("disconnecting blocks").size(), 20u);
    expect_rising_to("disconnecting blocks", 100);
}

TEST_F(LongWork, WithoutAListItIsInTheLogAlone) {
    m_builder.mine_empty(5);
    open();
    submit_all();
    EXPECT_TRUE(m_chain->verify(4, 0));
}

TEST_F(LongWork, InterruptEndsAnImportWhoseBlocksWaitedForTheFirst) {
    m_builder.mine_empty(200);
    open(watched());
    const auto file = block_file();
    m_chain->interrupt();
    ASSERT_TRUE(import_file(*m_chain, file));
    EXPECT_TRUE(percents("importing import.dat").size() < 2) << "the rest is not read";
    EXPECT_EQ(height(), 0);
}

}  // namespace
}  // namespace quanta::chain
