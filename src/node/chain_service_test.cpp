// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/chain_service.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <thread>

#include "base/hex.h"
#include "node/node_fixture.h"

namespace quanta::node {
namespace {

using interfaces::BlocksPage;
using interfaces::ChainPosition;
using primitives::BlockHash;

constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();

class ChainServiceTest : public NodeFixture {
protected:
    void start_service(NodeOptions options) {
        start(std::move(options));
        m_service = make_chain_service(*m_node);
    }
    void start_service() { start_service(options()); }
    const BlockHash& hash_at(primitives::Height height) { return tip().at(height)->hash; }
    BlocksPage after(std::vector<BlockHash> locator, uint64_t max_bytes = kNoLimit) {
        return m_service->blocks_after(locator, max_bytes);
    }
    /// "fork: first-last" of a page whose blocks are those of the chain.
    std::string heights(const BlocksPage& page) {
        std::string text = std::to_string(page.fork.height) + ":";
        EXPECT_EQ(page.fork.hash, hash_at(page.fork.height));
        primitives::Height height = page.fork.height;
        for (const interfaces::RawBlock& block : page.blocks) {
            ++height;
            EXPECT_EQ(block.block, (interfaces::BlockRef{hash_at(height), height}));
            EXPECT_TRUE(std::ranges::equal(block.raw, m_builder.blocks()[height - 1]->raw()));
        }
        EXPECT_EQ(page.locator, locator_of(*tip().at(height)));
        if (!page.blocks.empty()) {
            text += " " + std::to_string(page.fork.height + 1) + "-" + std::to_string(height);
        }
        return text;
    }

    std::unique_ptr<interfaces::Chain> m_service;
};

TEST_F(ChainServiceTest, TellsWhichChainItIs) {
    start_service();
    interfaces::ChainInfo info = m_service->info();
    EXPECT_EQ(info.name, "regtest");
    EXPECT_EQ(info.signet_challenge, "");
    EXPECT_FALSE(info.pruned);
    EXPECT_FALSE(info.wallet_notify);
    EXPECT_EQ(info.position.tip, (interfaces::BlockRef{m_builder.genesis().hash, 0}));
    grow(2);
    info = m_service->info();
    EXPECT_EQ(info.position.tip, (interfaces::BlockRef{tip().hash, 2}));
    EXPECT_EQ(info.position.time_s, int64_t{tip().time});
    EXPECT_EQ(info.position.sequence, m_node->chain().snapshot()->sequence);
}

class FilterPages : public ChainServiceTest {
protected:
    /// With an index of filters, which holds `blocks` blocks.
    void start_with_filters(int blocks) {
        NodeOptions wanted = options();
        wanted.indexes.block_filters = true;
        start_service(wanted);
        grow(blocks);
        while (!m_node->indexes().wait_for_filters())
            std::this_thread::yield();
    }
    /// "fork: first-last" of a page whose filters are those of the index.
    std::string heights(std::vector<BlockHash> locator, uint64_t max_bytes = kNoLimit) {
        const interfaces::FiltersPage page = m_service->filters_after(locator, max_bytes);
        EXPECT_TRUE(page.available);
        EXPECT_FALSE(page.unfinished);
        EXPECT_EQ(page.position.tip.hash, tip().hash);
        primitives::Height height = page.fork.height;
        for (const interfaces::BlockFilter& filter : page.filters) {
            ++height;
            EXPECT_EQ(filter.block, (interfaces::BlockRef{hash_at(height), height}));
            EXPECT_EQ(filter.filter, m_node->indexes().filters()->filter(*tip().at(height)).value());
        }
        EXPECT_EQ(page.locator, locator_of(*tip().at(height)));
        return std::to_string(page.fork.height) + ": " + std::to_string(page.fork.height + 1) + "-" +
               std::to_string(height);
    }
};

TEST_F(FilterPages, WithoutAnIndexThereAreNone) {
    start_service();
    grow(3);
    const interfaces::FiltersPage page = m_service->filters_after({}, kNoLimit);
    EXPECT_FALSE(page.available);
    EXPECT_TRUE(page.filters.empty());
}

TEST_F(FilterPages, FollowALocator) {
    start_with_filters(30);
    EXPECT_EQ(heights({}), "0: 1-30");
    EXPECT_EQ(heights({BlockHash(), hash_at(12), hash_at(11)}), "12: 13-30");
    EXPECT_EQ(heights(m_service->tip_locator()), "30: 31-30");
    EXPECT_EQ(heights({hash_at(7)}, 0), "7: 8-8");
    const size_t size = m_node->indexes().filters()->filter(*tip().at(8)).value()->size();
    EXPECT_EQ(heights({hash_at(7)}, 2 * size), "7: 8-9");
    EXPECT_THROW(m_service->filters_after(std::vector<BlockHash>(1001), 0), std::runtime_error);
}

TEST_F(FilterPages, TellThatTheyAreStillBeingMade) {
    start_with_filters(5);
    m_node->indexes().stop();
    grow(2);
    const interfaces::FiltersPage page = m_service->filters_after({hash_at(5)}, kNoLimit);
    EXPECT_TRUE(page.available && page.unfinished);
    EXPECT_TRUE(page.filters.empty());
    EXPECT_EQ(page.fork.height, 5);
    EXPECT_FALSE(m_service->filters_after({hash_at(4)}, kNoLimit).unfinished);
}

TEST_F(ChainServiceTest, GivesBlocksByHash) {
    start_service();
    grow(6);
    const auto blocks = m_service->blocks({hash_at(5), BlockHash(), hash_at(2)}, kNoLimit);
    ASSERT_EQ(blocks.size(), 3u);
    EXPECT_EQ(blocks[0].block, (interfaces::BlockRef{hash_at(5), 5}));
    EXPECT_TRUE(std::ranges::equal(blocks[0].raw, m_builder.blocks()[4]->raw()));
    EXPECT_EQ(blocks[1].block, (interfaces::BlockRef{BlockHash(), -1}));
    EXPECT_TRUE(blocks[1].raw.empty());
    EXPECT_TRUE(std::ranges::equal(blocks[2].raw, m_builder.blocks()[1]->raw()));
    const uint64_t size = blocks[0].raw.size();
    const std::vector<BlockHash> four{hash_at(1), hash_at(2), hash_at(3), hash_at(4)};
    EXPECT_EQ(m_service->blocks(four, 0).size(), 1u);
    EXPECT_EQ(m_service->blocks(four, 2 * size).size(), 2u);
    EXPECT_EQ(m_service->blocks(four, 3 * size - 1).size(), 2u);
    EXPECT_TRUE(m_service->blocks({}, kNoLimit).empty());
    EXPECT_EQ(m_service->blocks(std::vector<BlockHash>(1000, hash_at(1)), kNoLimit).size(), 1000u);
    EXPECT_THROW(m_service->blocks(std::vector<BlockHash>(1001), 0), std::runtime_error);
    // Known by its header alone.
    const auto next = m_builder.build_on(m_builder.tip());
    ASSERT_TRUE(chain().submit_header(next->header()));
    const auto header_alone = m_service->blocks({next->hash()}, kNoLimit);
    EXPECT_EQ(header_alone.at(0).block.height, 7);
    EXPECT_TRUE(header_alone.at(0).raw.empty());
}

TEST_F(ChainServiceTest, GivesWhatFollowsALocator) {
    start_service();
    EXPECT_EQ(heights(after({})), "0:");
    grow(30);
    EXPECT_EQ(heights(after({})), "0: 1-30");
    EXPECT_EQ(heights(after({hash_at(0)})), "0: 1-30");
    EXPECT_EQ(heights(after({hash_at(12), hash_at(11)})), "12: 13-30");
    EXPECT_EQ(heights(after(m_service->tip_locator())), "30:");
    EXPECT_EQ(after({}).position.tip.height, 30);
    EXPECT_FALSE(after({}).pruned_away);
    // What is not known, or is on another branch, is passed over.
    const auto rival = m_builder.build_on(*m_builder.tip().ancestor(20), 7);
    ASSERT_TRUE(chain().submit_and_wait(rival));
    EXPECT_EQ(heights(after({BlockHash(), rival->hash(), hash_at(20)})), "20: 21-30");
    EXPECT_EQ(heights(after({BlockHash()})), "0: 1-30");
}

TEST_F(ChainServiceTest, PagesHaveABound) {
    start_service();
    grow(5);
    const uint64_t size = m_builder.blocks()[0]->raw().size();
    EXPECT_EQ(heights(after({}, 0)), "0: 1-1");
    EXPECT_EQ(heights(after({}, 2 * size - 1)), "0: 1-1");
    EXPECT_EQ(heights(after({}, 2 * size)), "0: 1-2");
    // A page's locator leads to the next.
    EXPECT_EQ(heights(after(after({}, 2 * size).locator, 2 * size)), "2: 3-4");
    EXPECT_NO_THROW(after(std::vector<BlockHash>(1000)));
    EXPECT_THROW(after(std::vector<BlockHash>(1001)), std::runtime_error);
}

TEST_F(ChainServiceTest, LocatorsThinOutTowardsGenesis) {
    start_service();
    EXPECT_EQ(m_service->tip_locator(), std::vector<BlockHash>{hash_at(0)});
    grow(40);
    std::vector<BlockHash> expected;
    for (const int height : {40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 29, 25, 17, 1, 0})
        expected.push_back(hash_at(height));
    EXPECT_EQ(m_service->tip_locator(), expected);
    EXPECT_EQ(locator_of(*tip().at(9)).size(), 10u);
    EXPECT_EQ(locator_of(*tip().at(1)), (std::vector<BlockHash>{hash_at(1), hash_at(0)}));
}

TEST_F(ChainServiceTest, FindsWhereATimeBegins) {
    start_service();
    grow(20);
    const auto height_before = [&](int64_t time) { return last_before(tip(), time).height; };
    const auto time_of = [&](int height) { return int64_t{tip().at(height)->time}; };
    EXPECT_EQ(height_before(0), 0);
    EXPECT_EQ(height_before(time_of(0)), 0);
    EXPECT_EQ(height_before(time_of(0) + 1), 0);
    EXPECT_EQ(height_before(time_of(1)), 0);
    EXPECT_EQ(height_before(time_of(1) + 1), 1);
    EXPECT_EQ(height_before(time_of(20)), 19);
    EXPECT_EQ(height_before(time_of(20) + 1), 20);
    EXPECT_EQ(m_service->locator_before(time_of(7)), locator_of(*tip().at(6)));
    EXPECT_EQ(m_service->locator_at(7), locator_of(*tip().at(7)));
    EXPECT_EQ(m_service->locator_at(-1), locator_of(*tip().at(0)));
    EXPECT_EQ(m_service->locator_at(1000), locator_of(tip()));
}

TEST_F(ChainServiceTest, TimesThatGoBackHideNothing) {
    start_service();
    grow(12);
    // The next but one is older than the next.
    testing::BlockDraft early = testing::draft_block(m_builder.tip(), m_builder.params().consensus);
    early.header.time += 5000;
    m_builder.connect(testing::finish_block(early));
    testing::BlockDraft late = testing::draft_block(m_builder.tip(), m_builder.params().consensus);
    late.header.time = m_builder.tip().median_time_past() + 1;
    m_builder.connect(testing::finish_block(late));
    for (size_t i = 12; i < 14; ++i)
        ASSERT_TRUE(chain().submit_and_wait(m_builder.blocks()[i]));
    ASSERT_LT(tip().time, tip().parent()->time);
    for (int64_t time = m_builder.genesis().time; time <= int64_t{tip().max_time} + 1; ++time) {
        primitives::Height first = 0;
        while (first <= tip().height && tip().at(first)->time < time)
            ++first;
        ASSERT_EQ(last_before(tip(), time).height, std::max(first - 1, 0)) << time;
    }
}

/// Keeps what it hears.
class Listener final : public interfaces::ChainSink {
public:
    void chain_changed(const ChainPosition& position) override { heard.hear(position); }
    /// Waits for a tip.
    ChainPosition wait_for(const BlockHash& tip) const {
        return heard.wait_for([&](const ChainPosition& position) { return position.tip.hash == tip; });
    }

    Heard<ChainPosition> heard;
};

TEST_F(ChainServiceTest, TellsFollowersWhereItIs) {
    start_service();
    grow(1);
    const auto sink = std::make_shared<Listener>();
    auto handler = m_service->follow(sink);
    const ChainPosition first = sink->wait_for(tip().hash);
    grow(2);
    const ChainPosition last = sink->wait_for(tip().hash);
    EXPECT_EQ(last.tip.height, 3);
    EXPECT_GT(last.sequence, first.sequence);
    handler->disconnect();
    EXPECT_EQ(sink.use_count(), 1);
    // The handler may outlive the service, and both may be there when the node stops.
    const auto other = m_service->follow(sink);
    m_service.reset();
    m_node->stop();
}

TEST_F(ChainServiceTest, SaysWhichBlocksAreGone) {
    NodeOptions pruning = options();
    pruning.chain.prune.enabled = true;
    pruning.chain.small_files = true;
    start_service(pruning);
    grow(1000);
    ASSERT_TRUE(chain().flush());
    ASSERT_TRUE(chain().prune_to(700));
    ASSERT_TRUE(chain().archive().pruned());
    EXPECT_TRUE(m_service->info().pruned);
    const BlocksPage page = after({});
    EXPECT_TRUE(page.pruned_away);
    EXPECT_EQ(heights(page), "0:");
    const auto first = chain().archive().first_stored_height(tip());
    ASSERT_TRUE(first);
    EXPECT_TRUE(after({hash_at(*first - 2)}).pruned_away);
    const BlocksPage kept = after({hash_at(*first - 1)});
    EXPECT_FALSE(kept.pruned_away);
    EXPECT_EQ(kept.blocks.size(), static_cast<size_t>(1000 - *first + 1));
}

TEST_F(ChainServiceTest, RunsTheWalletCommand) {
    NodeOptions notifying = options();
    notifying.notify.wallet = "wallet %w %h";
    start_service(notifying);
    EXPECT_TRUE(m_service->info().wallet_notify);
    m_service->notify_wallet_transaction("mine", primitives::Txid(), std::nullopt);
    const std::vector<std::string> commands = m_commands.all();
    EXPECT_NE(std::ranges::find(commands, "wallet 'mine' -1"), commands.end());
}

TEST_F(ChainServiceTest, ReadsOnAfterTheNodeHasStopped) {
    start_service();
    grow(3);
    m_node->stop();
    EXPECT_EQ(heights(after({})), "0: 1-3");
    EXPECT_THROW(m_service->follow(std::make_shared<Listener>()), std::runtime_error);
}

}  // namespace
}  // namespace quanta::node
