// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "reach/dns_seeds.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "net/fake_network.h"

namespace quanta::reach {
namespace {

using namespace std::chrono_literals;
using wire::Network;
using wire::Service;

Service numbered(uint32_t i) {
    return {wire::Address::ipv4({static_cast<uint8_t>(20 + i % 100), static_cast<uint8_t>(i >> 8),
                                 static_cast<uint8_t>(i), 1}),
            8333};
}

class SeedsTest : public testing::Test, public SeedPeers {
protected:
    SeedsTest() {
        for (int i = 0; i < 8; ++i)
            m_options.dns_seeds.push_back("seed" + std::to_string(i) + ".example");
        m_options.default_port = 8333;
        m_options.reachable = {Network::Ipv4};
    }

    /// Name `i` has `count` addresses.
    void set_seed(int i, uint32_t count) {
        std::vector<std::string> addresses;
        for (uint32_t n = 0; n < count; ++n)
            addresses.push_back(numbered(static_cast<uint32_t>(i) * 1'000 + n).address.to_text());
        m_network.set_name("x809.seed" + std::to_string(i) + ".example", addresses);
    }
    void start() {
        m_seeds = std::make_unique<Seeds>(m_options, Seeds::Services{m_host.environment(), m_book, *this});
        m_seeds->start();
    }
    void run(std::chrono::milliseconds time) { m_network.scheduler().run_for(time); }
    void fill_book(uint32_t count) {
        for (uint32_t i = 0; m_book.size() < count; ++i) {
            const wire::KnownAddress known{numbered(50'000 + i), 9, m_network.clock().system_time_s()};
            m_book.add({&known, 1}, numbered(i).address);
        }
    }

    size_t good_peers() const override { return m_good_peers; }
    bool active() const override { return m_active; }
    void fetch_addresses(const std::string& name) override { m_fetched.push_back(name); }

    net::FakeNetwork m_network{1};
    net::FakeHost& m_host = m_network.add_host({"1.0.0.1"});
    addresses::NetworkGroups m_groups;
    addresses::AddressBook m_book{m_groups, m_network.clock(), m_network.random()};
    SeedOptions m_options;
    size_t m_good_peers = 0;
    bool m_active = true;
    std::vector<std::string> m_fetched;
    std::unique_ptr<Seeds> m_seeds;
};

TEST_F(SeedsTest, AsksThreeAtOnceThenWaits) {
    for (int i = 0; i < 8; ++i)
        set_seed(i, 3);
    start();
    run(10s);
    EXPECT_EQ(m_book.size(), 9u);
    EXPECT_FALSE(m_seeds->dns_done());
    run(3s);
    EXPECT_EQ(m_book.size(), 18u);
    run(11s);
    EXPECT_EQ(m_book.size(), 24u);
    EXPECT_TRUE(m_seeds->dns_done());
    const addresses::BookEntry entry = m_book.entries(addresses::Table::New).front();
    EXPECT_EQ(entry.address.services, 0x809u);
    EXPECT_EQ(entry.address.service.port, 8333);
    EXPECT_EQ(entry.source.network(), Network::Internal);
    const int64_t age_s = m_network.clock().system_time_s() - entry.address.time_s;
    EXPECT_GE(age_s, 3 * 86'400);
    EXPECT_LE(age_s, 7 * 86'400 + 60);
}

TEST_F(SeedsTest, StopsWhenThereArePeers) {
    for (int i = 0; i < 8; ++i)
        set_seed(i, 1);
    start();
    run(5s);
    m_good_peers = 1;
    run(7s);
    EXPECT_EQ(m_book.size(), 6u);  // one is not enough
    m_good_peers = 2;
    run(30s);
    EXPECT_EQ(m_book.size(), 6u);
    EXPECT_TRUE(m_seeds->dns_done());
}

TEST_F(SeedsTest, WaitsFirstWhenThereAreAddresses) {
    set_seed(0, 1);
    m_options.dns_seeds.resize(1);
    fill_book(1);
    start();
    run(10s);
    EXPECT_EQ(m_book.size(), 1u);
    run(2s);
    EXPECT_EQ(m_book.size(), 2u);
}

TEST_F(SeedsTest, WaitsFiveMinutesWhenThereAreMany) {
    m_options.dns_seeds.resize(1);
    fill_book(1'000);
    start();
    run(299s);
    EXPECT_TRUE(m_fetched.empty());
    run(2s);
    EXPECT_EQ(m_fetched.size(), 1u);  // the name has no address
    EXPECT_TRUE(m_seeds->dns_done());
}

TEST_F(SeedsTest, ForcedAsksAllAtOnce) {
    fill_book(1'000);
    m_options.force_dns_seeds = true;
    m_good_peers = 9;
    for (int i = 0; i < 8; ++i)
        set_seed(i, 1);
    start();
    run(5s);
    EXPECT_TRUE(m_seeds->dns_done());
    EXPECT_GT(m_book.size(), 1'000u);
}

TEST_F(SeedsTest, TakesThirtyTwoOfAnAnswer) {
    m_options.dns_seeds.resize(1);
    set_seed(0, 200);
    start();
    run(5s);
    EXPECT_GE(m_book.size(), 25u);
    EXPECT_LE(m_book.size(), 32u);
}

TEST_F(SeedsTest, ThroughAProxyConnectsToTheNames) {
    m_options.through_proxy = true;
    set_seed(0, 3);
    start();
    run(5s);
    EXPECT_EQ(m_fetched.size(), 3u);
    EXPECT_EQ(m_book.size(), 0u);
    run(60s);
    EXPECT_EQ(m_fetched.size(), 8u);
}

TEST_F(SeedsTest, AsksNobodyWhileSwitchedOff) {
    m_active = false;
    set_seed(0, 1);
    start();
    run(60s);
    EXPECT_EQ(m_book.size(), 0u);
    EXPECT_TRUE(m_fetched.empty());
    m_active = true;
    run(60s);
    EXPECT_EQ(m_book.size(), 1u);
    EXPECT_EQ(m_fetched.size(), 7u);
}

TEST_F(SeedsTest, FixedSeedsComeAfterAMinuteForNetworksWithoutAddresses) {
    const Service onion{wire::Address::onion({1}), 8333};
    const Service i2p{wire::Address::i2p({1}), 0};
    m_options.fixed_seeds = {numbered(1), onion, i2p};
    m_options.reachable = {Network::Ipv4, Network::Onion};
    set_seed(0, 1);
    start();
    run(59s);
    EXPECT_EQ(m_book.size(), 1u);
    EXPECT_FALSE(m_seeds->fixed_done());
    run(12s);
    EXPECT_TRUE(m_seeds->fixed_done());
    EXPECT_EQ(m_book.size(), 2u);
    EXPECT_EQ(m_book.size(Network::Onion), 1u);
}

TEST_F(SeedsTest, FixedSeedsComeAtOnceWhenNobodyElseIsAsked) {
    m_options.dns_seeds.clear();
    m_options.fixed_seeds = {numbered(1), numbered(2)};
    start();
    EXPECT_TRUE(m_seeds->dns_done());
    run(1s);
    EXPECT_EQ(m_book.size(), 2u);
}

TEST_F(SeedsTest, FixedSeedsWaitForNodesNamedByTheOperator) {
    m_options.dns_seeds.clear();
    m_options.other_sources = true;
    m_options.fixed_seeds = {numbered(1)};
    start();
    run(59s);
    EXPECT_EQ(m_book.size(), 0u);
    run(12s);
    EXPECT_EQ(m_book.size(), 1u);
}

TEST_F(SeedsTest, GoneInTheMiddleCallNothing) {
    set_seed(0, 1);
    start();
    m_seeds.reset();
    run(600s);
    EXPECT_EQ(m_book.size(), 0u);
    EXPECT_TRUE(m_fetched.empty());
}

}  // namespace
}  // namespace quanta::reach
