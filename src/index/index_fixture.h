// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "chain/chain.h"
#include "index/filter_index.h"
#include "index/follower.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "testing/chain_builder.h"
#include "testing/spending.h"
#include "testing/temp_dir.h"

namespace quanta::index {

/// A chain on regtest in a directory of its own, and an index that follows it.
class IndexFixture : public ::testing::Test {
protected:
    ~IndexFixture() override { close(); }

    chain::ChainOptions options() const {
        chain::ChainOptions settings;
        settings.data_directory = m_directory.path();
        settings.blocks_directory = m_directory / "blocks";
        settings.cache_bytes = 64 << 20;
        settings.script_threads = 2;
        return settings;
    }
    void open_chain(const chain::ChainOptions& settings) {
        auto opened =
            chain::Chain::open(settings, m_builder.params(), sys::real_file_system(), sys::system_clock());
        ASSERT_TRUE(opened) << opened.error();
        m_chain = std::move(opened).value();
        const auto started = m_chain->start([](const std::string&) {});
        ASSERT_TRUE(started) << started.error();
    }
    FilterIndexOptions index_options() const {
        FilterIndexOptions settings;
        settings.directory = m_directory / "filters";
        return settings;
    }
    void open_index() {
        auto opened = FilterIndex::open(index_options());
        ASSERT_TRUE(opened) << opened.error().message;
        m_index = std::move(opened).value();
    }
    Follower::Parts parts() {
        return {.chain = *m_chain,
                .tasks = m_tasks,
                .failed = [this](const std::string& text) { m_failures.push_back(text); },
                .threads = 3,
                .needed_from = &m_needed_from,
                .batch_bytes = m_batch_bytes};
    }
    /// Starts to follow with `index`. The error of start(), or nothing.
    std::string follow(BlockIndex& index) {
        m_follower = std::make_unique<Follower>(index, parts());
        const auto started = m_follower->start();
        return started ? std::string() : started.error();
    }
    /// Waits until the index is where the chain is.
    void catch_up() { ASSERT_TRUE(m_follower->wait_until_reached(*m_chain->snapshot())); }
    void close() {
        m_follower.reset();
        m_index.reset();
        if (m_chain) m_chain->stop();
        m_chain.reset();
    }

    void submit(const std::shared_ptr<const primitives::Block>& block) {
        const auto result = m_chain->submit_and_wait(block);
        ASSERT_TRUE(result) << result.error().reason;
    }
    /// Blocks of the builder that the chain does not have.
    void submit_all() {
        for (const auto& block : m_builder.blocks()) {
            if (m_chain->headers().find(block->hash()) == nullptr) submit(block);
        }
    }
    /// Grows the builder's chain: 100 empty blocks, then `count` that spend the oldest coinbase.
    void mine_spends(int count) {
        m_builder.mine_empty(100);
        for (int i = 1; i <= count; ++i) {
            const std::vector coins{m_builder.coinbase_coin(i)};
            const testing::TestKey key(static_cast<uint32_t>(i));
            m_builder.mine({testing::spend_to(coins, key.p2wpkh_script(), {}, 2)});
        }
    }
    /// `count` blocks that leave the builder's chain at `fork`.
    std::vector<std::shared_ptr<const primitives::Block>> branch(primitives::Height fork, int count) {
        std::vector<std::shared_ptr<const primitives::Block>> blocks;
        const consensus::HeaderLink* parent = m_builder.tip().ancestor(fork);
        for (int i = 0; i < count; ++i) {
            blocks.push_back(m_builder.build_on(*parent, 7));
            parent = &m_builder.link(blocks.back()->header(), *parent);
        }
        return blocks;
    }

    /// The index holds the right filters and headers of all blocks of the active chain.
    void expect_complete() {
        const auto snapshot = m_chain->snapshot();
        filters::FilterHash header;
        for (primitives::Height height = 0; height <= snapshot->height(); ++height) {
            const chain::HeaderNode& node = *snapshot->at(height);
            const auto block = m_chain->archive().read_block(node).value();
            primitives::BlockUndo undo;
            if (height > 0) undo = m_chain->archive().read_undo(node).value();
            const base::Bytes filter = filters::make_basic_filter(*block, undo);
            header = filters::filter_header(filters::filter_hash(filter), header);
            EXPECT_EQ(m_index->filter(node).value(), filter) << height;
            const auto link = m_index->link(node).value();
            ASSERT_TRUE(link) << height;
            EXPECT_EQ(link->hash, filters::filter_hash(filter)) << height;
            EXPECT_EQ(link->header, header) << height;
        }
    }

    testing::TempDir m_directory{"index"};
    testing::ChainBuilder m_builder;
    chain::Tasks m_tasks{sys::system_clock()};
    std::vector<std::string> m_failures;
    std::atomic<primitives::Height> m_needed_from{0};
    size_t m_batch_bytes = 1 << 20;
    std::unique_ptr<chain::Chain> m_chain;
    std::unique_ptr<FilterIndex> m_index;
    std::unique_ptr<Follower> m_follower;
};

}  // namespace quanta::index
