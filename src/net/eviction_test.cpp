// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/eviction.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sys/random.h"

namespace quanta::net {
namespace {

using wire::Network;

/// Peers of one attacker: alike in all that can be had for nothing, one network group, the youngest last.
std::vector<EvictionCandidate> crowd(size_t count, PeerId first_id = 1'000) {
    std::vector<EvictionCandidate> peers(count);
    for (size_t i = 0; i < count; ++i) {
        peers[i].id = first_id + static_cast<PeerId>(i);
        peers[i].connected_at_us = 1'000'000 + static_cast<int64_t>(i);
        peers[i].network_group = 1;
        peers[i].min_ping_us = 50'000;
        peers[i].relays_transactions = true;
    }
    return peers;
}

/// Who has gone after an attacker has opened `count` more connections one after another.
std::set<PeerId> evicted_by_crowd(std::vector<EvictionCandidate> peers, size_t count) {
    std::set<PeerId> gone;
    for (EvictionCandidate& newcomer : crowd(count, 100'000)) {
        const auto evicted = choose_for_eviction(peers);
        if (!evicted) break;
        gone.insert(*evicted);
        std::erase_if(peers, [evicted](const auto& peer) { return peer.id == *evicted; });
        newcomer.connected_at_us += 5'000'000;
        peers.push_back(newcomer);
    }
    return gone;
}

TEST(Eviction, NobodyIsTakenFromNoneAndFew) {
    EXPECT_EQ(choose_for_eviction({}), std::nullopt);
    // 4 by group, 8 by ping, 4 by transaction and 4 by block are protected whatever they are.
    EXPECT_EQ(choose_for_eviction(crowd(20)), std::nullopt);
    EXPECT_NE(choose_for_eviction(crowd(21)), std::nullopt);
}

TEST(Eviction, EightThatOnlyGiveBlocksAreProtectedBeforeTheRest) {
    auto peers = crowd(20);
    for (auto& extra : crowd(8, 5'000)) {
        extra.relays_transactions = false;
        extra.useful_services = true;
        extra.connected_at_us += 1'000'000;
        peers.push_back(extra);
    }
    EXPECT_EQ(choose_for_eviction(peers), std::nullopt);
    auto ninth = crowd(1, 6'000)[0];
    ninth.relays_transactions = false;
    ninth.useful_services = true;
    ninth.connected_at_us += 2'000'000;
    peers.push_back(ninth);
    EXPECT_NE(choose_for_eviction(peers), std::nullopt);
}

TEST(Eviction, TheYoungestOfAnAttackersCrowdGoesFirst) {
    auto peers = crowd(100);
    for (size_t i = 0; i < 50; ++i) {
        EvictionCandidate honest;
        honest.id = static_cast<PeerId>(i);
        honest.connected_at_us = 2'000'000;  // younger than all of the crowd
        honest.network_group = 100 + i;
        honest.min_ping_us = 500'000;
        honest.relays_transactions = true;
        peers.push_back(honest);
    }
    EXPECT_EQ(choose_for_eviction(peers), 1'099);
}

/// What an honest peer may have that an attacker's does not: each alone saves it from a crowd of any size.
struct Merit {
    const char* name;
    void (*give)(EvictionCandidate&);
};

class EvictionMerit : public testing::TestWithParam<Merit> {};

TEST_P(EvictionMerit, OneGoodDeedSavesFromACrowd) {
    for (const size_t size : {size_t{30}, size_t{120}, size_t{1'000}}) {
        auto peers = crowd(size);
        auto good = crowd(1, 1)[0];
        good.connected_at_us = 9'000'000;  // youngest of all
        GetParam().give(good);
        peers.push_back(good);
        EXPECT_FALSE(evicted_by_crowd(peers, 500).contains(1)) << GetParam().name << " in " << size;
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, EvictionMerit,
    testing::Values(Merit{"network group", [](EvictionCandidate& peer) { peer.network_group = 2; }},
                    Merit{"ping", [](EvictionCandidate& peer) { peer.min_ping_us = 49'999; }},
                    Merit{"transaction", [](EvictionCandidate& peer) { peer.last_transaction_s = 1; }},
                    Merit{"block", [](EvictionCandidate& peer) { peer.last_block_s = 1; }},
                    Merit{"block relay",
                          [](EvictionCandidate& peer) {
                              peer.relays_transactions = false;
                              peer.useful_services = true;
                          }},
                    Merit{"age", [](EvictionCandidate& peer) { peer.connected_at_us = 1; }},
                    Merit{"onion", [](EvictionCandidate& peer) { peer.network = Network::Onion; }},
                    Merit{"i2p", [](EvictionCandidate& peer) { peer.network = Network::I2p; }},
                    Merit{"cjdns", [](EvictionCandidate& peer) { peer.network = Network::Cjdns; }},
                    Merit{"local", [](EvictionCandidate& peer) { peer.local = true; }}));

TEST(Eviction, TheDiscouragedGoBeforeOthersButAreProtectedLikeThem) {
    auto peers = crowd(60);
    peers[40].prefer_eviction = true;
    EXPECT_EQ(choose_for_eviction(peers), peers[40].id);
    peers[40].last_block_s = 5;
    EXPECT_NE(choose_for_eviction(peers), peers[40].id);
}

std::vector<EvictionCandidate> random_population(sys::Random& random, size_t size) {
    std::vector<EvictionCandidate> peers(size);
    for (size_t i = 0; i < size; ++i) {
        EvictionCandidate& peer = peers[i];
        peer.id = static_cast<PeerId>(i);
        peer.connected_at_us = static_cast<int64_t>(random.below(1'000));
        peer.network_group = random.below(20);
        if (random.below(4) > 0) peer.min_ping_us = static_cast<int64_t>(random.below(100));
        peer.last_block_s = static_cast<int64_t>(random.below(5) == 0 ? random.below(1'000) : 0);
        peer.last_transaction_s = static_cast<int64_t>(random.below(3) == 0 ? random.below(1'000) : 0);
        peer.useful_services = random.below(2) == 0;
        peer.relays_transactions = random.below(3) > 0;
        peer.has_bloom_filter = random.below(20) == 0;
        peer.prefer_eviction = random.below(10) == 0;
        peer.local = random.below(10) == 0;
        constexpr std::array kNetworks{Network::Ipv4, Network::Ipv6, Network::Onion, Network::I2p,
                                       Network::Cjdns};
        peer.network = kNetworks[random.below(kNetworks.size())];
    }
    return peers;
}

/// The `count` first of `peers` by `key`, where that tells them from the next: those are protected for sure.
template <typename Key>
std::set<PeerId> clearly_first(std::vector<EvictionCandidate> peers, size_t count, Key key) {
    std::ranges::sort(peers, std::greater<>(), key);
    std::set<PeerId> first;
    for (size_t i = 0; i < std::min(count, peers.size()); ++i) {
        if (count < peers.size() && key(peers[i]) == key(peers[count])) break;
        first.insert(peers[i].id);
    }
    return first;
}

TEST(Eviction, OfAnyPopulationTheProtectedStay) {
    sys::FakeRandom random(3);
    for (int round = 0; round < 2'000; ++round) {
        const auto peers = random_population(random, random.below(200));
        const auto evicted = choose_for_eviction(peers);
        if (!evicted) {
            ASSERT_LE(peers.size(), 28u) << "round " << round;
            continue;
        }
        ASSERT_GT(peers.size(), 20u) << "round " << round;
        const size_t others = std::max<size_t>(peers.size(), 28) - 28;
        const auto protects = [&](const char* what, size_t count, auto key) {
            EXPECT_FALSE(clearly_first(peers, count, key).contains(*evicted)) << what << ", round " << round;
        };
        protects("group", 4, [](const auto& peer) { return peer.network_group; });
        protects("ping", 8, [](const auto& peer) { return -peer.min_ping_us.value_or(INT64_MAX); });
        protects("transaction", 4, [](const auto& peer) { return peer.last_transaction_s; });
        protects("block", 4, [](const auto& peer) { return peer.last_block_s; });
        protects("age", others / 4, [](const auto& peer) { return -peer.connected_at_us; });
    }
}

TEST(Eviction, TheOrderOfTheCandidatesDoesNotMatter) {
    sys::FakeRandom random(4);
    for (int round = 0; round < 300; ++round) {
        auto peers = random_population(random, 30 + random.below(100));
        const auto evicted = choose_for_eviction(peers);
        for (size_t i = peers.size(); i > 1; --i)
            std::swap(peers[i - 1], peers[random.below(i)]);
        EXPECT_EQ(choose_for_eviction(peers), evicted) << "round " << round;
    }
}

TEST(Eviction, SmallNetworksKeepAQuarterOfThePlaces) {
    // Of 100 peers 20 are protected by what they have done; a quarter of the 80 others are places for these.
    auto peers = crowd(70);
    for (auto& onion : crowd(30, 5'000)) {
        onion.network = Network::Onion;
        onion.connected_at_us += 1'000'000;
        onion.min_ping_us = 90'000;
        onion.network_group = 0;
        peers.push_back(onion);
    }
    const auto gone = evicted_by_crowd(peers, 2'000);
    const auto onions = std::ranges::count_if(gone, [](PeerId id) { return id >= 5'000 && id < 100'000; });
    EXPECT_LE(onions, 10);
}

}  // namespace
}  // namespace quanta::net
