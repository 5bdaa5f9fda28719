// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/local_addresses.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace quanta::addresses {
namespace {

using wire::Address;
using wire::Network;
using wire::Service;

constexpr std::string_view kOnion = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:8333";

Service service(std::string_view text) {
    return Service::from_text(text, 8333).value();
}

class LocalAddressesTest : public ::testing::Test {
protected:
    /// The address told to a peer at `peer`, empty when there is none.
    std::string best(std::string_view peer) const {
        const auto found = m_local.best_for(service(peer).address);
        return found ? found->to_text() : "";
    }
    int score(std::string_view text) const {
        for (const LocalAddress& local : m_local.all()) {
            if (local.service == service(text)) return local.score;
        }
        return 0;
    }

    LocalAddresses m_local{{Network::Ipv4, Network::Ipv6, Network::Onion}};
};

TEST_F(LocalAddressesTest, TakesWhatOthersCanReach) {
    EXPECT_TRUE(m_local.add(service("5.6.7.8"), LocalSource::Interface));
    EXPECT_FALSE(m_local.add(service("127.0.0.1"), LocalSource::Manual));
    EXPECT_FALSE(m_local.add(service("192.168.1.1"), LocalSource::Manual));
    const Service mesh{Address::cjdns({0xfc, 1}).value(), 8333};
    EXPECT_FALSE(m_local.add(mesh, LocalSource::Manual));  // not reachable
    EXPECT_EQ(m_local.all().size(), 1u);
    EXPECT_TRUE(m_local.is_local(service("5.6.7.8:1")));
    EXPECT_FALSE(m_local.is_local(service("5.6.7.9")));
    m_local.remove(service("5.6.7.8"));
    EXPECT_TRUE(m_local.all().empty());
    EXPECT_TRUE(m_local.reachable(Network::Onion));
    EXPECT_FALSE(m_local.reachable(Network::I2p));
}

TEST_F(LocalAddressesTest, ScoreGrowsWithSourcesAndSightings) {
    m_local.add(service("5.6.7.8:1"), LocalSource::Interface);
    EXPECT_EQ(score("5.6.7.8:1"), 1);
    m_local.add(service("5.6.7.8:2"), LocalSource::Manual);
    EXPECT_EQ(score("5.6.7.8:2"), 5);
    m_local.add(service("5.6.7.8:3"), LocalSource::Interface);  // a worse source changes nothing
    EXPECT_EQ(score("5.6.7.8:2"), 5);
    m_local.seen_at(service("5.6.7.8:9"));
    EXPECT_EQ(score("5.6.7.8:2"), 6);
    m_local.seen_at(service("5.6.7.9"));
    EXPECT_EQ(m_local.all().size(), 1u);
}

TEST_F(LocalAddressesTest, TellsThePeersNetworkThenTheBestScore) {
    EXPECT_EQ(best("1.1.1.1"), "");
    m_local.add(service("[2a00::1]"), LocalSource::Manual);
    EXPECT_EQ(best("1.1.1.1"), "[2a00::1]:8333");
    m_local.add(service("5.6.7.8"), LocalSource::Interface);
    m_local.add(service("5.6.7.9"), LocalSource::Bind);
    EXPECT_EQ(best("1.1.1.1"), "5.6.7.9:8333");
    m_local.seen_at(service("5.6.7.8"));
    m_local.seen_at(service("5.6.7.8"));
    EXPECT_EQ(best("1.1.1.1"), "5.6.7.8:8333");
    EXPECT_EQ(best("[2a00::2]"), "[2a00::1]:8333");
}

TEST_F(LocalAddressesTest, KeepsHiddenServicesApart) {
    m_local.add(service("5.6.7.8"), LocalSource::Manual);
    EXPECT_EQ(best(kOnion), "");
    m_local.add(service(kOnion), LocalSource::Manual);
    EXPECT_EQ(best(kOnion), kOnion);
    EXPECT_EQ(best("1.1.1.1"), "5.6.7.8:8333");
    m_local.remove(service("5.6.7.8"));
    EXPECT_EQ(best("1.1.1.1"), "");
}

TEST_F(LocalAddressesTest, AreBounded) {
    for (int i = 0; i < 400; ++i) {
        const bool taken =
            m_local.add({Address::ipv4({5, 6, static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)}), 8333},
                        LocalSource::Interface);
        EXPECT_EQ(taken, i < 256);
    }
    EXPECT_EQ(m_local.all().size(), 256u);
}

}  // namespace
}  // namespace quanta::addresses
