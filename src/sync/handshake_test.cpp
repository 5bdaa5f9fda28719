// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/handshake.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::TestEnvironment;
using peers::TestPeers;

using net::ConnectionType;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr uint64_t kGoodServices = wire::kServiceNetwork | wire::kServiceWitness;
constexpr int64_t kGenesisTime = 1'296'688'602;

class HandshakeTest : public ::testing::Test {
protected:
    net::PeerOrigin connect(PeerId id, ConnectionType type, uint32_t permissions = 0) {
        net::PeerOrigin origin;
        origin.id = id;
        origin.type = type;
        origin.permissions = permissions;
        origin.our_nonce = 1000 + static_cast<uint64_t>(id);
        control.peer_connected(id);
        handshake.peer_connected(origin);
        return origin;
    }
    wire::Version version(int32_t number = wire::kProtocolVersion, uint64_t services = kGoodServices) {
        wire::Version message;
        message.version = number;
        message.services = services;
        message.time_s = environment.clock.system_time_s();
        message.nonce = 5;
        message.user_agent = "/them/";
        message.start_height = 77;
        return message;
    }
    /// The whole handshake of the peer.
    void complete(PeerId id, int64_t offset_s = 0) {
        wire::Version message = version();
        message.time_s += offset_s;
        handshake.handle(id, message);
        handshake.handle(id, wire::Verack{});
    }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{kGenesisTime + 1'000'000};
    FakeChain chain{params, environment.clock, environment.scheduler, {}};
    TestPeers peers;
    PeerControl control{peers};
    std::vector<PeerFacts> ready;
    HandshakeOptions options{kGoodServices, "/us/", true, seconds(60)};
    Handshake handshake{Context{chain, peers, environment.get()}, control, options,
                        [this](const PeerFacts& facts) { ready.push_back(facts); }};
};

TEST_F(HandshakeTest, who_opens_speaks_first) {
    connect(1, ConnectionType::OutboundFullRelay);
    connect(2, ConnectionType::Inbound);
    const auto sent = peers.take<wire::Version>(1);
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_EQ(sent[0].version, 70017);
    EXPECT_EQ(sent[0].services, kGoodServices);
    EXPECT_EQ(sent[0].nonce, 1001u);
    EXPECT_EQ(sent[0].user_agent, "/us/");
    EXPECT_TRUE(sent[0].relay);
    EXPECT_TRUE(peers.sent.empty());
}

TEST_F(HandshakeTest, answers_in_order) {
    connect(2, ConnectionType::Inbound);
    handshake.handle(2, version());
    ASSERT_EQ(peers.sent.size(), 4u);
    EXPECT_TRUE(std::holds_alternative<wire::Version>(peers.sent[0].message));
    EXPECT_TRUE(std::holds_alternative<wire::WtxidRelay>(peers.sent[1].message));
    EXPECT_TRUE(std::holds_alternative<wire::SendAddrV2>(peers.sent[2].message));
    EXPECT_TRUE(std::holds_alternative<wire::Verack>(peers.sent[3].message));
    EXPECT_FALSE(handshake.is_ready(2));
    handshake.handle(2, wire::WtxidRelay{});
    handshake.handle(2, wire::SendAddrV2{});
    handshake.handle(2, wire::Verack{});
    ASSERT_EQ(ready.size(), 1u);
    EXPECT_TRUE(handshake.is_ready(2));
    EXPECT_TRUE(ready[0].wtxid_relay && ready[0].addresses_v2 && ready[0].wants_transactions);
    EXPECT_EQ(ready[0].start_height, 77);
    EXPECT_TRUE(peers.merits[2].handshake_done);
    EXPECT_EQ(peers.merits[2].services, kGoodServices);
}

TEST_F(HandshakeTest, old_peers_are_spared_what_they_do_not_know) {
    connect(2, ConnectionType::Inbound);
    handshake.handle(2, version(70015));
    EXPECT_TRUE(peers.take<wire::WtxidRelay>(2).empty());
    EXPECT_TRUE(peers.take<wire::SendAddrV2>(2).empty());
    EXPECT_EQ(peers.take<wire::Verack>(2).size(), 1u);
    handshake.handle(2, wire::WtxidRelay{});
    handshake.handle(2, wire::Verack{});
    EXPECT_FALSE(ready.at(0).wtxid_relay);

    connect(3, ConnectionType::Inbound);
    handshake.handle(3, version(70016));
    EXPECT_EQ(peers.take<wire::WtxidRelay>(3).size(), 1u);
    EXPECT_EQ(peers.take<wire::SendAddrV2>(3).size(), 1u);
}

TEST_F(HandshakeTest, the_oldest_are_told_that_alerts_have_ended) {
    connect(2, ConnectionType::Inbound);
    handshake.handle(2, version(70012));
    const auto alerts = peers.take<wire::Unknown>(2);
    ASSERT_EQ(alerts.size(), 1u);
    EXPECT_EQ(alerts[0].type, "alert");
    EXPECT_EQ(alerts[0].payload.size(), 168u);
    connect(3, ConnectionType::Inbound);
    handshake.handle(3, version(70013));
    EXPECT_TRUE(peers.take<wire::Unknown>(3).empty());
}

TEST_F(HandshakeTest, obsolete_peers_go) {
    connect(1, ConnectionType::Inbound);
    handshake.handle(1, version(31800));
    EXPECT_FALSE(peers.gone(1));
    connect(2, ConnectionType::Inbound);
    handshake.handle(2, version(31799));
    EXPECT_TRUE(peers.gone(2));
}

TEST_F(HandshakeTest, ourselves_are_found_by_the_nonce) {
    connect(1, ConnectionType::OutboundFullRelay);
    connect(2, ConnectionType::Inbound);
    wire::Version message = version();
    message.nonce = 1001;
    handshake.handle(2, message);
    EXPECT_TRUE(peers.gone(2));
    // When that connection is over with its handshake, or the nonce is another, it is a stranger.
    connect(3, ConnectionType::Inbound);
    message.nonce = 1002;
    handshake.handle(3, message);
    EXPECT_FALSE(peers.gone(3));
    complete(1);
    connect(4, ConnectionType::Inbound);
    message.nonce = 1001;
    handshake.handle(4, message);
    EXPECT_FALSE(peers.gone(4));
}

TEST_F(HandshakeTest, services_are_expected_where_we_looked_for_them) {
    PeerId id = 0;
    for (const auto& [type, goes] : {std::pair(ConnectionType::OutboundFullRelay, true),
                                     {ConnectionType::BlockRelayOnly, true},
                                     {ConnectionType::AddressFetch, true},
                                     {ConnectionType::Manual, false},
                                     {ConnectionType::Inbound, false}}) {
        connect(++id, type);
        handshake.handle(id, version(wire::kProtocolVersion, wire::kServiceNetwork));
        EXPECT_EQ(peers.gone(id), goes) << static_cast<int>(type);
    }
}

TEST_F(HandshakeTest, limited_peers_will_do_near_the_tip) {
    constexpr uint64_t kLimited = wire::kServiceNetworkLimited | wire::kServiceWitness;
    environment.clock.set_system_time_s(kGenesisTime + 144 * 600);
    connect(1, ConnectionType::OutboundFullRelay);
    handshake.handle(1, version(wire::kProtocolVersion, kLimited));
    EXPECT_TRUE(peers.gone(1));
    environment.clock.set_system_time_s(kGenesisTime + 144 * 600 - 1);
    connect(2, ConnectionType::OutboundFullRelay);
    handshake.handle(2, version(wire::kProtocolVersion, kLimited));
    EXPECT_FALSE(peers.gone(2));
}

TEST_F(HandshakeTest, a_feeler_goes_when_it_has_found_somebody) {
    connect(1, ConnectionType::Feeler);
    handshake.handle(1, version());
    EXPECT_TRUE(peers.gone(1));
    EXPECT_TRUE(peers.merits[1].handshake_done);
    EXPECT_FALSE(peers.take<wire::Version>(1).at(0).relay);
}

TEST_F(HandshakeTest, repeated_and_early_messages_are_ignored) {
    connect(1, ConnectionType::Inbound);
    handshake.handle(1, wire::Verack{});
    handshake.handle(1, wire::WtxidRelay{});
    EXPECT_TRUE(ready.empty());
    complete(1);
    complete(1);
    EXPECT_EQ(ready.size(), 1u);
    EXPECT_FALSE(ready[0].wtxid_relay);
    EXPECT_EQ(peers.take<wire::Verack>(1).size(), 1u);
    EXPECT_FALSE(peers.gone(1));
    handshake.handle(99, version());
    EXPECT_EQ(peers.count(99), 0u);
}

TEST_F(HandshakeTest, what_comes_after_verack_too_late_ends_the_connection) {
    for (PeerId id = 1; id <= 3; ++id) {
        connect(id, ConnectionType::Inbound);
        complete(id);
    }
    handshake.handle(1, wire::WtxidRelay{});
    handshake.handle(2, wire::SendAddrV2{});
    handshake.handle(3, wire::Feature{"some", {}});
    EXPECT_TRUE(peers.gone(1) && peers.gone(2) && peers.gone(3));
    EXPECT_TRUE(peers.discouraged.empty());
}

TEST_F(HandshakeTest, features_are_for_those_who_know_them) {
    connect(1, ConnectionType::Inbound);
    handshake.handle(1, version(70017));
    handshake.handle(1, wire::Feature{"some", {}});
    EXPECT_FALSE(peers.gone(1));
    connect(2, ConnectionType::Inbound);
    handshake.handle(2, version(70016));
    handshake.handle(2, wire::Feature{"some", {}});
    EXPECT_TRUE(peers.gone(2));
}

TEST_F(HandshakeTest, it_must_not_take_too_long) {
    connect(1, ConnectionType::OutboundFullRelay);
    connect(2, ConnectionType::Inbound);
    connect(3, ConnectionType::Inbound);
    complete(3);
    handshake.handle(2, version());
    environment.run_for(milliseconds(59'999));
    EXPECT_TRUE(peers.disconnected.empty());
    environment.run_for(milliseconds(1));
    EXPECT_TRUE(peers.gone(1) && peers.gone(2));
    EXPECT_FALSE(peers.gone(3));
}

TEST_F(HandshakeTest, block_relay_connections_ask_for_no_transactions) {
    connect(1, ConnectionType::BlockRelayOnly);
    EXPECT_FALSE(peers.take<wire::Version>(1).at(0).relay);
    handshake.handle(1, version());
    handshake.handle(1, wire::Verack{});
    EXPECT_FALSE(ready.at(0).wants_transactions);
}

TEST_F(HandshakeTest, without_relay_only_who_has_the_permission_is_asked) {
    options.relay_transactions = false;
    Handshake quiet{Context{chain, peers, environment.get()}, control, options, [](const PeerFacts&) {}};
    net::PeerOrigin origin;
    origin.type = ConnectionType::Manual;
    origin.id = 1;
    quiet.peer_connected(origin);
    origin.id = 2;
    origin.permissions = net::kPermitRelay;
    quiet.peer_connected(origin);
    EXPECT_FALSE(peers.take<wire::Version>(1).at(0).relay);
    EXPECT_TRUE(peers.take<wire::Version>(2).at(0).relay);
}

TEST_F(HandshakeTest, only_clocks_of_peers_we_chose_count) {
    for (PeerId id = 0; id < 10; ++id) {
        connect(id, id < 5 ? ConnectionType::OutboundFullRelay : ConnectionType::Inbound);
        complete(id, id < 5 ? 100 : 5000);
    }
    EXPECT_EQ(handshake.time_offsets().median_s(), 100);
}

TEST_F(HandshakeTest, any_clock_is_borne) {
    for (const int64_t time : {INT64_MIN, INT64_MAX}) {
        connect(time < 0 ? 1 : 2, ConnectionType::Manual);
        wire::Version message = version();
        message.time_s = time;
        handshake.handle(time < 0 ? 1 : 2, message);
        PeerReport report;
        handshake.report(time < 0 ? 1 : 2, report);
        EXPECT_EQ(report.facts->time_offset_s < 0, time < 0);
    }
}

TEST(TimeOffsets, speak_from_five_samples_on_of_the_last_fifty) {
    TimeOffsets offsets;
    for (int i = 0; i < 4; ++i)
        offsets.add(601);
    EXPECT_EQ(offsets.median_s(), 0);
    EXPECT_FALSE(offsets.warns());
    offsets.add(601);
    EXPECT_EQ(offsets.median_s(), 601);
    EXPECT_TRUE(offsets.warns());
    for (int i = 0; i < 50; ++i)
        offsets.add(-600);
    EXPECT_EQ(offsets.median_s(), -600);
    EXPECT_FALSE(offsets.warns());
    for (int i = 0; i < 26; ++i)
        offsets.add(-601);
    EXPECT_TRUE(offsets.warns());
}

}  // namespace
}  // namespace quanta::sync
