// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/log.h"
#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "sync/test_headers.h"
#include "sync/test_node.h"
#include "wire/codec.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::TestEnvironment;
using peers::TestPeers;

/// Counts what is shown unless somebody has asked for more, and what is said in all.
class CountingSink final : public base::LogSink {
public:
    CountingSink() : m_before(base::Log::set_sink(this)) {
        base::Log::set_level(base::Category::Net, base::LogLevel::Debug);
    }
    ~CountingSink() override {
        base::Log::set_level(base::Category::Net, base::LogLevel::Info);
        base::Log::set_sink(m_before);
    }
    void write(base::LogLevel level, std::optional<base::Category>, std::string_view message) override {
        ++all;
        if (level >= base::LogLevel::Info) shown.emplace_back(message);
    }

    size_t all = 0;
    std::vector<std::string> shown;

private:
    base::LogSink* m_before;
};

/// A node, and peers that say all there is to be said wrong.
class QuietLogTest : public ::testing::Test {
protected:
    static constexpr int64_t kStart = 1'296'688'602 + 10'000;

    QuietLogTest() {
        for (int i = 0; i < 10; ++i) {
            const auto block =
                testing::finish_block(testing::draft_block(chain.tip(), chain.params().consensus, {}, 0));
            EXPECT_TRUE(chain.add(block));
        }
    }

    void say(wire::Message message) {
        if (!peers.paused.contains(m_peer)) protocol.message_received(m_peer, std::move(message));
        environment.run_for(std::chrono::milliseconds(1));
    }
    /// Ends the connection and opens another.
    void come_back() {
        protocol.peer_disconnected(m_peer++);
        peers.sent.clear();
        net::PeerOrigin origin;
        origin.id = m_peer;
        origin.our_nonce = 5;
        protocol.peer_connected(origin);
    }
    void shake_hands() {
        wire::Version version;
        version.services = wire::kServiceNetwork | wire::kServiceWitness;
        version.nonce = 1;
        version.user_agent = "/evil\n2026 an entry of its own/";
        version.time_s = kStart + 1'000'000;
        say(version);
        say(wire::Verack{});
    }
    /// One message each that has no place here, in a connection of its own.
    std::vector<wire::Message> nonsense() {
        primitives::BlockHash unknown;
        unknown.bytes()[3] = 9;
        const wire::InventoryHash nothing;
        const auto strangers = test_headers(unknown, 1'296'688'602, 3, 7);
        const auto fork = test_headers(chain.params().consensus.genesis_hash, 1'296'688'602, 5, 3);
        auto loose = fork;
        loose.back().previous = unknown;
        base::Bytes changed(chain.body(chain.tip())->raw().begin(), chain.body(chain.tip())->raw().end());
        changed.back() ^= 1;
        wire::CompactBlock compact;
        compact.header = strangers.front();
        return {wire::Headers{strangers},
                wire::Headers{fork},
                wire::Headers{loose},
                wire::RawBlock{changed},
                wire::RawBlock{base::Bytes(100, 7)},
                wire::Inv{std::vector<wire::Inventory>(1'000, {wire::InventoryType::Block, nothing})},
                wire::GetData{std::vector<wire::Inventory>(1'000, {wire::InventoryType::Block, nothing})},
                wire::GetBlocks{{unknown}, {}},
                wire::GetHeaders{{unknown}, {}},
                wire::GetFilters{7, 1, unknown},
                wire::GetFilterCheckpoints{0, chain.tip().hash},
                wire::FilterLoad{},
                wire::Mempool{},
                wire::SendCompact{7, 2},
                wire::FeeFilter{-1},
                wire::Pong{77},
                wire::WtxidRelay{},
                wire::SendAddrV2{},
                wire::Feature{"late", {}},
                wire::Version{},
                compact,
                wire::GetBlockTransactions{unknown, {1}},
                wire::GetBlockTransactions{chain.tip().hash, {60'000}},
                wire::BlockTransactions{unknown, {}},
                wire::NotFound{{{wire::InventoryType::Block, nothing}}},
                wire::Unknown{"reject", base::Bytes(1'000, 'x')}};
    }

    TestEnvironment environment{kStart};
    FakeChain chain{params(), environment.clock, environment.scheduler, {}};
    TestPeers peers;
    Protocol protocol{Context{chain, peers, environment.get()}, TestNode::default_options()};

private:
    static const params::ChainParams& params() {
        static const params::ChainParams kParams = params::make_params(params::Chain::Regtest).value();
        return kParams;
    }
    PeerId m_peer = 0;
};

TEST_F(QuietLogTest, nothing_a_peer_says_is_shown_unless_asked_for) {
    CountingSink log;
    for (int round = 0; round < 20; ++round) {
        for (const wire::Message& message : nonsense()) {
            come_back();
            say(message);
            shake_hands();
            say(message);
            say(message);
        }
        for (const char* type : {"inv", "feature", "getheaders", "headers", "addr"}) {
            come_back();
            protocol.message_refused(0, type);
        }
    }
    environment.run_for(std::chrono::seconds(60));
    EXPECT_TRUE(log.shown.empty()) << log.shown.front();
    EXPECT_GT(log.all, 500u) << "with -debug=net there is something to see";
    EXPECT_FALSE(peers.discouraged.empty());
}

}  // namespace
}  // namespace quanta::sync
