// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/connections.h"

#include <gtest/gtest.h>

#include "net/test_connections.h"

namespace quanta::net {
namespace {

using namespace std::chrono_literals;

constexpr const char* kServerName = "1.0.0.1:18444";

/// A node that listens, and others that come and go.
class ConnectionsTest : public testing::Test {
protected:
    TestNode& add_node(const std::string& address, NetOptions options = test_options()) {
        FakeHost& host = m_network.add_host({address});
        const std::string directory = m_directory / ("n" + std::to_string(m_nodes.size()));
        std::filesystem::create_directories(directory);
        m_hosts.push_back(&host);
        m_nodes.push_back(std::make_unique<TestNode>(host.environment(), std::move(options), directory));
        return *m_nodes.back();
    }
    TestNode& start_node(const std::string& address, NetOptions options = test_options()) {
        TestNode& node = add_node(address, std::move(options));
        const auto started = node.connections->start();
        EXPECT_TRUE(started) << started.error();
        return node;
    }
    void run(std::chrono::milliseconds time = 5s) { m_network.scheduler().run_for(time); }
    /// The server and a client connected by hand to it.
    std::pair<TestNode&, TestNode&> connected_pair(NetOptions server = test_options(),
                                                   NetOptions client = test_options()) {
        TestNode& a = start_node("1.0.0.1", std::move(server));
        TestNode& b = start_node("2.0.0.1", std::move(client));
        EXPECT_TRUE(b.connections->connect_once(kServerName, ConnectionType::Manual, true));
        run();
        return {a, b};
    }

    sys::TestDirectory m_directory;
    FakeNetwork m_network{7};
    std::vector<FakeHost*> m_hosts;
    std::vector<std::unique_ptr<TestNode>> m_nodes;
};

TEST_F(ConnectionsTest, MessagesPassBothWaysOverV2) {
    auto [server, client] = connected_pair();
    const auto servers = server.connections->peers();
    const auto clients = client.connections->peers();
    ASSERT_EQ(servers.size(), 1u);
    ASSERT_EQ(clients.size(), 1u);
    EXPECT_EQ(servers[0].transport, wire::TransportKind::V2);
    EXPECT_EQ(clients[0].transport, wire::TransportKind::V2);
    ASSERT_TRUE(servers[0].session_id);
    EXPECT_EQ(servers[0].session_id, clients[0].session_id);
    EXPECT_EQ(server.protocol.count<wire::Version>(0), 1u);
    EXPECT_EQ(client.protocol.count<wire::Verack>(0), 1u);
    EXPECT_TRUE(servers[0].merit.handshake_done);
    EXPECT_EQ(servers[0].origin.type, ConnectionType::Inbound);
    EXPECT_EQ(clients[0].origin.type, ConnectionType::Manual);
    EXPECT_EQ(clients[0].origin.name, kServerName);
    EXPECT_EQ(servers[0].origin.local.to_text(), kServerName);
    EXPECT_NE(servers[0].origin.our_nonce, 0u);
}

TEST_F(ConnectionsTest, V1IsSpokenWhenTheAskerSaysSo) {
    TestNode& server = start_node("1.0.0.1");
    TestNode& client = start_node("2.0.0.1");
    EXPECT_TRUE(client.connections->connect_once(kServerName, ConnectionType::Manual, false));
    run();
    ASSERT_EQ(client.connections->peers().size(), 1u);
    EXPECT_EQ(client.connections->peers()[0].transport, wire::TransportKind::V1);
    EXPECT_EQ(server.connections->peers()[0].transport, wire::TransportKind::V1);
    EXPECT_TRUE(server.connections->peers()[0].merit.handshake_done);
}

TEST_F(ConnectionsTest, WhoRefusesV2IsConnectedToOverV1) {
    NetOptions old = test_options();
    old.v2 = false;
    auto [server, client] = connected_pair(old);
    ASSERT_EQ(client.connections->peers().size(), 1u);
    EXPECT_EQ(client.connections->peers()[0].transport, wire::TransportKind::V1);
    EXPECT_EQ(client.connections->peers()[0].origin.id, 1);
    EXPECT_TRUE(client.protocol.seen[0].gone);
    EXPECT_EQ(client.connections->peers()[0].origin.name, kServerName);
    EXPECT_EQ(server.connections->peers().size(), 1u);
}

TEST_F(ConnectionsTest, TrafficIsCountedByType) {
    auto [server, client] = connected_pair();
    client.connections->send(0, wire::Ping{.nonce = 5});
    client.connections->send(0, wire::Unknown{.type = "surprise", .payload = base::Bytes(10)});
    run();
    const PeerState here = client.connections->peers()[0];
    const PeerState there = server.connections->peers()[0];
    EXPECT_GT(here.traffic.sent_by_type.at("ping"), 8u);
    EXPECT_GT(here.traffic.sent_by_type.at("*other*"), 10u);
    EXPECT_EQ(here.traffic.sent_by_type, there.traffic.received_by_type);
    EXPECT_EQ(here.traffic.bytes_sent, there.traffic.bytes_received);
    EXPECT_EQ(here.traffic.bytes_received, there.traffic.bytes_sent);
    EXPECT_EQ(here.traffic.last_send_s, m_network.clock().system_time_s() - 5);
    EXPECT_EQ(client.connections->totals().bytes_sent, here.traffic.bytes_sent);
    client.connections->disconnect_node(0);
    run();
    EXPECT_EQ(client.connections->totals().bytes_sent, here.traffic.bytes_sent);
    EXPECT_TRUE(client.connections->peers().empty());
    EXPECT_TRUE(server.connections->peers().empty());
    EXPECT_TRUE(server.protocol.seen[0].gone);
}

TEST_F(ConnectionsTest, APausedPeersMessagesWait) {
    auto [server, client] = connected_pair();
    server.connections->set_paused(0, true);
    client.connections->send(0, wire::Ping{.nonce = 1});
    run();
    EXPECT_EQ(server.protocol.count<wire::Ping>(0), 0u);
    server.connections->set_paused(0, false);
    run();
    EXPECT_EQ(server.protocol.count<wire::Ping>(0), 1u);
}

TEST_F(ConnectionsTest, ReadingStopsAtTheReceiveLimit) {
    NetOptions small = test_options();
    small.receive_buffer_bytes = 50'000;
    auto [server, client] = connected_pair(small);
    server.connections->set_merit(0, {.handshake_done = true, .last_block_s = 1});
    server.connections->set_paused(0, true);
    const uint64_t before = server.connections->totals().bytes_received;
    for (int i = 0; i < 100; ++i) {
        client.connections->send(0, wire::Unknown{.type = "filler", .payload = base::Bytes(9'900)});
    }
    run(60s);
    const uint64_t read = server.connections->totals().bytes_received - before;
    EXPECT_GE(read, 50'000u);
    EXPECT_LE(read, 50'000u + 64 * 1024 + 10'000);
    server.connections->set_paused(0, false);
    run(60s);
    EXPECT_EQ(server.protocol.count<wire::Unknown>(0), 100u);
}

TEST_F(ConnectionsTest, WhileTheSendQueueIsFullNoMessageIsHandedOver) {
    NetOptions small = test_options();
    small.send_buffer_bytes = 100'000;
    auto [server, client] = connected_pair(small);
    m_network.set_link(*m_hosts[0], *m_hosts[1], {.latency = 10ms, .bytes_per_s = 100'000});
    for (int i = 0; i < 60; ++i) {
        server.connections->send(0, wire::Unknown{.type = "filler", .payload = base::Bytes(10'000)});
    }
    EXPECT_TRUE(server.connections->send_queue_full(0));
    client.connections->send(0, wire::Ping{.nonce = 1});
    run(1s);
    EXPECT_TRUE(server.connections->send_queue_full(0));
    EXPECT_EQ(server.protocol.count<wire::Ping>(0), 0u);
    EXPECT_EQ(server.protocol.seen[0].drained, 0u);
    run(20s);
    EXPECT_FALSE(server.connections->send_queue_full(0));
    EXPECT_EQ(server.protocol.seen[0].drained, 1u);
    EXPECT_EQ(server.protocol.count<wire::Ping>(0), 1u);
    EXPECT_EQ(client.protocol.count<wire::Unknown>(0), 60u);
}

TEST_F(ConnectionsTest, WhoNeverReadsIsGivenUp) {
    auto [server, client] = connected_pair();
    client.connections->set_paused(0, true);
    for (int i = 0; i < 20 && server.protocol.live() > 0; ++i) {
        server.connections->send(0, wire::Unknown{.type = "filler", .payload = base::Bytes(2'000'000)});
        run(1s);
    }
    EXPECT_TRUE(server.protocol.seen[0].gone);
}

TEST_F(ConnectionsTest, PeersTakeTurns) {
    TestNode& server = start_node("1.0.0.1");
    TestNode& busy = start_node("2.0.0.1");
    TestNode& quiet = start_node("3.0.0.1");
    busy.connections->connect_once(kServerName, ConnectionType::Manual, true);
    run();
    quiet.connections->connect_once(kServerName, ConnectionType::Manual, true);
    run();
    server.connections->set_paused(0, true);
    server.connections->set_paused(1, true);
    for (int i = 0; i < 1'000; ++i)
        busy.connections->send(0, wire::Ping{.nonce = i});
    quiet.connections->send(0, wire::Ping{.nonce = 1});
    run();
    server.connections->set_paused(0, false);
    server.connections->set_paused(1, false);
    m_network.scheduler().run_until([&] { return server.protocol.count<wire::Ping>(1) == 1; }, 5s);
    EXPECT_LE(server.protocol.count<wire::Ping>(0), 2u);
    run();
    EXPECT_EQ(server.protocol.count<wire::Ping>(0), 1'000u);
}

TEST_F(ConnectionsTest, WhoseMessagesTakeLongWaitsForOthers) {
    TestNode& server = start_node("1.0.0.1");
    constexpr PeerId kDear = 5;
    for (PeerId peer = 0; peer <= kDear; ++peer) {
        TestNode& node = start_node("2.0.0." + std::to_string(peer + 1));
        node.connections->connect_once(kServerName, ConnectionType::Manual, true);
        run();
        server.connections->set_paused(peer, true);
        for (int i = 0; i < 100; ++i)
            node.connections->send(0, wire::Ping{.nonce = 1});
    }
    run();
    // The messages of one peer take as long as a hundred and fifty of the others'.
    server.protocol.work = [&](PeerId peer) { m_network.clock().advance_us(peer == kDear ? 15'000 : 100); };
    for (PeerId peer = 0; peer <= kDear; ++peer)
        server.connections->set_paused(peer, false);
    const auto pings = [&](PeerId peer) { return server.protocol.count<wire::Ping>(peer); };
    m_network.scheduler().run_until([&] { return pings(0) == 100; }, 60s);
    for (PeerId peer = 1; peer < kDear; ++peer)
        EXPECT_GE(pings(peer), 99u);
    EXPECT_EQ(pings(kDear), 1u);
    // Somebody who has said nothing until now waits for one message at the most.
    run(1s);
    const size_t before = pings(kDear);
    EXPECT_LT(before, 100u);
    m_nodes[1]->connections->send(0, wire::Ping{.nonce = 2});
    m_network.scheduler().run_until([&] { return pings(0) == 101; }, 60s);
    EXPECT_LE(pings(kDear), before + 4);
    run(60s);
    EXPECT_EQ(pings(kDear), 100u);
}

TEST_F(ConnectionsTest, ATurnLeavesTimersTheirTime) {
    auto [server, client] = connected_pair();
    server.connections->set_paused(0, true);
    for (int i = 0; i < 60; ++i)
        client.connections->send(0, wire::Ping{.nonce = 1});
    run();
    server.protocol.work = [&](PeerId) { m_network.clock().advance_us(5'000); };
    size_t at_timer = 0;
    const auto timer = m_hosts[0]->environment().scheduler.after(
        20ms, [&, &server = server] { at_timer = server.protocol.count<wire::Ping>(0); });
    server.connections->set_paused(0, false);
    run();
    EXPECT_EQ(server.protocol.count<wire::Ping>(0), 60u);
    EXPECT_LE(at_timer, 6u);
    EXPECT_GE(at_timer, 2u);
}

TEST_F(ConnectionsTest, TooManyEntriesAreReportedAndMalformedOnesPassedOver) {
    auto [server, client] = connected_pair();
    base::Bytes over{0xfd, 0x51, 0xc3};  // 50,001 entries
    over.resize(3 + 50'001 * 36);
    client.connections->send(0, wire::Unknown{.type = "inv", .payload = over});
    client.connections->send(0, wire::Unknown{.type = "inv", .payload = {5}});
    client.connections->send(0, wire::Ping{.nonce = 1});
    run(60s);
    EXPECT_EQ(server.protocol.seen[0].refused, 1u);
    EXPECT_EQ(server.protocol.count<wire::Inv>(0), 0u);
    EXPECT_EQ(server.protocol.count<wire::Ping>(0), 1u);
    EXPECT_GT(server.connections->peers()[0].traffic.received_by_type.at("inv"), 1'800'000u);
}

TEST_F(ConnectionsTest, WhoSaysNothingIsLeftAfterThePeerTimeout) {
    TestNode& server = start_node("1.0.0.1");
    TestNode& silent = add_node("2.0.0.1");
    silent.protocol.handshakes = false;
    ASSERT_TRUE(silent.connections->start());
    silent.connections->connect_once(kServerName, ConnectionType::Manual, true);
    run(59s);
    EXPECT_EQ(server.protocol.live(), 1u);
    run(3s);
    EXPECT_EQ(server.protocol.live(), 0u);
}

TEST_F(ConnectionsTest, InactivityEndsAConnectionAfterTwentyMinutes) {
    auto [server, client] = connected_pair();
    m_network.set_partition({{m_hosts[1], 1}});
    run(1'190s);
    EXPECT_EQ(server.protocol.live(), 1u);
    run(10s);
    EXPECT_EQ(server.protocol.live(), 0u);
}

TEST_F(ConnectionsTest, DisconnectIsSafeWithinAHandlerAndKeepsLaterMessagesAway) {
    struct Quitter final : PeerEvents {
        TestProtocol& inner;
        Peers* connections = nullptr;
        explicit Quitter(TestProtocol& inner_) : inner(inner_) {}
        void peer_connected(const PeerOrigin&) override {}
        void peer_disconnected(PeerId peer) override { inner.peer_disconnected(peer); }
        void message_received(PeerId peer, wire::Message message) override {
            inner.seen[peer].messages.push_back(std::move(message));
            connections->disconnect(peer, "enough");
            connections->disconnect(peer, "twice");
            connections->send(peer, wire::Verack{});
        }
        void message_refused(PeerId, std::string_view) override {}
        void send_queue_drained(PeerId) override {}
    };
    FakeHost& host = m_network.add_host({"1.0.0.1"});
    TestNode parts(host.environment(), test_options(), m_directory.path());
    Quitter quitter(parts.protocol);
    NetOptions options = test_options();
    options.directory = m_directory.path();
    Connections server(options, {parts.environment, parts.book, parts.bans, parts.local, parts.groups,
                                 quitter, sys::real_file_system()});
    quitter.connections = &server;
    ASSERT_TRUE(server.start());
    TestNode& client = start_node("2.0.0.1");
    client.connections->connect_once(kServerName, ConnectionType::Manual, true);
    run();
    EXPECT_EQ(parts.protocol.seen[0].messages.size(), 1u);
    EXPECT_TRUE(parts.protocol.seen[0].gone);
    EXPECT_EQ(client.protocol.live(), 0u);
}

TEST_F(ConnectionsTest, DiscourageSparesWhomItMustNotHit) {
    NetOptions options = test_options();
    options.whitelist.push_back(*parse_whitelist("noban@3.0.0.1"));
    TestNode& server = start_node("1.0.0.1", options);
    for (const char* address : {"2.0.0.1", "3.0.0.1"}) {
        start_node(address).connections->connect_once(kServerName, ConnectionType::Manual, true);
    }
    run();
    const PeerId plain = server.peer_at("2.0.0.1");
    const PeerId allowed = server.peer_at("3.0.0.1");
    ASSERT_GE(plain, 0);
    ASSERT_GE(allowed, 0);
    server.connections->discourage(plain, "nonsense");
    server.connections->discourage(allowed, "nonsense");
    m_nodes[1]->connections->discourage(0, "connected by hand");
    run(1s);
    EXPECT_EQ(server.peer_at("2.0.0.1"), -1);
    EXPECT_EQ(server.peer_at("3.0.0.1"), allowed);
    EXPECT_TRUE(server.bans.is_discouraged(*wire::Address::from_text("2.0.0.1")));
    EXPECT_FALSE(server.bans.is_discouraged(*wire::Address::from_text("3.0.0.1")));
    EXPECT_FALSE(m_nodes[1]->bans.is_discouraged(*wire::Address::from_text("1.0.0.1")));
}

TEST_F(ConnectionsTest, SwitchedOffThereAreNoConnectionsAndNoNewOnes) {
    auto [server, client] = connected_pair();
    server.connections->set_active(false);
    EXPECT_FALSE(server.connections->active());
    EXPECT_TRUE(server.connections->peers().empty());
    run();
    EXPECT_FALSE(server.connections->connect_once("2.0.0.1", ConnectionType::Manual, true));
    EXPECT_TRUE(client.connections->connect_once(kServerName, ConnectionType::Manual, true));
    run();
    EXPECT_EQ(server.protocol.live(), 0u);
    EXPECT_EQ(client.protocol.live(), 0u);
    server.connections->set_active(true);
    client.connections->connect_once(kServerName, ConnectionType::Manual, true);
    run();
    EXPECT_EQ(server.protocol.live(), 1u);
}

TEST_F(ConnectionsTest, OperatorsEndConnectionsByIdAddressAndSubnet) {
    TestNode& server = start_node("1.0.0.1");
    for (const char* address : {"2.0.0.1", "3.0.0.1", "3.0.0.2"}) {
        start_node(address).connections->connect_once(kServerName, ConnectionType::Manual, true);
        run();
    }
    EXPECT_FALSE(server.connections->disconnect_node(17));
    EXPECT_FALSE(server.connections->disconnect_node("2.0.0.1:1"));
    EXPECT_TRUE(server.connections->disconnect_node(server.connections->peers()[0].origin.name));
    EXPECT_FALSE(server.connections->disconnect_subnet(*addresses::Subnet::from_text("2.0.0.0/8")));
    EXPECT_TRUE(server.connections->disconnect_subnet(*addresses::Subnet::from_text("3.0.0.0/24")));
    run();
    EXPECT_EQ(server.protocol.live(), 0u);
}

TEST_F(ConnectionsTest, AddedNodesAreKeptConnected) {
    TestNode& server = start_node("1.0.0.1");
    TestNode& client = start_node("2.0.0.1");
    EXPECT_TRUE(client.connections->add_node("1.0.0.1", true));
    EXPECT_FALSE(client.connections->add_node("1.0.0.1", true));
    EXPECT_TRUE(client.connections->added_nodes()[0].connected.empty());
    run();
    ASSERT_EQ(client.connections->added_nodes().size(), 1u);
    ASSERT_EQ(client.connections->added_nodes()[0].connected.size(), 1u);
    EXPECT_EQ(client.connections->added_nodes()[0].connected[0].origin.type, ConnectionType::Manual);
    EXPECT_EQ(server.protocol.live(), 1u);
    server.connections->disconnect_node(0);
    run(70s);
    EXPECT_EQ(server.protocol.live(), 1u);
    EXPECT_TRUE(client.connections->remove_node("1.0.0.1"));
    EXPECT_FALSE(client.connections->remove_node("1.0.0.1"));
    server.connections->disconnect_node(1);
    run(130s);
    EXPECT_EQ(server.protocol.live(), 0u);
}

TEST_F(ConnectionsTest, AtMostEightAddedNodesAreConnected) {
    NetOptions options = test_options();
    for (int i = 1; i <= 10; ++i) {
        const std::string address = std::to_string(i + 1) + ".0.0.1";
        start_node(address);
        options.add_nodes.push_back(address);
    }
    TestNode& client = start_node("1.0.0.1", options);
    run(200s);
    EXPECT_EQ(client.count(ConnectionType::Manual), 8u);
}

TEST_F(ConnectionsTest, ConnectGoesNowhereElse) {
    start_node("1.0.0.1");
    start_node("3.0.0.1");
    m_network.set_name("friend.example", {"1.0.0.1"});
    NetOptions options = test_options();
    options.automatic = Automatic::ConnectOnly;
    options.connect = {"friend.example"};
    TestNode& client = add_node("2.0.0.1", options);
    const wire::KnownAddress other{*wire::Service::from_text("3.0.0.1:18444", 0),
                                   wire::kServiceNetwork | wire::kServiceWitness,
                                   m_network.clock().system_time_s()};
    client.book.add(std::vector{other}, other.service.address);
    ASSERT_TRUE(client.connections->start());
    run(30s);
    ASSERT_EQ(client.connections->peers().size(), 1u);
    EXPECT_EQ(client.connections->peers()[0].origin.name, "friend.example");
    EXPECT_EQ(client.connections->peers()[0].origin.remote.to_text(), kServerName);
    client.connections->disconnect_node(0);
    run(10s);
    EXPECT_EQ(client.connections->peers().size(), 1u);
}

TEST_F(ConnectionsTest, ASecondConnectionToTheSameNodeIsNotOpened) {
    auto [server, client] = connected_pair();
    EXPECT_TRUE(client.connections->connect_once(kServerName, ConnectionType::Manual, true));
    run();
    EXPECT_EQ(client.connections->peers().size(), 1u);
    EXPECT_EQ(server.connections->peers().size(), 1u);
}

TEST_F(ConnectionsTest, StoppingEndsEverything) {
    auto [server, client] = connected_pair();
    server.connections->stop();
    EXPECT_TRUE(server.protocol.seen[0].gone);
    run();
    EXPECT_EQ(client.protocol.live(), 0u);
    EXPECT_TRUE(client.connections->connect_once(kServerName, ConnectionType::Manual, true));
    run();
    EXPECT_EQ(client.protocol.live(), 0u);
    server.connections.reset();
    run();
}

TEST_F(ConnectionsTest, APlaceThatCannotBeListenedAtIsAnErrorUnlessItIsOptional) {
    NetOptions options = test_options();
    options.binds.push_back({.endpoint = {"9.9.9.9", 18444}});
    const auto started = add_node("1.0.0.1", options).connections->start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error(),
              "Unable to bind to 9.9.9.9:18444 on this computer (Cannot assign requested address)");
    options.binds.back().optional = true;
    EXPECT_TRUE(add_node("2.0.0.1", options).connections->start());
    options.binds.erase(options.binds.begin());
    const auto none = add_node("3.0.0.1", options).connections->start();
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error(), "Failed to listen on any port. Use -listen=0 if you want this.");
}

}  // namespace
}  // namespace quanta::net
