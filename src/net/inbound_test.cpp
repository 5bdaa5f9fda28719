// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/inbound.h"

#include <gtest/gtest.h>

#include "net/test_connections.h"

namespace quanta::net {
namespace {

using namespace std::chrono_literals;

/// One node that listens, and bare sockets that connect to it: these say nothing.
class InboundTest : public testing::Test {
protected:
    InboundTest() : m_host(m_network.add_host({"1.0.0.1", "2001:db9::1"})) { m_options.listen = true; }

    TestNode& node() {
        if (!m_node) {
            m_node = std::make_unique<TestNode>(m_host.environment(), m_options, m_directory.path());
            m_node->protocol.handshakes = false;
            EXPECT_TRUE(m_node->connections->start());
        }
        return *m_node;
    }
    /// Connects from `address`; whether it is still connected a second later.
    bool comes_in(const std::string& address, uint16_t port = 18444) {
        node();
        if (!m_clients.contains(address)) m_clients[address] = &m_network.add_host({address});
        const size_t before = m_node->connections->peers().size();
        m_clients[address]->connect({"1.0.0.1", port}, 5s, [this](auto stream) {
            if (stream) m_streams.push_back(*stream);
        });
        m_network.scheduler().run_for(1s);
        return m_node->connections->peers().size() > before;
    }
    /// The peer that came in last.
    PeerOrigin last() const { return m_node->connections->peers().back().origin; }
    static wire::Address address(const std::string& text) { return *wire::Address::from_text(text); }

    sys::TestDirectory m_directory;
    FakeNetwork m_network{3};
    FakeHost& m_host;
    NetOptions m_options = test_options();
    std::map<std::string, FakeHost*> m_clients;
    std::vector<std::shared_ptr<sys::TcpConnection>> m_streams;
    std::unique_ptr<TestNode> m_node;
};

TEST_F(InboundTest, TheBannedStayOutsideUnlessTheyMayNotBeBanned) {
    m_options.whitelist.push_back(*parse_whitelist("noban@3.0.0.0/8"));
    const int64_t until_s = m_network.clock().system_time_s() + 1'000;
    node().bans.ban(*addresses::Subnet::from_text("2.0.0.0/8"), until_s);
    node().bans.ban(*addresses::Subnet::from_text("3.0.0.0/8"), until_s);
    EXPECT_FALSE(comes_in("2.0.0.1"));
    EXPECT_TRUE(comes_in("3.0.0.1"));
    EXPECT_TRUE(comes_in("4.0.0.1"));
    node().bans.clear();
    EXPECT_TRUE(comes_in("2.0.0.1"));
}

TEST_F(InboundTest, TheDiscouragedComeInWhileThereIsRoom) {
    m_options.max_connections = 14;  // 3 inbound
    for (const char* text : {"2.0.0.1", "2.0.0.2"})
        node().bans.discourage(address(text));
    EXPECT_TRUE(comes_in("2.0.0.1"));
    EXPECT_TRUE(comes_in("4.0.0.1"));
    EXPECT_FALSE(comes_in("2.0.0.2"));
    EXPECT_TRUE(comes_in("4.0.0.2"));
}

TEST_F(InboundTest, WhenFullSomebodyGivesWayOrNobodyComesIn) {
    m_options.max_connections = 11 + 20;
    for (int i = 1; i <= 20; ++i)
        EXPECT_TRUE(comes_in("2.0.0." + std::to_string(i)));
    // All 20 are protected by one thing or another.
    EXPECT_FALSE(comes_in("3.0.0.1"));
    EXPECT_EQ(node().connections->peers().size(), 20u);
}

TEST_F(InboundTest, TheYoungestOfTheLargestGroupGivesWay) {
    m_options.max_connections = 11 + 30;
    for (int i = 1; i <= 30; ++i)
        EXPECT_TRUE(comes_in("2.0.0." + std::to_string(i)));
    EXPECT_FALSE(comes_in("3.0.0.1"));  // one came, one went
    EXPECT_EQ(node().connections->peers().size(), 30u);
    EXPECT_GE(node().peer_at("3.0.0.1"), 0);
    EXPECT_EQ(node().peer_at("2.0.0.30"), -1);
}

TEST_F(InboundTest, WithoutInboundSlotsNobodyComesIn) {
    m_options.max_connections = 11;
    EXPECT_FALSE(comes_in("2.0.0.1"));
}

TEST_F(InboundTest, PermissionsComeFromWhitelistAndBindPlace) {
    m_options.binds.push_back({.endpoint = {"1.0.0.1", 7000}, .grant = {.permissions = kPermitMempool}});
    m_options.binds.push_back({.endpoint = {"1.0.0.1", 7001}, .onion = true});
    m_options.whitelist.push_back(*parse_whitelist("bloomfilter@2.0.0.0/8"));
    m_options.whitelist.push_back(*parse_whitelist("out,addr@2.0.0.0/8"));
    m_options.whitelist.push_back(*parse_whitelist("3.0.0.1"));
    ASSERT_TRUE(comes_in("2.0.0.1"));
    EXPECT_EQ(last().permissions, uint32_t{kPermitBloom});
    ASSERT_TRUE(comes_in("2.0.0.1", 7000));
    EXPECT_EQ(last().permissions, uint32_t{kPermitBloom | kPermitMempool});
    ASSERT_TRUE(comes_in("3.0.0.1"));
    EXPECT_EQ(last().permissions, uint32_t{kPermitNoBan | kPermitMempool | kPermitRelay});
    ASSERT_TRUE(comes_in("4.0.0.1"));
    EXPECT_EQ(last().permissions, 0u);
    EXPECT_FALSE(last().inbound_onion);
    ASSERT_TRUE(comes_in("4.0.0.1", 7001));
    EXPECT_TRUE(last().inbound_onion);
}

TEST_F(InboundTest, WhatAWhitelistGrantsWithoutWordsIsUpToTwoOptions) {
    m_options.whitelist.push_back(*parse_whitelist("3.0.0.1"));
    m_options.whitelist_relay = false;
    ASSERT_TRUE(comes_in("3.0.0.1"));
    EXPECT_EQ(last().permissions, uint32_t{kPermitNoBan | kPermitMempool});
    m_node.reset();
    m_options.whitelist_force_relay = true;
    ASSERT_TRUE(comes_in("3.0.0.1"));
    EXPECT_EQ(last().permissions, uint32_t{kPermitNoBan | kPermitMempool | kPermitForceRelay});
}

TEST_F(InboundTest, OnlyAPartOfTheSlotsIsForPeersThatWantTransactions) {
    m_options.max_connections = 11 + 100;
    m_options.inbound_relay_percent = 30;
    m_options.whitelist.push_back(*parse_whitelist("noban@9.0.0.0/8"));
    const PeerMerit wants{.handshake_done = true, .wants_transactions = true};
    const auto count = [this] {
        size_t wanting = 0;
        for (const PeerState& peer : node().connections->peers())
            wanting += peer.merit.wants_transactions ? 1 : 0;
        return wanting;
    };
    for (int i = 1; i <= 40; ++i) {
        ASSERT_TRUE(comes_in("2.0.0." + std::to_string(i)));
        node().connections->set_merit(last().id, wants);
    }
    EXPECT_EQ(count(), 30u);
    ASSERT_TRUE(comes_in("9.0.0.1"));
    node().connections->set_merit(last().id, wants);
    EXPECT_EQ(count(), 31u);
    // Others still come in.
    ASSERT_TRUE(comes_in("4.0.0.1"));
    node().connections->set_merit(last().id, {.handshake_done = true});
    EXPECT_GE(node().peer_at("4.0.0.1"), 0);
}

TEST_F(InboundTest, WhileMemoryIsShortTheSlowestMessageIsGivenUp) {
    m_options.max_connections = 11 + 30;
    m_options.whitelist.push_back(*parse_whitelist("noban@9.0.0.0/8"));
    m_network.set_default_link({.latency = 1ms});
    m_options.v2 = false;
    // The beginning of a message of 4 MB: four of them are not too much.
    base::Bytes part(Connection::kBusyBytes / 4 - 50'000);
    const auto frame = wire::make_v1_transport(m_options.magic);
    frame->send({"filler", base::Bytes(4'000'000)});
    const base::Bytes whole = frame->take_output();
    std::copy_n(whole.begin(), part.size(), part.begin());
    const auto hog = [&](const std::string& from) {
        EXPECT_TRUE(comes_in(from));
        m_streams.back()->write(part, [](const auto&) {});
        m_network.scheduler().run_for(1s);
    };
    hog("9.0.0.1");
    hog("2.0.0.1");
    node().connections->set_merit(last().id, {.handshake_done = true, .last_block_s = 1});
    for (int i = 2; i <= 3; ++i)
        hog("2.0.0." + std::to_string(i));
    m_network.scheduler().run_for(15s);
    EXPECT_EQ(node().connections->peers().size(), 4u);
    hog("2.0.0.4");
    m_network.scheduler().run_for(3s);
    EXPECT_EQ(node().connections->peers().size(), 4u);
    EXPECT_GE(node().peer_at("9.0.0.1"), 0);
    EXPECT_GE(node().peer_at("2.0.0.1"), 0);
    EXPECT_EQ(node().peer_at("2.0.0.2"), -1);
    // There is room again, and all of the last one is read.
    EXPECT_GE(node().connections->totals().bytes_received, 5 * part.size());
}

TEST_F(InboundTest, WithoutPlacesForTransactionsTheNewcomerGoes) {
    m_options.inbound_relay_percent = 0;
    ASSERT_TRUE(comes_in("2.0.0.1"));
    node().connections->set_merit(last().id, {.handshake_done = true, .wants_transactions = true});
    EXPECT_TRUE(node().connections->peers().empty());
}

TEST_F(InboundTest, Ipv6IsListenedAtToo) {
    m_options.binds.push_back({.endpoint = {"::", 18444}});
    node();
    FakeHost& client = m_network.add_host({"2001:db9::2"});
    client.connect({"2001:db9::1", 18444}, 5s, [this](auto stream) { m_streams.push_back(*stream); });
    m_network.scheduler().run_for(1s);
    ASSERT_EQ(node().connections->peers().size(), 1u);
    EXPECT_EQ(last().remote.address.to_text(), "2001:db9::2");
    EXPECT_TRUE(last().name.starts_with("[2001:db9::2]:"));
}

TEST_F(InboundTest, GroupsOfOneOperatorAreEqualAndOthersAreNot) {
    comes_in("2.7.0.1");
    const uint64_t group = last().network_group;
    comes_in("2.7.9.9");
    EXPECT_EQ(last().network_group, group);
    comes_in("2.8.0.1");
    EXPECT_NE(last().network_group, group);
}

}  // namespace
}  // namespace quanta::net
