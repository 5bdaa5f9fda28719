// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "net/system_environment.h"
#include "net/test_connections.h"

namespace quanta::net {
namespace {

using namespace std::chrono_literals;

NetOptions small_options(size_t connections) {
    NetOptions options = test_options();
    options.max_connections = connections;
    return options;
}

/// A node and the clients that a test lets come and go.
class Crowd {
public:
    Crowd(FakeNetwork& network, const std::string& directory, size_t size) : m_network(network) {
        NetOptions options = small_options(20);
        options.binds.clear();
        for (size_t i = 0; i < size; ++i) {
            const std::string middle = std::to_string(i / 250) + "." + std::to_string(i % 250);
            FakeHost& host = network.add_host({"2." + middle + ".1"});
            clients.push_back(std::make_unique<TestNode>(host.environment(), options, directory));
            EXPECT_TRUE(clients.back()->connections->start());
        }
    }

    /// Those without a connection open one.
    void connect() {
        for (auto& client : clients) {
            if (!client->connections->peers().empty()) continue;
            const bool v2 = m_network.random().below(2) == 0;
            EXPECT_TRUE(client->connections->connect_once("1.0.0.1:18444", ConnectionType::Manual, v2));
        }
    }
    /// One in 50 leaves, one in 4 sends a ping.
    void stir() {
        for (auto& client : clients) {
            const auto peers = client->connections->peers();
            if (peers.empty()) continue;
            if (m_network.random().below(50) == 0) {
                client->connections->disconnect_node(peers[0].origin.id);
            } else if (m_network.random().below(4) == 0) {
                client->connections->send(peers[0].origin.id, wire::Ping{.nonce = ++pings});
            }
        }
    }

    std::vector<std::unique_ptr<TestNode>> clients;
    uint64_t pings = 0;

private:
    FakeNetwork& m_network;
};

TEST(ConnectionSoak, AThousandPeersOfOneNode) {
    constexpr size_t kClients = 1'000;
    constexpr int kRounds = 20;
    const sys::TestDirectory directory;
    FakeNetwork network(31);
    FakeHost& host = network.add_host({"1.0.0.1"});
    TestNode server(host.environment(), small_options(kClients + 11), directory.path());
    server.protocol.merit.wants_transactions = false;
    ASSERT_TRUE(server.connections->start());
    Crowd crowd(network, directory.path(), kClients);
    crowd.connect();
    network.scheduler().run_for(20s);
    ASSERT_EQ(server.connections->peers().size(), kClients);
    for (int round = 0; round < kRounds; ++round) {
        crowd.stir();
        crowd.connect();
        network.scheduler().run_for(1s);
    }
    network.scheduler().run_for(5s);
    crowd.connect();
    network.scheduler().run_for(10s);
    EXPECT_EQ(server.connections->peers().size(), kClients);
    EXPECT_EQ(server.protocol.live(), kClients);
    EXPECT_EQ(host.connection_count(), kClients);
    uint64_t came = 0;
    for (const auto& [id, seen] : server.protocol.seen)
        came += server.protocol.count<wire::Ping>(id);
    // Some pings were under way when their connection was ended.
    EXPECT_LE(came, crowd.pings);
    EXPECT_GE(came, crowd.pings * 9 / 10);
    server.connections->stop();
    network.scheduler().run_for(5s);
    for (const auto& client : crowd.clients)
        EXPECT_EQ(client->protocol.live(), 0u);
}

/// Real sockets: one node, fifty clients in the same loop, messages of all sizes over both transports.
TEST(ConnectionSoak, RealSockets) {
    constexpr size_t kClients = 50;
    constexpr size_t kMessages = 40;
    const sys::TestDirectory directory;
    sys::EventLoop loop;
    SystemEnvironment system(loop, sys::system_clock(), sys::os_random());
    NetOptions options = small_options(kClients + 11);
    options.binds = {{.endpoint = {"127.0.0.1", 0}}};
    TestNode server(system.environment(), options, directory.path());
    server.protocol.merit.wants_transactions = false;
    ASSERT_TRUE(server.connections->start());
    const std::string place = server.connections->listening_at().at(0).to_text();

    std::vector<std::unique_ptr<TestNode>> clients;
    NetOptions quiet = small_options(20);
    quiet.binds.clear();
    for (size_t i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<TestNode>(system.environment(), quiet, directory.path()));
        ASSERT_TRUE(clients.back()->connections->start());
        ASSERT_TRUE(clients.back()->connections->connect_once(place, ConnectionType::Manual, i % 2 == 0));
    }
    Scheduler& scheduler = system.environment().scheduler;
    size_t complete = 0;
    std::unique_ptr<Scheduler::Job> look;
    std::set<TestNode*> begun;
    const std::function<void()> step = [&] {
        complete = 0;
        for (const auto& client : clients) {
            if (client->protocol.count<wire::Verack>(0) == 0 || !begun.insert(client.get()).second) continue;
            for (size_t i = 0; i < kMessages; ++i) {
                client->connections->send(
                    0, wire::Unknown{.type = "filler", .payload = base::Bytes(i * i * 40)});
            }
        }
        for (const auto& [id, seen] : server.protocol.seen) {
            complete += server.protocol.count<wire::Unknown>(id) == kMessages ? 1 : 0;
        }
        if (complete == kClients) return loop.stop();
        look = scheduler.after(10ms, step);
    };
    look = scheduler.after(1ms, step);
    const auto limit = scheduler.after(60s, [&loop] { loop.stop(); });
    loop.run();
    EXPECT_EQ(complete, kClients);
    EXPECT_EQ(begun.size(), kClients);
}

}  // namespace
}  // namespace quanta::net
