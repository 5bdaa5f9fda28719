// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/address_relay.h"

#include <gtest/gtest.h>

#include <set>

#include "addresses/network_groups.h"
#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "testing/block_builder.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;

using net::ConnectionType;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using wire::Address;
using wire::KnownAddress;
using wire::Service;

constexpr int64_t kNow = 1'700'000'000;
constexpr uint64_t kUseful = wire::kServiceNetwork | wire::kServiceWitness;

Service numbered(uint32_t i) {
    return {Address::ipv4(
                {20, static_cast<uint8_t>(i >> 16), static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)}),
            8333};
}

KnownAddress known(uint32_t i, int64_t time_s = kNow) {
    return {numbered(i), kUseful, time_s};
}

std::vector<KnownAddress> many(uint32_t first, size_t count) {
    std::vector<KnownAddress> entries;
    for (size_t i = 0; i < count; ++i)
        entries.push_back(known(first + static_cast<uint32_t>(i)));
    return entries;
}

Service onion(uint8_t i) {
    std::array<uint8_t, 32> key{};
    key[0] = i;
    return {Address::onion(key), 8333};
}

class AddressRelayTest : public ::testing::Test {
protected:
    void ready(PeerId id, ConnectionType type, uint32_t permissions = 0, bool v2 = true) {
        PeerFacts facts = test_facts(id, type);
        facts.origin.permissions = permissions;
        facts.origin.remote = {Address::ipv4({40, 1, 1, static_cast<uint8_t>(id)}), 8333};
        facts.addresses_v2 = v2;
        relay.identified(facts);
        relay.peer_ready(facts);
    }
    /// An inbound peer that takes part.
    void ready_inbound(PeerId id, bool v2 = true) {
        ready(id, ConnectionType::Inbound, 0, v2);
        relay.handle(id, wire::AddressesV2{});
    }
    PeerReport report(PeerId id) {
        PeerReport report;
        relay.report(id, report);
        return report;
    }
    size_t told(PeerId id) {
        size_t count = 0;
        for (const auto& message : peers.take<wire::AddressesV2>(id))
            count += message.entries.size();
        for (const auto& message : peers.take<wire::Addresses>(id))
            count += message.entries.size();
        return count;
    }
    void run(std::chrono::milliseconds time) { environment.run_for(time); }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{kNow};
    FakeChain chain{params, environment.clock, environment.scheduler, {}};
    TestPeers peers;
    addresses::NetworkGroups groups;
    addresses::AddressBook book{groups, environment.clock, environment.random};
    addresses::LocalAddresses local{{wire::Network::Ipv4, wire::Network::Ipv6}};
    std::set<Address> refused;
    AddressRelay relay{Context{chain, peers, environment.get()},
                       book,
                       local,
                       {kUseful, 0, [this](const Address& address) { return refused.contains(address); }}};
};

TEST_F(AddressRelayTest, those_we_connect_to_are_asked_and_marked_good) {
    ready(1, ConnectionType::OutboundFullRelay);
    EXPECT_EQ(peers.take<wire::GetAddresses>(1).size(), 1u);
    EXPECT_TRUE(report(1).address_relay);
    ready(2, ConnectionType::BlockRelayOnly);
    ready(3, ConnectionType::Inbound);
    EXPECT_EQ(peers.count(2) + peers.count(3), 0u);
    EXPECT_FALSE(report(2).address_relay);
    EXPECT_FALSE(report(3).address_relay);
    relay.handle(2, wire::Addresses{{known(1)}});
    EXPECT_FALSE(report(2).address_relay);
    EXPECT_EQ(book.size(), 0u);
}

TEST_F(AddressRelayTest, somebody_we_have_found_by_its_address_moves_to_the_tried_ones) {
    const KnownAddress entry{{Address::ipv4({40, 1, 1, 1}), 8333}, kUseful, kNow};
    book.add({&entry, 1}, Address::ipv4({30, 1, 1, 1}));
    PeerFacts facts = test_facts(1, ConnectionType::Feeler);
    facts.origin.remote = entry.service;
    relay.identified(facts);
    EXPECT_EQ(book.size({}, addresses::Table::Tried), 1u);
}

TEST_F(AddressRelayTest, an_answer_of_a_thousand_is_taken_whole_and_then_little_more) {
    ready(1, ConnectionType::OutboundFullRelay);
    relay.handle(1, wire::AddressesV2{many(0, 1000)});
    EXPECT_EQ(report(1).addresses_processed, 1000u);
    EXPECT_EQ(report(1).addresses_rate_limited, 0u);
    relay.handle(1, wire::AddressesV2{many(2000, 3)});  // one token was there from the start
    EXPECT_EQ(report(1).addresses_processed, 1001u);
    EXPECT_EQ(report(1).addresses_rate_limited, 2u);
    run(seconds(20));
    relay.handle(1, wire::AddressesV2{many(3000, 3)});
    EXPECT_EQ(report(1).addresses_processed, 1003u);
    EXPECT_EQ(report(1).addresses_rate_limited, 3u);
}

TEST_F(AddressRelayTest, no_more_than_a_thousand_tokens_are_saved_up) {
    ready_inbound(1);
    run(hours(24));
    relay.handle(1, wire::AddressesV2{many(0, 1000)});
    relay.handle(1, wire::AddressesV2{many(5000, 1)});
    EXPECT_EQ(report(1).addresses_processed, 1000u);
    EXPECT_EQ(report(1).addresses_rate_limited, 1u);
}

TEST_F(AddressRelayTest, permission_lifts_the_limit) {
    ready(1, ConnectionType::Inbound, net::kPermitAddresses);
    relay.handle(1, wire::AddressesV2{many(0, 1000)});
    EXPECT_EQ(report(1).addresses_processed, 1000u);
}

TEST_F(AddressRelayTest, fresh_ones_are_passed_on_to_two_peers_once) {
    for (PeerId id = 1; id <= 10; ++id)
        ready_inbound(id);
    relay.handle(1, wire::AddressesV2{{known(7)}});
    run(minutes(10));
    size_t total = 0;
    for (PeerId id = 1; id <= 10; ++id) {
        const size_t count = told(id);
        EXPECT_LE(count, 1u);
        total += count;
    }
    EXPECT_EQ(total, AddressRelay::kRelayPeers);
    EXPECT_EQ(told(1), 0u);
    EXPECT_EQ(book.size(), 1u);
    // From somebody else on the same day it goes to the same ones, who know it.
    run(seconds(10));
    relay.handle(2, wire::AddressesV2{{known(7, kNow + 600)}});
    run(minutes(10));
    for (PeerId id = 1; id <= 10; ++id)
        total += told(id);
    EXPECT_LE(total, AddressRelay::kRelayPeers + 1);
}

TEST_F(AddressRelayTest, the_choice_of_peers_changes_with_the_day) {
    for (PeerId id = 1; id <= 30; ++id)
        ready_inbound(id);
    std::set<PeerId> chosen;
    for (int day = 0; day < 10; ++day) {
        relay.handle(1, wire::AddressesV2{{known(7, environment.clock.system_time_s())}});
        run(hours(24));
        for (PeerId id = 2; id <= 30; ++id) {
            if (told(id) > 0) chosen.insert(id);
        }
    }
    EXPECT_GT(chosen.size(), 6u);
}

TEST_F(AddressRelayTest, what_is_old_long_unroutable_or_useless_is_not_passed_on) {
    ready_inbound(1);
    ready_inbound(2);
    run(hours(1));
    const int64_t now = environment.clock.system_time_s();
    relay.handle(1, wire::AddressesV2{{known(1, now - AddressRelay::kFresh_s)}});
    relay.handle(1, wire::AddressesV2{{{{Address::ipv4({10, 0, 0, 1}), 8333}, kUseful, now}}});
    relay.handle(1, wire::AddressesV2{{{numbered(2), wire::kServiceNetwork, now}}});
    relay.handle(1, wire::AddressesV2{{known(3, now + AddressRelay::kFresh_s + 1)}});
    refused.insert(numbered(4).address);
    relay.handle(1, wire::AddressesV2{{known(4, now)}});
    std::vector<KnownAddress> eleven = many(100, AddressRelay::kMaxRelayedBatch + 1);
    for (KnownAddress& entry : eleven)
        entry.time_s = now;
    relay.handle(1, wire::AddressesV2{eleven});
    run(minutes(10));
    EXPECT_EQ(told(2), 0u);
    eleven.resize(AddressRelay::kMaxRelayedBatch);
    for (KnownAddress& entry : eleven)
        entry = {numbered(200 + static_cast<uint32_t>(&entry - eleven.data())), kUseful, now + 600};
    relay.handle(1, wire::AddressesV2{eleven});
    run(minutes(10));
    EXPECT_EQ(told(2), AddressRelay::kMaxRelayedBatch);
}

TEST_F(AddressRelayTest, impossible_times_become_five_days_ago) {
    ready_inbound(1);
    run(hours(1));
    const int64_t now = environment.clock.system_time_s();
    relay.handle(1, wire::AddressesV2{{known(1, now + 601)}});
    relay.handle(1, wire::AddressesV2{{known(2, 100'000'000)}});
    for (const addresses::BookEntry& entry : book.entries(addresses::Table::New))
        EXPECT_EQ(entry.address.time_s, now - AddressRelay::kUnknownAge_s - AddressRelay::kPenalty_s);
    EXPECT_EQ(book.size(), 2u);
}

TEST_F(AddressRelayTest, other_networks_are_told_only_to_those_who_know_their_form) {
    ready_inbound(1);
    ready_inbound(2, false);
    relay.handle(1, wire::AddressesV2{{{onion(1), kUseful, kNow}}});
    run(minutes(10));
    EXPECT_EQ(peers.count(2), 0u);
    EXPECT_EQ(book.size(), 0u) << "we cannot reach it";
    run(minutes(1));
    relay.handle(1, wire::AddressesV2{{known(1, environment.clock.system_time_s())}});
    run(minutes(10));
    EXPECT_EQ(peers.take<wire::Addresses>(2).size(), 1u);
}

TEST_F(AddressRelayTest, getaddr_is_answered_once_and_the_same_for_a_day) {
    for (uint32_t i = 0; i < 2000; ++i) {
        const KnownAddress entry = known(i * 977);
        book.add({&entry, 1}, Address::ipv4({static_cast<uint8_t>(30 + i % 100), 1, 1, 1}));
    }
    const size_t expected = book.size() * AddressRelay::kAnswerPercent / 100;
    const auto ask = [&](PeerId id, uint32_t permissions = 0) {
        ready(id, ConnectionType::Inbound, permissions);
        relay.handle(id, wire::GetAddresses{});
        run(minutes(10));
        std::set<Service> services;
        for (const auto& message : peers.take<wire::AddressesV2>(id)) {
            for (const KnownAddress& entry : message.entries)
                services.insert(entry.service);
        }
        return services;
    };
    const auto first = ask(1);
    EXPECT_EQ(first.size(), std::min(expected, wire::kMaxAddresses));
    relay.handle(1, wire::GetAddresses{});
    run(minutes(10));
    EXPECT_EQ(told(1), 0u);
    EXPECT_EQ(ask(2), first);
    EXPECT_NE(ask(3, net::kPermitAddresses), first);
    run(hours(20));
    EXPECT_EQ(ask(4), first);
    run(hours(7));
    EXPECT_NE(ask(5), first);
    ready(6, ConnectionType::OutboundFullRelay);
    relay.handle(6, wire::GetAddresses{});
    run(minutes(10));
    EXPECT_EQ(told(6), 0u);
}

TEST_F(AddressRelayTest, waiting_addresses_are_bounded) {
    ready_inbound(1);
    ready(2, ConnectionType::Inbound, net::kPermitAddresses);
    for (uint32_t i = 0; i < 200; ++i) {
        std::vector<KnownAddress> ten = many(1000 + i * 10, 10);
        relay.handle(2, wire::AddressesV2{ten});
    }
    run(minutes(10));
    EXPECT_EQ(told(1), AddressRelay::kMaxWaiting);
}

TEST_F(AddressRelayTest, an_address_fetch_ends_with_its_answer) {
    ready(1, ConnectionType::AddressFetch);
    relay.handle(1, wire::AddressesV2{many(0, 1)});
    EXPECT_FALSE(peers.gone(1));
    relay.handle(1, wire::AddressesV2{many(0, 2)});
    EXPECT_TRUE(peers.gone(1));
}

TEST_F(AddressRelayTest, a_listening_node_tells_of_itself_about_once_a_day) {
    environment.clock.set_system_time_s(1'296'688'602 + 60);
    const Service own{Address::ipv4({50, 1, 1, 1}), 18444};
    FakeChain recent(params, environment.clock, environment.scheduler, {});
    AddressRelay listening(Context{recent, peers, environment.get()}, book, local, {kUseful, 18444, {}});
    PeerFacts facts = test_facts(1);
    facts.addresses_v2 = true;
    facts.origin.remote = numbered(1);
    listening.peer_ready(facts);
    EXPECT_EQ(told(1), 0u) << "nobody knows where we are";
    listening.peer_gone(1);
    facts.origin.id = 2;
    facts.sees_us_at = {own.address, 40000};
    listening.peer_ready(facts);
    const auto first = peers.take<wire::AddressesV2>(2);
    ASSERT_EQ(first.size(), 1u);
    ASSERT_EQ(first[0].entries.size(), 1u);
    EXPECT_EQ(first[0].entries[0].service, own);
    EXPECT_EQ(first[0].entries[0].services, kUseful);
    listening.peer_gone(2);
    local.add({Address::ipv4({60, 1, 1, 1}), 18444}, addresses::LocalSource::Manual);
    facts.origin.id = 3;
    listening.peer_ready(facts);
    EXPECT_EQ(peers.take<wire::AddressesV2>(3).at(0).entries.at(0).service.address,
              Address::ipv4({60, 1, 1, 1}));
    run(hours(24) * 30);
    const size_t later = told(3);
    EXPECT_GT(later, 10u);
    EXPECT_LT(later, 60u);
}

TEST_F(AddressRelayTest, who_connected_during_the_initial_download_is_told_of_us_after_it) {
    local.add({Address::ipv4({60, 1, 1, 1}), 18444}, addresses::LocalSource::Manual);
    AddressRelay listening(Context{chain, peers, environment.get()}, book, local, {kUseful, 18444, {}});
    for (const PeerId peer : {1, 2}) {
        PeerFacts facts = test_facts(peer);
        facts.origin.remote = numbered(static_cast<uint32_t>(peer));
        listening.peer_ready(facts);
    }
    listening.peer_ready(test_facts(3, ConnectionType::BlockRelayOnly));
    listening.tip_changed(chain.snapshot());
    EXPECT_EQ(told(1) + told(2) + told(3), 0u);
    auto draft = testing::draft_block(chain.tip(), params.consensus);
    draft.header.time = static_cast<uint32_t>(kNow);
    ASSERT_TRUE(chain.add(testing::finish_block(draft)));
    listening.tip_changed(chain.snapshot());
    EXPECT_EQ(told(1), 1u);
    EXPECT_EQ(told(2), 1u);
    EXPECT_EQ(told(3), 0u);
    listening.tip_changed(chain.snapshot());
    EXPECT_EQ(told(1) + told(2), 0u);
}

}  // namespace
}  // namespace quanta::sync
