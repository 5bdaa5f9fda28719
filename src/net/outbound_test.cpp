// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/outbound.h"

#include <gtest/gtest.h>

#include "net/anchors.h"
#include "net/test_connections.h"

namespace quanta::net {
namespace {

using namespace std::chrono_literals;

constexpr uint64_t kFull = wire::kServiceNetwork | wire::kServiceWitness | wire::kServiceP2pV2;

/// A node whose address book knows others, each in a network group of its own.
class OutboundTest : public testing::Test {
protected:
    OutboundTest() {
        m_options.automatic = Automatic::Yes;
        m_options.binds.clear();
    }

    static std::string peer_address(size_t index) {
        return std::to_string(20 + index) + "." + std::to_string(index) + ".0.1";
    }
    std::string directory(const std::string& name) {
        const std::string path = m_directory / name;
        std::filesystem::create_directories(path);
        return path;
    }
    /// A peer that listens.
    TestNode& start_peer(const std::string& address) {
        FakeHost& host = m_network.add_host({address});
        m_peers.push_back(
            std::make_unique<TestNode>(host.environment(), test_options(), directory("peer" + address)));
        EXPECT_TRUE(m_peers.back()->connections->start());
        return *m_peers.back();
    }
    void start_peers(size_t count) {
        for (size_t i = 0; i < count; ++i)
            start_peer(peer_address(i));
    }
    TestNode& node() {
        if (!m_node) {
            if (m_host == nullptr) m_host = &m_network.add_host({"1.0.0.1"});
            m_node = std::make_unique<TestNode>(m_host->environment(), m_options, directory("node"));
        }
        return *m_node;
    }
    void tell_of(const std::string& address, uint64_t services = kFull, uint16_t port = 18444) {
        const wire::KnownAddress known{
            {*wire::Address::from_text(address), port}, services, m_network.clock().system_time_s() - 100};
        // Each from a source of its own, so that all find a place.
        node().book.add(std::vector{known}, known.service.address);
    }
    void start(size_t known_peers = 0) {
        for (size_t i = 0; i < known_peers; ++i)
            tell_of(peer_address(i));
        ASSERT_TRUE(node().connections->start());
    }
    void run(std::chrono::milliseconds time) { m_network.scheduler().run_for(time); }
    size_t count(ConnectionType type) { return node().count(type); }

    sys::TestDirectory m_directory;
    FakeNetwork m_network{21};
    NetOptions m_options = test_options();
    FakeHost* m_host = nullptr;
    std::vector<std::unique_ptr<TestNode>> m_peers;
    std::unique_ptr<TestNode> m_node;
};

TEST_F(OutboundTest, EightFullRelayAndTwoBlockRelayAreOpened) {
    start_peers(30);
    start(30);
    run(60s);
    EXPECT_EQ(count(ConnectionType::OutboundFullRelay), 8u);
    EXPECT_EQ(count(ConnectionType::BlockRelayOnly), 2u);
    EXPECT_EQ(node().connections->surplus(ConnectionType::OutboundFullRelay), 0u);
    for (const PeerState& peer : node().connections->peers()) {
        EXPECT_EQ(peer.transport, wire::TransportKind::V2);
        EXPECT_TRUE(peer.merit.handshake_done);
    }
    EXPECT_GE(node().book.size({}, addresses::Table::Tried), 10u);
}

TEST_F(OutboundTest, ALostPeerIsReplaced) {
    start_peers(30);
    start(30);
    run(60s);
    ASSERT_TRUE(node().connections->disconnect_node(node().connections->peers()[0].origin.id));
    run(30s);
    EXPECT_EQ(count(ConnectionType::OutboundFullRelay), 8u);
}

TEST_F(OutboundTest, OneNetworkGroupHasOnePeerOfOurs) {
    for (int i = 1; i <= 20; ++i) {
        start_peer("20.1.0." + std::to_string(i));
        tell_of("20.1.0." + std::to_string(i));
    }
    start();
    run(60s);
    EXPECT_EQ(count(ConnectionType::OutboundFullRelay) + count(ConnectionType::BlockRelayOnly), 1u);
}

TEST_F(OutboundTest, DeadAddressesDoNotKeepFromLiveOnes) {
    start_peers(10);
    for (size_t i = 10; i < 60; ++i)
        tell_of(peer_address(i));  // nobody is there
    start(10);
    run(300s);
    EXPECT_EQ(count(ConnectionType::OutboundFullRelay) + count(ConnectionType::BlockRelayOnly), 10u);
}

TEST_F(OutboundTest, FeelersMoveGoodAddressesToTheTriedTableAndLeave) {
    start_peers(60);
    start(60);
    run(60s);
    const size_t tried = node().book.size({}, addresses::Table::Tried);
    run(3'600s);
    EXPECT_EQ(count(ConnectionType::Feeler), 0u);
    EXPECT_GT(node().book.size({}, addresses::Table::Tried), tried + 10);
    size_t feelers = 0;
    for (const auto& [id, seen] : node().protocol.seen) {
        feelers += seen.origin.type == ConnectionType::Feeler ? 1 : 0;
    }
    EXPECT_GT(feelers, 15u);
    EXPECT_LT(feelers, 60u);
}

TEST_F(OutboundTest, AStaleTipOpensOneMoreAndNoMore) {
    start_peers(30);
    start(30);
    run(60s);
    node().connections->set_extra_full_relay(true);
    run(60s);
    EXPECT_EQ(count(ConnectionType::OutboundFullRelay), 9u);
    EXPECT_EQ(node().connections->surplus(ConnectionType::OutboundFullRelay), 1u);
    node().connections->set_extra_full_relay(false);
    node().connections->start_extra_block_relay();
    run(1'000s);
    EXPECT_EQ(count(ConnectionType::OutboundFullRelay), 9u);
    EXPECT_EQ(count(ConnectionType::BlockRelayOnly), 3u);
    EXPECT_EQ(node().connections->surplus(ConnectionType::BlockRelayOnly), 1u);
}

TEST_F(OutboundTest, BlockRelayPeersOfTheLastRunAreConnectedToFirst) {
    start_peers(30);
    start(30);
    run(60s);
    std::set<std::string> before;
    for (const PeerState& peer : node().connections->peers()) {
        if (peer.origin.type == ConnectionType::BlockRelayOnly) before.insert(peer.origin.remote.to_text());
    }
    ASSERT_EQ(before.size(), 2u);
    node().connections->stop();
    const std::string path = m_directory / "node/anchors.dat";
    EXPECT_TRUE(std::filesystem::exists(path));
    m_node.reset();
    start(30);
    EXPECT_FALSE(std::filesystem::exists(path));
    run(3s);
    std::set<std::string> after;
    for (const PeerState& peer : node().connections->peers()) {
        if (peer.origin.type == ConnectionType::BlockRelayOnly) after.insert(peer.origin.remote.to_text());
    }
    EXPECT_EQ(after, before);
}

TEST_F(OutboundTest, V2IsTriedWithThoseWhoAreSaidToSpeakIt) {
    start_peer("20.1.0.1");
    start_peer("21.1.0.1");
    tell_of("20.1.0.1", kFull);
    tell_of("21.1.0.1", kFull & ~uint64_t{wire::kServiceP2pV2});
    start();
    run(60s);
    for (const PeerState& peer : node().connections->peers()) {
        const bool first = peer.origin.remote.address.to_text() == "20.1.0.1";
        EXPECT_EQ(peer.transport, first ? wire::TransportKind::V2 : wire::TransportKind::V1);
    }
    EXPECT_EQ(node().connections->peers().size(), 2u);
}

TEST_F(OutboundTest, BannedAndDiscouragedAddressesAndOurOwnAreLeftAlone) {
    start_peers(3);
    node().bans.ban(addresses::Subnet(*wire::Address::from_text(peer_address(0))),
                    m_network.clock().system_time_s() + 9'999);
    node().bans.discourage(*wire::Address::from_text(peer_address(1)));
    node().local.add({*wire::Address::from_text(peer_address(2)), 18444}, addresses::LocalSource::Manual);
    start(3);
    run(120s);
    EXPECT_TRUE(node().connections->peers().empty());
    EXPECT_TRUE(node().protocol.seen.empty());
}

TEST_F(OutboundTest, NodesOfTheLastBlocksAreTakenNearTheTip) {
    start_peer("20.1.0.1");
    tell_of("20.1.0.1", wire::kServiceNetworkLimited | wire::kServiceWitness);
    start();
    run(30s);
    EXPECT_TRUE(node().connections->peers().empty());
    node().connections->set_near_tip(true);
    run(30s);
    EXPECT_EQ(node().connections->peers().size(), 1u);
}

TEST_F(OutboundTest, SeedNodesAreAskedOneAfterAnotherWhileThereAreNoPeers) {
    for (const char* address : {"20.1.0.1", "21.1.0.1", "22.1.0.1"}) {
        start_peer(address);
        m_options.seed_nodes.push_back(address);
    }
    start();
    run(2s);
    EXPECT_EQ(count(ConnectionType::AddressFetch), 1u);
    run(10s);
    EXPECT_EQ(count(ConnectionType::AddressFetch), 2u);
    run(30s);
    EXPECT_EQ(count(ConnectionType::AddressFetch), 3u);
    run(300s);
    EXPECT_EQ(count(ConnectionType::AddressFetch), 0u);
}

TEST_F(OutboundTest, WithAddressesSeedNodesHaveToWait) {
    start_peers(12);
    start_peer("90.1.0.1");
    m_options.seed_nodes.push_back("90.1.0.1");
    start(12);
    run(60s);
    EXPECT_EQ(m_peers.back()->protocol.seen.size(), 0u);
}

TEST_F(OutboundTest, ConnectOnceHasRoomForEachType) {
    start_peers(12);
    m_options.automatic = Automatic::No;
    start();
    run(1s);
    size_t opened = 0;
    for (size_t i = 0; i < 12; ++i) {
        opened += node().connections->connect_once(peer_address(i), ConnectionType::OutboundFullRelay, true)
                      ? 1
                      : 0;
    }
    EXPECT_EQ(opened, 8u);
    EXPECT_TRUE(node().connections->connect_once(peer_address(8), ConnectionType::BlockRelayOnly, true));
    EXPECT_TRUE(node().connections->connect_once(peer_address(9), ConnectionType::BlockRelayOnly, true));
    EXPECT_FALSE(node().connections->connect_once(peer_address(10), ConnectionType::BlockRelayOnly, true));
    EXPECT_TRUE(node().connections->connect_once(peer_address(10), ConnectionType::AddressFetch, true));
    EXPECT_TRUE(node().connections->connect_once(peer_address(11), ConnectionType::Manual, true));
    run(10s);
    EXPECT_EQ(node().connections->peers().size(), 12u);
}

TEST_F(OutboundTest, AtMostSixtyFourAreOpenedAtATime) {
    m_options.automatic = Automatic::No;
    start();
    size_t accepted = 0;
    for (size_t i = 0; i < 100; ++i) {
        accepted +=
            node().connections->connect_once("5.5.5." + std::to_string(i), ConnectionType::Manual, true);
    }
    EXPECT_EQ(accepted, Outbound::kMaxAllDials);
    run(10s);
    EXPECT_TRUE(node().connections->connect_once("5.5.5.100", ConnectionType::Manual, true));
}

TEST_F(OutboundTest, ManualConnectionsGoThroughTheProxyForNames) {
    m_options.automatic = Automatic::No;
    m_options.name_proxy = Proxy{.endpoint = {"127.0.0.1", 9050}};
    start();
    EXPECT_TRUE(node().connections->connect_once("peer.example", ConnectionType::Manual, true));
    size_t asked = 0;
    const auto listener = m_host->listen({"127.0.0.1", 9050}, [&asked](const auto&) { ++asked; });
    run(1s);
    EXPECT_EQ(asked, 1u);
}

TEST_F(OutboundTest, AProxyThatIsFoundLaterOpensItsNetwork) {
    const std::string onion = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion";
    tell_of(onion);
    start();
    size_t asked = 0;
    const auto listener = m_host->listen({"127.0.0.1", 9050}, [&asked](const auto&) { ++asked; });
    EXPECT_TRUE(node().connections->connect_once(onion, ConnectionType::Manual, true));
    run(60s);
    EXPECT_EQ(asked, 0u) << "there is no way to it";
    node().connections->proxies()[wire::Network::Onion] = Proxy{.endpoint = {"127.0.0.1", 9050}};
    EXPECT_TRUE(node().connections->connect_once(onion, ConnectionType::Manual, true));
    run(1s);
    EXPECT_EQ(asked, 1u) << "who is named is reached";
    run(60s);
    EXPECT_EQ(asked, 1u) << "but not looked for";
    node().local.set_reachable(wire::Network::Onion);
    run(600s);
    EXPECT_GT(asked, 1u);
}

TEST_F(OutboundTest, SwitchedOnAgainNodesThatWereAddedAreTriedAtOnce) {
    m_options.automatic = Automatic::No;
    start();
    start_peer(peer_address(0));
    EXPECT_TRUE(node().connections->add_node(peer_address(0), true));
    run(2s);
    ASSERT_EQ(count(ConnectionType::Manual), 1u);
    node().connections->set_active(false);
    run(1s);
    ASSERT_EQ(count(ConnectionType::Manual), 0u);
    node().connections->set_active(true);
    run(2s);
    EXPECT_EQ(count(ConnectionType::Manual), 1u);
}

}  // namespace
}  // namespace quanta::net
