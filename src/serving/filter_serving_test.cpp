// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "serving/filter_serving.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "testing/block_builder.h"

namespace quanta::serving {
namespace {

using chain::HeaderNode;
using peers::FakeChain;
using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;
using primitives::Height;

constexpr int64_t kGenesisTime = 1'296'688'602;

/// A hash that tells what it is of.
wire::FilterHash mark(uint8_t kind, Height height) {
    wire::FilterHash hash;
    hash.bytes()[0] = kind;
    hash.bytes()[1] = static_cast<uint8_t>(height);
    hash.bytes()[2] = static_cast<uint8_t>(height >> 8);
    return hash;
}

/// An index as far as height `built`, which answers in a task of its own.
class TestSource final : public FilterSource {
public:
    explicit TestSource(net::Scheduler& scheduler) : m_scheduler(scheduler) {}

    void read_filters(const BlockStretch& stretch, Done<std::vector<base::Bytes>> done) override {
        std::vector<base::Bytes> filters;
        for (Height height = stretch.first; height <= stretch.last->height; ++height)
            filters.push_back({static_cast<uint8_t>(height)});
        most_at_once = std::max(most_at_once, filters.size());
        answer(stretch.last->height, std::move(filters), std::move(done));
    }
    void read_hashes(const BlockStretch& stretch, Done<FilterHashes> done) override {
        FilterHashes found;
        if (stretch.first > 0) found.previous_header = mark('h', stretch.first - 1);
        for (Height height = stretch.first; height <= stretch.last->height; ++height)
            found.hashes.push_back(mark('f', height));
        answer(stretch.last->height, std::move(found), std::move(done));
    }
    void read_headers(std::vector<const HeaderNode*> nodes,
                      Done<std::vector<wire::FilterHash>> done) override {
        std::vector<wire::FilterHash> headers;
        for (const HeaderNode* node : nodes)
            headers.push_back(mark('h', node->height));
        answer(nodes.empty() ? 0 : nodes.back()->height, std::move(headers), std::move(done));
    }

    Height built = 100'000;
    size_t reads = 0;
    size_t most_at_once = 0;

private:
    template <typename T>
    void answer(Height height, T value, Done<T> done) {
        ++reads;
        m_scheduler.post([done = std::move(done), value = std::move(value), here = height <= built] {
            done(here ? std::optional<T>(value) : std::nullopt);
        });
    }

    net::Scheduler& m_scheduler;
};

class FilterServingTest : public ::testing::Test {
protected:
    static constexpr PeerId kPeer = 1;

    const HeaderNode& mine(int count) {
        for (int i = 0; i < count; ++i) {
            const auto block =
                testing::finish_block(testing::draft_block(chain.tip(), params.consensus, {}, 0));
            if (environment.clock.system_time_s() < block->header().time)
                environment.clock.set_system_time_s(block->header().time);
            CHECK(chain.add(block));
        }
        return chain.tip();
    }
    void join(FilterServing& to) {
        control.peer_connected(kPeer);
        to.peer_ready(test_facts(kPeer, net::ConnectionType::Inbound));
    }
    template <typename M>
    void ask(M message) {
        serving.handle(kPeer, message);
        environment.settle();
    }
    std::vector<wire::Filter> filters() { return peers.take<wire::Filter>(kPeer); }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{kGenesisTime + 600};
    FakeChain chain{params, environment.clock, environment.scheduler, {}};
    TestPeers peers;
    PeerControl control{peers};
    PeerChains chains{chain};
    UploadLimit upload{environment.clock, 0, 600, [] { return uint64_t{0}; }};
    const Context context{chain, peers, environment.get()};
    BlockServing blocks{context, chains, control, upload, wire::kServiceNetwork};
    TestSource source{environment.scheduler};
    FilterServing serving{context, {control, blocks, &source}};
};

TEST_F(FilterServingTest, filters_of_a_stretch_in_the_order_of_blocks) {
    const HeaderNode& tip = mine(30);
    join(serving);
    ask(wire::GetFilters{0, 3, tip.at(25)->hash});
    const auto got = filters();
    ASSERT_EQ(got.size(), 23u);
    for (size_t i = 0; i < got.size(); ++i) {
        const auto height = static_cast<Height>(i) + 3;
        EXPECT_EQ(got[i].filter_type, 0);
        EXPECT_EQ(got[i].block, tip.at(height)->hash);
        EXPECT_EQ(got[i].filter, base::Bytes{static_cast<uint8_t>(height)});
    }
    ask(wire::GetFilters{0, 0, tip.at(0)->hash});
    EXPECT_EQ(filters().size(), 1u) << "genesis has one, too";
    EXPECT_TRUE(peers.disconnected.empty());
    EXPECT_TRUE(peers.paused.empty());
}

TEST_F(FilterServingTest, a_thousand_filters_at_once_and_no_more) {
    const HeaderNode& tip = mine(1'001);
    join(serving);
    ask(wire::GetFilters{0, 1, tip.at(1'000)->hash});
    EXPECT_EQ(filters().size(), FilterServing::kMaxFilters);
    EXPECT_EQ(source.most_at_once, static_cast<size_t>(FilterServing::kBatch));
    EXPECT_TRUE(peers.disconnected.empty());
    ask(wire::GetFilters{0, 0, tip.at(1'000)->hash});
    EXPECT_TRUE(filters().empty());
    EXPECT_TRUE(peers.gone(kPeer));
}

TEST_F(FilterServingTest, two_thousand_hashes_at_once_and_no_more) {
    const HeaderNode& tip = mine(2'001);
    join(serving);
    ask(wire::GetFilterHeaders{0, 1, tip.at(2'000)->hash});
    auto got = peers.take<wire::FilterHeaders>(kPeer);
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].stop, tip.at(2'000)->hash);
    EXPECT_EQ(got[0].previous_header, mark('h', 0));
    ASSERT_EQ(got[0].hashes.size(), FilterServing::kMaxHashes);
    EXPECT_EQ(got[0].hashes.front(), mark('f', 1));
    EXPECT_EQ(got[0].hashes.back(), mark('f', 2'000));
    ask(wire::GetFilterHeaders{0, 0, tip.at(5)->hash});
    got = peers.take<wire::FilterHeaders>(kPeer);
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].previous_header, wire::FilterHash()) << "nothing is before genesis";
    EXPECT_TRUE(peers.disconnected.empty());
    ask(wire::GetFilterHeaders{0, 1, tip.hash});
    EXPECT_TRUE(peers.take<wire::FilterHeaders>(kPeer).empty());
    EXPECT_TRUE(peers.gone(kPeer));
}

TEST_F(FilterServingTest, a_checkpoint_for_each_thousand_blocks) {
    const HeaderNode& tip = mine(2'000);
    join(serving);
    const auto checkpoints = [&](Height stop) {
        ask(wire::GetFilterCheckpoints{0, tip.at(stop)->hash});
        auto got = peers.take<wire::FilterCheckpoints>(kPeer);
        EXPECT_EQ(got.size(), 1u);
        EXPECT_EQ(got.at(0).stop, tip.at(stop)->hash);
        return got.at(0).headers;
    };
    EXPECT_TRUE(checkpoints(999).empty());
    EXPECT_EQ(checkpoints(1'000), (std::vector{mark('h', 1'000)}));
    EXPECT_EQ(checkpoints(1'999), (std::vector{mark('h', 1'000)}));
    EXPECT_EQ(checkpoints(2'000), (std::vector{mark('h', 1'000), mark('h', 2'000)}));
}

TEST_F(FilterServingTest, bad_requests_end_the_connection) {
    const HeaderNode& tip = mine(5);
    const primitives::BlockHash unknown;
    join(serving);
    const auto refused = [&](auto message) {
        peers.disconnected.clear();
        ask(message);
        EXPECT_TRUE(peers.sent.empty());
        EXPECT_TRUE(peers.paused.empty());
        return peers.gone(kPeer);
    };
    EXPECT_TRUE(refused(wire::GetFilters{1, 0, tip.hash})) << "a type nobody knows";
    EXPECT_TRUE(refused(wire::GetFilterHeaders{1, 0, tip.hash}));
    EXPECT_TRUE(refused(wire::GetFilterCheckpoints{255, tip.hash}));
    EXPECT_TRUE(refused(wire::GetFilters{0, 0, unknown}));
    EXPECT_TRUE(refused(wire::GetFilterHeaders{0, 0, unknown}));
    EXPECT_TRUE(refused(wire::GetFilterCheckpoints{0, unknown}));
    EXPECT_TRUE(refused(wire::GetFilters{0, 6, tip.hash})) << "the first is after the last";
    EXPECT_TRUE(refused(wire::GetFilterHeaders{0, 0xffffffff, tip.hash}));
    EXPECT_EQ(source.reads, 0u);
    EXPECT_TRUE(peers.discouraged.empty());
    peers.disconnected.clear();
    ask(wire::GetFilters{0, 5, tip.hash});
    EXPECT_EQ(filters().size(), 1u);
    EXPECT_FALSE(peers.gone(kPeer));
}

TEST_F(FilterServingTest, who_asks_though_none_are_offered_has_to_go) {
    const HeaderNode& tip = mine(1);
    FilterServing none(context, {control, blocks, nullptr});
    join(none);
    none.handle(kPeer, wire::GetFilterCheckpoints{0, tip.hash});
    EXPECT_TRUE(peers.gone(kPeer));
    EXPECT_TRUE(peers.paused.empty());
}

TEST_F(FilterServingTest, what_the_index_does_not_have_yet_is_not_answered) {
    const HeaderNode& tip = mine(50);
    source.built = 30;
    join(serving);
    ask(wire::GetFilterHeaders{0, 0, tip.hash});
    ask(wire::GetFilterCheckpoints{0, tip.hash});
    ask(wire::GetFilters{0, 0, tip.hash});
    EXPECT_EQ(filters().size(), static_cast<size_t>(FilterServing::kBatch)) << "as far as there are any";
    EXPECT_EQ(peers.take<wire::FilterCheckpoints>(kPeer).size(), 1u);
    EXPECT_TRUE(peers.sent.empty());
    EXPECT_TRUE(peers.paused.empty());
    EXPECT_TRUE(peers.disconnected.empty());
}

TEST_F(FilterServingTest, who_does_not_read_is_read_for_no_further) {
    const HeaderNode& tip = mine(100);
    join(serving);
    serving.handle(kPeer, wire::GetFilters{0, 1, tip.hash});
    peers.full.insert(kPeer);
    environment.settle();
    EXPECT_EQ(filters().size(), static_cast<size_t>(FilterServing::kBatch)) << "what was being read";
    EXPECT_EQ(source.reads, 1u);
    EXPECT_TRUE(peers.paused.contains(kPeer));
    // Nothing more is begun meanwhile.
    ask(wire::GetFilterCheckpoints{0, tip.hash});
    EXPECT_EQ(source.reads, 1u);
    peers.full.clear();
    serving.send_queue_drained(kPeer);
    environment.settle();
    EXPECT_EQ(filters().size(), 80u);
    EXPECT_TRUE(peers.paused.empty());
}

TEST_F(FilterServingTest, a_peer_may_go_while_its_filters_are_read) {
    const HeaderNode& tip = mine(100);
    join(serving);
    serving.handle(kPeer, wire::GetFilters{0, 1, tip.hash});
    serving.peer_gone(kPeer);
    environment.settle();
    EXPECT_TRUE(peers.sent.empty());
    EXPECT_EQ(source.reads, 1u);
    {
        FilterServing gone(context, {control, blocks, &source});
        join(gone);
        gone.handle(kPeer, wire::GetFilterHeaders{0, 1, tip.hash});
    }
    environment.settle();
    EXPECT_TRUE(peers.sent.empty()) << "it has ended itself";
}

}  // namespace
}  // namespace quanta::serving
