// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/network_service.h"

#include <chrono>
#include <stdexcept>
#include <thread>

#include "node/network.h"
#include "node/node_fixture.h"
#include "node/node_service.h"
#include "node/peer_names.h"
#include "sys/random.h"

namespace quanta::node {
namespace {

using interfaces::NetworkStatus;

constexpr uint64_t kServices = wire::kServiceNetwork | wire::kServiceWitness;

/// Two nodes with networks of their own on the loopback; the first listens.
class NetworkServiceTest : public NodeFixture {
protected:
    NetworkServiceTest() : m_service(nullptr) {
        start();
        m_service = make_node_service(*m_node, sys::real_file_system(), {"1.2.3", "/data", ""});
    }
    ~NetworkServiceTest() override {
        if (m_other) m_other->stop();
        m_node->stop();
    }

    NetworkOptions network_options(const std::filesystem::path& directory, const char* agent) const {
        NetworkOptions wanted;
        wanted.net.magic = m_node->params().message_start;
        wanted.net.services = wanted.protocol.services = kServices;
        wanted.protocol.user_agent = agent;
        wanted.net.directory = directory;
        wanted.net.automatic = net::Automatic::No;
        wanted.net.dns_seeds = wanted.net.fixed_seeds = wanted.net.discover = false;
        wanted.net.port_mapping = wanted.net.onion_service = wanted.net.listen = false;
        return wanted;
    }
    void start_network() {
        NetworkOptions wanted = network_options(m_directory.path(), "/here/");
        wanted.net.listen = true;
        wanted.net.binds = {{.endpoint = {"127.0.0.1", 0}, .grant = {.permissions = net::kPermitAddresses}}};
        auto network =
            Network::start(*m_node, std::move(wanted), {sys::real_file_system(), sys::os_random()});
        ASSERT_TRUE(network) << network.error();
        m_node->set_network(std::move(*network));
    }
    /// Another node connects to ours; waits until both have greeted each other.
    void connect() {
        NodeOptions wanted = options();
        wanted.chain.data_directory = m_other_directory.path();
        wanted.chain.blocks_directory = m_other_directory / "blocks";
        m_other = make(wanted);
        ASSERT_TRUE(m_other->start([](const std::string&) {}));
        auto network = Network::start(*m_other, network_options(m_other_directory.path(), "/there/"),
                                      {sys::real_file_system(), sys::os_random()});
        ASSERT_TRUE(network) << network.error();
        m_other->set_network(std::move(*network));
        dial();
        wait_for([](const NetworkStatus& status) {
            return status.peers.size() == 1 && status.peers[0].version > 0 && status.peers[0].ping_s >= 0;
        });
    }
    void dial() {
        const auto places =
            m_node->network()->run([](NetworkParts& parts) { return parts.connections.listening_at(); });
        ASSERT_EQ(places->size(), 1u);
        const std::string place = "127.0.0.1:" + std::to_string(places->front().port);
        m_other->network()->run([&](NetworkParts& parts) {
            return parts.connections.connect_once(place, net::ConnectionType::Manual, true);
        });
    }
    template <typename Predicate>
    NetworkStatus wait_for(Predicate wanted) {
        while (true) {
            NetworkStatus status = m_service->network();
            if (wanted(status)) return status;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
    NetworkStatus wait_for_peers(size_t count) {
        return wait_for([count](const NetworkStatus& status) { return status.peers.size() == count; });
    }
    template <typename Call>
    std::string error_of(Call call) {
        try {
            call();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }

    testing::TempDir m_other_directory{"other"};
    std::unique_ptr<Node> m_other;
    std::unique_ptr<interfaces::Node> m_service;
};

TEST_F(NetworkServiceTest, IsNotThereBeforeTheNetworkIs) {
    EXPECT_EQ(m_service->network(), NetworkStatus());
    const std::string missing = "The node does not take part in the network now.";
    EXPECT_EQ(error_of([&] { m_service->set_network_active(false); }), missing);
    EXPECT_EQ(error_of([&] { m_service->disconnect_peers({1}); }), missing);
    EXPECT_EQ(error_of([&] { m_service->ban({"1.2.3.4"}, 60); }), missing);
    EXPECT_EQ(error_of([&] { m_service->unban({"1.2.3.4"}); }), missing);
    start_network();
    const NetworkStatus status = m_service->network();
    EXPECT_TRUE(status.available);
    EXPECT_TRUE(status.active);
    EXPECT_EQ(status.time_s, m_clock.system_time_s());
    EXPECT_TRUE(status.peers.empty());
    m_node->stop();
    EXPECT_FALSE(m_service->network().available);
    EXPECT_EQ(error_of([&] { m_service->set_network_active(false); }), missing);
}

TEST_F(NetworkServiceTest, TellsOfAPeer) {
    start_network();
    connect();
    const NetworkStatus status = m_service->network();
    const interfaces::PeerStatus& peer = status.peers.at(0);
    EXPECT_TRUE(peer.address.starts_with("127.0.0.1:")) << peer.address;
    EXPECT_TRUE(peer.local_address.starts_with("127.0.0.1:")) << peer.local_address;
    EXPECT_EQ(peer.ban_address, "127.0.0.1");
    EXPECT_EQ(peer.network, "not_publicly_routable");
    EXPECT_EQ(peer.connection_type, "inbound");
    EXPECT_TRUE(peer.inbound);
    EXPECT_EQ(peer.transport, "v2");
    EXPECT_EQ(peer.session_id.size(), 64u);
    EXPECT_EQ(peer.user_agent, "/there/");
    EXPECT_EQ(peer.services, (std::vector<std::string>{"NETWORK", "WITNESS"}));
    EXPECT_EQ(peer.permissions, std::vector<std::string>{"addr"});
    EXPECT_EQ(peer.version, wire::kProtocolVersion);
    EXPECT_EQ(peer.start_height, 0);
    EXPECT_EQ(peer.connected_at_s > 0, true);
    EXPECT_GT(peer.bytes_received, 100u);
    EXPECT_GE(status.bytes_received, peer.bytes_received);
    EXPECT_GE(status.bytes_sent, peer.bytes_sent);
    EXPECT_GE(peer.ping_s, peer.min_ping_s);
    const interfaces::NodeStatus node = m_service->status();
    EXPECT_EQ(node.connections, 1);
    EXPECT_EQ(node.connections_in, 1);
}

TEST_F(NetworkServiceTest, EndsConnections) {
    start_network();
    connect();
    const int64_t id = m_service->network().peers.at(0).id;
    m_service->disconnect_peers({id + 1000});
    EXPECT_EQ(m_service->network().peers.size(), 1u);
    m_service->disconnect_peers({id + 1000, id});
    wait_for_peers(0);
}

TEST_F(NetworkServiceTest, BansAndLiftsBans) {
    start_network();
    connect();
    const int64_t now_s = m_clock.system_time_s();
    EXPECT_EQ(error_of([&] {
                  m_service->ban({"127.0.0.1", "here"}, 60);
              }),
              "“here” is no address and no subnet.");
    EXPECT_EQ(error_of([&] { m_service->unban({"10.0.0.0/33"}); }),
              "“10.0.0.0/33” is no address and no subnet.");
    for (const int64_t seconds : {int64_t{0}, int64_t{-1}, kLongestBan_s + 1}) {
        EXPECT_EQ(error_of([&] { m_service->ban({"127.0.0.1"}, seconds); }),
                  "A ban lasts from a second to ten years.");
    }
    EXPECT_TRUE(m_service->network().bans.empty());
    EXPECT_EQ(m_service->network().peers.size(), 1u);
    m_service->ban({"127.0.0.1"}, 1);
    m_service->ban({"10.1.2.0/24"}, kLongestBan_s);
    const NetworkStatus banned = wait_for_peers(0);
    ASSERT_EQ(banned.bans.size(), 2u);
    EXPECT_EQ(banned.bans[0].subnet, "10.1.2.0/24");
    EXPECT_GE(banned.bans[0].until_s, now_s + kLongestBan_s);
    EXPECT_EQ(banned.bans[1].subnet, "127.0.0.1/32");
    m_service->unban({"10.1.2.0/24", "10.9.9.9"});
    EXPECT_LE(m_service->network().bans.size(), 1u);
}

TEST_F(NetworkServiceTest, IsSwitchedOffAndOn) {
    start_network();
    connect();
    m_service->set_network_active(false);
    EXPECT_FALSE(wait_for_peers(0).active);
    const auto tells = [this](bool active) {
        while (m_service->status().network_active != active)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return true;
    };
    EXPECT_TRUE(tells(false));
    m_service->set_network_active(true);
    EXPECT_TRUE(m_service->network().active);
    EXPECT_TRUE(tells(true));
    // To whom it still holds a connection it opens no other.
    while (m_other->network()->count().all > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    dial();
    wait_for_peers(1);
}

TEST(PeerNames, OfServicesAndNetworks) {
    EXPECT_TRUE(service_names(0).empty());
    EXPECT_EQ(service_names(wire::kServiceBloom | uint64_t{1} << 63 | uint64_t{1} << 1),
              (std::vector<std::string>{"UNKNOWN[2^1]", "BLOOM", "UNKNOWN[2^63]"}));
    net::PeerOrigin origin;
    EXPECT_EQ(peer_network_name(origin), "not_publicly_routable");
    origin.remote.address = *wire::Address::from_text("8.8.8.8");
    EXPECT_EQ(peer_network_name(origin), "ipv4");
    origin.inbound_onion = true;
    EXPECT_EQ(peer_network_name(origin), "onion");
}

}  // namespace
}  // namespace quanta::node
