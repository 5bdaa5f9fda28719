// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/outbound_planner.h"

#include <gtest/gtest.h>

namespace quanta::net {
namespace {

using wire::Network;

constexpr uint64_t kFull = wire::kServiceNetwork | wire::kServiceWitness;
constexpr uint64_t kLimited = wire::kServiceNetworkLimited | wire::kServiceWitness;
constexpr int64_t kNow_s = 1'700'000'000;

wire::Service service(const std::string& text) {
    return *wire::Service::from_text(text, 8333);
}

/// Gives out its entries in turn.
class ListSource final : public AddressSource {
public:
    std::vector<addresses::BookEntry> entries;
    std::optional<addresses::BookEntry> collision;
    size_t position = 0;
    size_t selected = 0;
    std::optional<bool> asked_new_only;
    std::set<Network> asked_networks;

    addresses::BookEntry& add(const std::string& text, uint64_t services = kFull) {
        addresses::BookEntry& entry = entries.emplace_back();
        entry.address = {service(text), services, kNow_s};
        return entry;
    }

    std::optional<addresses::BookEntry> select(bool new_only, const std::set<Network>& networks) override {
        ++selected;
        asked_new_only = new_only;
        asked_networks = networks;
        if (entries.empty()) return std::nullopt;
        return entries[position++ % entries.size()];
    }
    std::optional<addresses::BookEntry> select_collision() override { return collision; }
    size_t count(Network network) override {
        return static_cast<size_t>(
            std::ranges::count_if(entries, [network](const addresses::BookEntry& entry) {
                return entry.address.service.address.network() == network;
            }));
    }
};

class OutboundPlannerTest : public testing::Test {
protected:
    OutboundPlannerTest() { m_view.now_s = kNow_s; }

    /// The group of an address is its first byte.
    OutboundPlanner planner(std::vector<wire::Service> anchors = {}) {
        NetOptions options;
        options.max_connections = m_max_connections;
        return OutboundPlanner(
            {ConnectionLimits(options), m_reachable,
             [](const wire::Address& address) { return uint64_t{address.bytes()[0]}; }, m_random},
            0, std::move(anchors));
    }
    /// As if all slots that stay were in use.
    void fill() {
        m_view.full_relay = 8;
        m_view.block_relay = 2;
    }
    /// Types planned in the next `seconds` with nothing more being connected.
    std::map<ConnectionType, int> types_within(OutboundPlanner& planner, int seconds) {
        std::map<ConnectionType, int> types;
        for (int i = 0; i < seconds; ++i) {
            m_view.now_us += 1'000'000;
            if (const auto plan = planner.next(m_view, m_book)) ++types[plan->type];
        }
        return types;
    }

    size_t m_max_connections = 200;
    std::set<Network> m_reachable{Network::Ipv4, Network::Ipv6};
    sys::FakeRandom m_random{1};
    ListSource m_book;
    OutboundView m_view;
};

TEST_F(OutboundPlannerTest, SlotsAreFilledInOrder) {
    m_book.add("1.0.0.1");
    auto plans = planner();
    EXPECT_EQ(plans.next(m_view, m_book)->type, ConnectionType::OutboundFullRelay);
    m_view.full_relay = 7;
    EXPECT_EQ(plans.next(m_view, m_book)->type, ConnectionType::OutboundFullRelay);
    m_view.full_relay = 8;
    EXPECT_EQ(plans.next(m_view, m_book)->type, ConnectionType::BlockRelayOnly);
    m_view.block_relay = 1;
    EXPECT_EQ(plans.next(m_view, m_book)->type, ConnectionType::BlockRelayOnly);
    EXPECT_EQ(m_book.asked_new_only, false);
    EXPECT_EQ(m_book.asked_networks, m_reachable);
    m_view.block_relay = 2;
    EXPECT_EQ(plans.next(m_view, m_book), std::nullopt);
}

TEST_F(OutboundPlannerTest, FewConnectionsLeaveLessToPlan) {
    m_book.add("1.0.0.1");
    m_max_connections = 0;
    EXPECT_EQ(planner().next(m_view, m_book), std::nullopt);
    m_max_connections = 9;
    m_view.full_relay = 8;
    auto nine = planner();
    EXPECT_EQ(nine.next(m_view, m_book)->type, ConnectionType::BlockRelayOnly);
    m_view.block_relay = 1;
    EXPECT_TRUE(types_within(nine, 3'600).empty());
}

TEST_F(OutboundPlannerTest, AnEmptyBookGivesNothing) {
    EXPECT_EQ(planner().next(m_view, m_book), std::nullopt);
    EXPECT_EQ(m_book.selected, 1u);
}

TEST_F(OutboundPlannerTest, AStaleTipWantsOneMore) {
    m_book.add("1.0.0.1");
    fill();
    m_view.extra_full_relay = true;
    auto plans = planner();
    EXPECT_EQ(plans.next(m_view, m_book)->type, ConnectionType::OutboundFullRelay);
    m_view.full_relay = 9;
    EXPECT_EQ(plans.next(m_view, m_book), std::nullopt);
}

TEST_F(OutboundPlannerTest, FeelersComeEveryTwoMinutesOnAverage) {
    m_book.add("1.0.0.1");
    m_view.networks[Network::Ipv4] = 8;
    fill();
    auto plans = planner();
    const auto types = types_within(plans, 120'000);
    ASSERT_EQ(types.size(), 1u);
    EXPECT_GT(types.at(ConnectionType::Feeler), 880);
    EXPECT_LT(types.at(ConnectionType::Feeler), 1'100);
    EXPECT_EQ(m_book.asked_new_only, true);
    m_view.feelers = 1;
    EXPECT_TRUE(types_within(plans, 3'600).empty());
}

TEST_F(OutboundPlannerTest, ExtraBlockRelayComesEveryFiveMinutesOnceWanted) {
    m_book.add("1.0.0.1");
    m_view.networks[Network::Ipv4] = 8;
    fill();
    m_view.extra_block_relay = true;
    auto plans = planner();
    const auto types = types_within(plans, 120'000);
    EXPECT_GT(types.at(ConnectionType::BlockRelayOnly), 330);
    EXPECT_LT(types.at(ConnectionType::BlockRelayOnly), 470);
    EXPECT_GT(types.at(ConnectionType::Feeler), 880);
    m_view.block_relay = 3;
    EXPECT_FALSE(types_within(plans, 3'600).contains(ConnectionType::BlockRelayOnly));
}

TEST_F(OutboundPlannerTest, ANetworkWithoutAPeerGetsOne) {
    m_reachable.insert(Network::Onion);
    addresses::BookEntry& onion = m_book.add("1.0.0.1");
    onion.address.service.address = wire::Address::onion({7});
    m_view.networks[Network::Ipv4] = 8;
    fill();
    auto plans = planner();
    int lonely = 0;
    for (int i = 0; i < 30'000; ++i) {
        m_view.now_us += 1'000'000;
        const auto plan = plans.next(m_view, m_book);
        if (!plan || plan->type != ConnectionType::OutboundFullRelay) continue;
        ++lonely;
        EXPECT_EQ(m_book.asked_networks, std::set{Network::Onion});
        EXPECT_EQ(plan->service.address.network(), Network::Onion);
    }
    EXPECT_GT(lonely, 70);
    EXPECT_LT(lonely, 140);
    m_view.networks[Network::Onion] = 1;
    EXPECT_FALSE(types_within(plans, 3'600).contains(ConnectionType::OutboundFullRelay));
}

TEST_F(OutboundPlannerTest, AnchorsComeFirstAndOnce) {
    m_book.add("3.0.0.1");
    m_view.taken.insert(service("4.0.0.1:8333"));
    m_view.groups.insert(5);
    auto plans = planner({service("127.0.0.1"), service("4.0.0.1"), service("5.0.0.1"), service("1.0.0.1"),
                          service("2.0.0.1")});
    auto plan = plans.next(m_view, m_book);
    EXPECT_EQ(plan->service, service("1.0.0.1"));
    EXPECT_EQ(plan->type, ConnectionType::BlockRelayOnly);
    m_view.block_relay = 2;
    EXPECT_EQ(plans.next(m_view, m_book)->service, service("3.0.0.1"));
    m_view.block_relay = 1;
    EXPECT_EQ(plans.next(m_view, m_book)->service, service("2.0.0.1"));
    m_view.block_relay = 0;
    EXPECT_EQ(plans.next(m_view, m_book)->service, service("3.0.0.1"));
}

TEST_F(OutboundPlannerTest, AnchorsOfUnreachableNetworksArePassedOver) {
    m_reachable = {Network::Ipv6};
    EXPECT_EQ(planner({service("1.0.0.1")}).next(m_view, m_book), std::nullopt);
}

TEST_F(OutboundPlannerTest, PeersThatStayAreOfDifferentGroupsAndFeelersNeedNotBe) {
    m_book.add("1.0.0.1");
    m_view.groups.insert(1);
    EXPECT_EQ(planner().next(m_view, m_book), std::nullopt);
    EXPECT_EQ(m_book.selected, static_cast<size_t>(OutboundPlanner::kMaxTries));
    m_view.groups = {2};
    EXPECT_TRUE(planner().next(m_view, m_book));
    m_view.groups = {1};
    m_view.networks[Network::Ipv4] = 8;
    fill();
    auto plans = planner();
    EXPECT_TRUE(types_within(plans, 3'600).contains(ConnectionType::Feeler));
}

TEST_F(OutboundPlannerTest, GroupsDoNotMatterInNetworksWithoutThem) {
    m_reachable = {Network::Onion};
    m_book.add("1.0.0.1").address.service.address = wire::Address::onion({1});
    m_view.groups.insert(1);
    EXPECT_TRUE(planner().next(m_view, m_book));
}

TEST_F(OutboundPlannerTest, WhatIsConnectedLocalOrUnreachableIsNotTried) {
    m_book.add("1.0.0.1");
    m_view.taken.insert(service("1.0.0.1"));
    EXPECT_EQ(planner().next(m_view, m_book), std::nullopt);
    m_view.taken.clear();
    m_reachable = {Network::Ipv6};
    EXPECT_EQ(planner().next(m_view, m_book), std::nullopt);
    m_reachable = {Network::Ipv4};
    m_book.entries[0].address.service = service("127.0.0.1");
    EXPECT_EQ(planner().next(m_view, m_book), std::nullopt);
    m_book.entries[0].address.service = service("0.0.0.0");
    EXPECT_EQ(planner().next(m_view, m_book), std::nullopt);
}

TEST_F(OutboundPlannerTest, ServicesWantedDependOnTheTip) {
    m_book.add("1.0.0.1", wire::kServiceNetwork);
    EXPECT_EQ(planner().next(m_view, m_book), std::nullopt);
    m_book.entries[0].address.services = kLimited;
    EXPECT_EQ(planner().next(m_view, m_book), std::nullopt);
    m_view.near_tip = true;
    EXPECT_TRUE(planner().next(m_view, m_book));
    m_view.near_tip = false;
    m_view.networks[Network::Ipv4] = 8;
    fill();
    auto plans = planner();
    EXPECT_TRUE(types_within(plans, 3'600).contains(ConnectionType::Feeler));
    m_book.entries[0].address.services = 0;
    EXPECT_TRUE(types_within(plans, 3'600).empty());
}

TEST_F(OutboundPlannerTest, WhatWasTriedLatelyComesAfterThirtyOthers) {
    m_book.add("1.0.0.1").last_try_s = kNow_s - 599;
    EXPECT_TRUE(planner().next(m_view, m_book));
    EXPECT_EQ(m_book.selected, 31u);
    m_book.selected = 0;
    m_book.entries[0].last_try_s = kNow_s - 600;
    EXPECT_TRUE(planner().next(m_view, m_book));
    EXPECT_EQ(m_book.selected, 1u);
}

TEST_F(OutboundPlannerTest, PortsOfOtherServicesComeAfterFiftyOthers) {
    m_book.add("1.0.0.1:22");
    EXPECT_TRUE(planner().next(m_view, m_book));
    EXPECT_EQ(m_book.selected, 51u);
    for (const uint16_t port : {1, 22, 25, 1023, 5060, 6667, 27017})
        EXPECT_TRUE(is_port_of_others(port)) << port;
    for (const uint16_t port : {80, 443, 1024, 8333, 18444, 65535})
        EXPECT_FALSE(is_port_of_others(port)) << port;
}

TEST_F(OutboundPlannerTest, AFeelerTestsACollisionFirst) {
    m_book.add("1.0.0.1");
    m_book.collision = m_book.entries[0];
    m_book.collision->address.service = service("9.0.0.1");
    m_view.networks[Network::Ipv4] = 8;
    fill();
    auto plans = planner();
    std::optional<OutboundPlan> plan;
    while (!plan) {
        m_view.now_us += 1'000'000;
        plan = plans.next(m_view, m_book);
    }
    EXPECT_EQ(plan->service, service("9.0.0.1"));
    EXPECT_EQ(m_book.selected, 0u);
    m_view.taken.insert(service("9.0.0.1"));
    for (plan.reset(); !plan; plan = plans.next(m_view, m_book))
        m_view.now_us += 1'000'000;
    EXPECT_EQ(plan->service, service("1.0.0.1"));
}

TEST_F(OutboundPlannerTest, FailuresCountOnceTwoOthersShowThatTheNetworkWorks) {
    m_book.add("9.0.0.1");
    const auto counts = [this] { return planner().next(m_view, m_book)->counts; };
    EXPECT_FALSE(counts());
    m_view.groups = {1};
    EXPECT_FALSE(counts());
    m_view.peers_of_other_networks = 1;
    EXPECT_TRUE(counts());
    m_view = {.now_s = kNow_s, .groups = {1, 2}};
    EXPECT_TRUE(counts());
    m_max_connections = 1;
    m_view.groups = {1};
    EXPECT_TRUE(counts());
}

TEST(ExponentialDelay, HasItsAverageAndNoEnd) {
    sys::FakeRandom random(5);
    double sum = 0;
    int64_t longest = 0;
    constexpr int kCount = 100'000;
    for (int i = 0; i < kCount; ++i) {
        const int64_t delay = exponential_delay_us(random, 1'000'000);
        ASSERT_GE(delay, 0);
        sum += static_cast<double>(delay);
        longest = std::max(longest, delay);
    }
    EXPECT_NEAR(sum / kCount, 1'000'000, 20'000);
    EXPECT_GT(longest, 7'000'000);
}

}  // namespace
}  // namespace quanta::net
