// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/address_book.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "addresses/address_places.h"
#include "addresses/address_record.h"
#include "sys/clock.h"
#include "sys/random.h"

namespace quanta::addresses {
namespace {

using wire::Address;
using wire::KnownAddress;
using wire::Network;
using wire::Service;

constexpr int64_t kNow = 1'800'000'000;
constexpr int64_t kHour = 3'600;
constexpr int64_t kDay = 24 * kHour;

/// A routable address for each number below 2^24.
Service numbered(uint32_t i) {
    return {Address::ipv4(
                {20, static_cast<uint8_t>(i >> 16), static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)}),
            8333};
}

Service onion(uint8_t i) {
    std::array<uint8_t, 32> key{};
    key[0] = i;
    return {Address::onion(key), 8333};
}

/// Of another group for each of many numbers.
Address source_of(uint32_t i) {
    return Address::ipv4({static_cast<uint8_t>(30 + i % 60), static_cast<uint8_t>(i / 60), 1, 1});
}

class AddressBookTest : public ::testing::Test {
protected:
    AddressBookTest() { m_clock.set_system_time_s(kNow); }

    bool add(const Service& service, const Address& source, int64_t time_s = kNow, int64_t penalty_s = 0) {
        const KnownAddress known{service, 9, time_s};
        return m_book.add({&known, 1}, source, penalty_s) == 1;
    }
    bool add(const Service& service) { return add(service, m_source); }
    std::optional<BookEntry> entry(const Service& service, Table table = Table::New) const {
        for (const BookEntry& entry : m_book.entries(table)) {
            if (entry.address.service == service) return entry;
        }
        return std::nullopt;
    }
    size_t places(const Service& service) const {
        const auto entries = m_book.entries(Table::New);
        return static_cast<size_t>(std::count_if(entries.begin(), entries.end(), [&](const BookEntry& entry) {
            return entry.address.service == service;
        }));
    }
    /// Makes addresses of one group good until the place of one is taken; that one.
    Service make_collision() {
        for (uint32_t i = 0;; ++i) {
            const size_t before = m_book.size({}, Table::Tried);
            EXPECT_TRUE(add(numbered(i), source_of(i)));
            m_book.mark_good(numbered(i));
            if (m_book.size({}, Table::Tried) == before) return numbered(i);
        }
    }
    void expect_consistent() const { EXPECT_EQ(m_book.inconsistency(), std::nullopt); }

    sys::FakeClock m_clock;
    sys::FakeRandom m_random{1};
    NetworkGroups m_groups;
    AddressBook m_book{m_groups, m_clock, m_random};
    Address m_source = Address::ipv4({9, 9, 9, 9});
};

TEST_F(AddressBookTest, TakesRoutableAddressesOnce) {
    EXPECT_TRUE(add(numbered(1)));
    EXPECT_FALSE(add(numbered(1)));
    EXPECT_FALSE(add({Address::ipv4({127, 0, 0, 1}), 8333}));
    EXPECT_FALSE(add({Address::ipv4({10, 0, 0, 1}), 8333}));
    EXPECT_FALSE(add({Address::internal("seed"), 8333}));
    Service other_port = numbered(1);
    other_port.port = 18333;
    EXPECT_TRUE(add(other_port));
    EXPECT_EQ(m_book.size(), 2u);
    EXPECT_EQ(m_book.size(Network::Ipv4, Table::New), 2u);
    EXPECT_EQ(m_book.size(Network::Onion), 0u);
    EXPECT_EQ(entry(numbered(1))->source, m_source);
    expect_consistent();
}

TEST_F(AddressBookTest, WithTheKnownKeyPlacesAreThoseOfDeployedNodes) {
    m_book.use_known_key();
    struct Expected {
        const char* address;
        uint16_t port;
        Table table;
        int bucket;
        int position;
    };
    const Expected all[] = {
        {"2.0.0.0", 8333, Table::New, 82, 8},
        {"fc00:1:2:3:4:5:6:7", 8333, Table::New, 336, 24},
        {"2803:0:1234:abcd::1", 45324, Table::New, 613, 6},
        {"c4gfnttsuwqomiygupdqqqyy5y5emnk5c73hrfvatri67prd7vyq.b32.i2p", 8333, Table::New, 963, 46},
        {"1.0.0.0", 8333, Table::New, 636, 33},
        {"1.2.3.4", 8333, Table::Tried, 6, 33},
        {"pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion", 8333, Table::Tried, 72, 61},
        {"nrfj6inpyf73gpkyool35hcmne5zwfmse3jl3aw23vk7chdemalyaqad.onion", 45324, Table::Tried, 139, 46},
    };
    for (const Expected& expected : all) {
        Address address = *Address::from_text(expected.address);
        if (address.network() == Network::Ipv6 && address.bytes()[0] == 0xfc) {
            std::array<uint8_t, 16> bytes{};
            std::ranges::copy(address.bytes(), bytes.begin());
            address = *Address::cjdns(bytes);
        }
        const Service service{address, expected.port};
        ASSERT_TRUE(add(service, address)) << expected.address;
        if (expected.table == Table::Tried) m_book.mark_good(service);
        const auto found = entry(service, expected.table);
        ASSERT_TRUE(found) << expected.address;
        EXPECT_EQ(found->bucket, expected.bucket) << expected.address;
        EXPECT_EQ(found->position, expected.position) << expected.address;
    }
    m_book.use_known_key();
    EXPECT_EQ(m_book.size(), 0u) << "everything is forgotten";
}

TEST_F(AddressBookTest, TimesArePutBackByThePenalty) {
    add(numbered(1), m_source, kNow, 7'200);
    EXPECT_EQ(entry(numbered(1))->address.time_s, kNow - 7'200);
    add(numbered(2), numbered(2).address, kNow, 7'200);  // tells of itself
    EXPECT_EQ(entry(numbered(2))->address.time_s, kNow);
    add(numbered(3), m_source, 100, 7'200);
    EXPECT_EQ(entry(numbered(3))->address.time_s, 0);
    add(numbered(4), m_source, -5);
    EXPECT_EQ(entry(numbered(4))->address.time_s, 0);
    add(numbered(5), m_source, int64_t{1} << 40);
    EXPECT_EQ(entry(numbered(5))->address.time_s, 0xffff'ffff);
}

TEST_F(AddressBookTest, TimesAreBroughtUpToDateEveryHourWhileOnline) {
    add(numbered(1), m_source, kNow - 2 * kHour);
    add(numbered(1), m_source, kNow - kHour);  // just an hour later: not yet
    EXPECT_EQ(entry(numbered(1))->address.time_s, kNow - 2 * kHour);
    add(numbered(1), m_source, kNow - kHour + 1);
    EXPECT_EQ(entry(numbered(1))->address.time_s, kNow - kHour + 1);
    add(numbered(2), m_source, kNow - 4 * kDay);
    add(numbered(2), m_source, kNow - 3 * kDay);  // offline: once a day
    EXPECT_EQ(entry(numbered(2))->address.time_s, kNow - 4 * kDay);
    add(numbered(2), m_source, kNow - 3 * kDay + 1);
    EXPECT_EQ(entry(numbered(2))->address.time_s, kNow - 3 * kDay + 1);
}

TEST_F(AddressBookTest, ConnectedTimesAreBroughtUpToDateAfterTwentyMinutes) {
    add(numbered(1), m_source, kNow - 1'200);
    m_book.mark_connected(numbered(1));
    EXPECT_EQ(entry(numbered(1))->address.time_s, kNow - 1'200);
    m_clock.advance_s(1);
    m_book.mark_connected(numbered(1));
    EXPECT_EQ(entry(numbered(1))->address.time_s, kNow + 1);
    m_book.set_services(numbered(1), 1'033);
    EXPECT_EQ(entry(numbered(1))->address.services, 1'033u);
    m_book.mark_connected(numbered(2));  // unknown: nothing happens
    m_book.set_services(numbered(2), 1);
    m_book.mark_good(numbered(2));
    m_book.mark_attempt(numbered(2), true);
    EXPECT_EQ(m_book.size(), 1u);
}

TEST_F(AddressBookTest, AnAddressHasAtMostEightPlaces) {
    add(numbered(1), m_source, kNow - kDay);
    for (uint32_t i = 0; i < 20'000; ++i)
        add(numbered(1), Address::ipv4({30, static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i), 1}), kNow,
            kHour * 12);
    EXPECT_EQ(places(numbered(1)), 8u);
    EXPECT_EQ(m_book.size(), 1u);
    expect_consistent();
    m_book.mark_good(numbered(1));
    EXPECT_EQ(places(numbered(1)), 0u);
    EXPECT_TRUE(entry(numbered(1), Table::Tried));
    expect_consistent();
}

TEST_F(AddressBookTest, OneSourceFillsOnlyItsShare) {
    for (uint32_t i = 0; i < 40'000; ++i)
        add({Address::ipv4({static_cast<uint8_t>(20 + (i >> 14)), static_cast<uint8_t>(i >> 6),
                            static_cast<uint8_t>(i), 1}),
             8333});
    const size_t share = kNewBucketsPerSourceGroup * kBucketSize;
    EXPECT_LE(m_book.size(), share);
    EXPECT_GT(m_book.size(), share * 9 / 10);
    expect_consistent();
}

TEST_F(AddressBookTest, GoodOnesMoveToTheTriedTable) {
    add(numbered(1));
    m_book.mark_attempt(numbered(1), true);
    EXPECT_EQ(entry(numbered(1))->attempts, 1);
    EXPECT_EQ(entry(numbered(1))->last_try_s, kNow);
    m_book.mark_good(numbered(1));
    EXPECT_FALSE(entry(numbered(1)));
    const auto tried = entry(numbered(1), Table::Tried);
    ASSERT_TRUE(tried);
    EXPECT_EQ(tried->attempts, 0);
    EXPECT_EQ(tried->last_success_s, kNow);
    EXPECT_FALSE(add(numbered(1), m_source, kNow + 1));
    expect_consistent();
}

TEST_F(AddressBookTest, FailuresCountOncePerProofThatOurNetworkWorks) {
    add(numbered(1));
    add(numbered(2));
    m_book.mark_attempt(numbered(1), true);
    m_clock.advance_s(60);
    m_book.mark_attempt(numbered(1), true);
    EXPECT_EQ(entry(numbered(1))->attempts, 1);
    m_clock.advance_s(60);
    m_book.mark_good(numbered(2));
    m_book.mark_attempt(numbered(1), false);
    EXPECT_EQ(entry(numbered(1))->attempts, 1);
    m_book.mark_attempt(numbered(1), true);
    EXPECT_EQ(entry(numbered(1))->attempts, 2);
    EXPECT_EQ(entry(numbered(1))->last_counted_try_s, kNow + 120);
}

TEST_F(AddressBookTest, WhoWasThereLatelyWinsACollision) {
    const Service newer = make_collision();
    m_clock.advance_s(4 * kHour - 1);
    const auto older = m_book.select_collision();
    ASSERT_TRUE(older);
    EXPECT_EQ(older->table, Table::Tried);
    m_book.resolve_collisions();
    EXPECT_TRUE(entry(newer));
    EXPECT_FALSE(m_book.select_collision());
}

TEST_F(AddressBookTest, WhoFailsItsTestLosesACollision) {
    const Service newer = make_collision();
    const Service older = m_book.select_collision()->address.service;
    m_clock.advance_s(4 * kHour);
    m_book.mark_good(newer);  // still not: it waits for the test
    m_book.mark_attempt(older, false);
    m_clock.advance_s(60);
    m_book.resolve_collisions();
    EXPECT_TRUE(m_book.select_collision());
    EXPECT_TRUE(entry(newer));
    m_clock.advance_s(1);
    m_book.resolve_collisions();
    EXPECT_TRUE(entry(newer, Table::Tried));
    EXPECT_TRUE(entry(older));  // back in the new table
    EXPECT_FALSE(m_book.select_collision());
    expect_consistent();
}

TEST_F(AddressBookTest, WithoutATestTheNewerWinsAfterFortyMinutes) {
    const Service newer = make_collision();
    m_clock.advance_s(4 * kHour);
    m_book.mark_good(newer);
    m_clock.advance_s(40 * 60);
    m_book.resolve_collisions();
    EXPECT_TRUE(entry(newer));
    m_clock.advance_s(1);
    m_book.resolve_collisions();
    EXPECT_TRUE(entry(newer, Table::Tried));
    expect_consistent();
}

TEST_F(AddressBookTest, AtMostTenCollisionsWait) {
    for (uint32_t i = 0; i < 2'000; ++i) {
        add(numbered(i), source_of(i));
        m_book.mark_good(numbered(i));
    }
    EXPECT_GT(m_book.size({}, Table::New), 100u);
    m_clock.advance_s(5 * kHour);
    std::set<Service> before;
    for (const BookEntry& entry : m_book.entries(Table::Tried))
        before.insert(entry.address.service);
    m_book.resolve_collisions();
    EXPECT_EQ(m_book.size({}, Table::Tried), before.size());
    size_t moved = 0;
    for (const BookEntry& entry : m_book.entries(Table::Tried))
        moved += before.count(entry.address.service) == 0;
    EXPECT_GE(moved, 5u);  // some for the same place
    EXPECT_LE(moved, 10u);
    EXPECT_FALSE(m_book.select_collision());
    expect_consistent();
}

TEST_F(AddressBookTest, SelectsFromTheTableAndNetworksWanted) {
    EXPECT_FALSE(m_book.select(false, {}));
    add(numbered(1));
    add(onion(1));
    m_book.mark_good(onion(1));
    EXPECT_FALSE(m_book.select(true, {Network::Onion}));
    EXPECT_FALSE(m_book.select(false, {Network::I2p}));
    EXPECT_EQ(m_book.select(false, {Network::Onion})->address.service, onion(1));
    EXPECT_EQ(m_book.select(false, {Network::Ipv4, Network::I2p})->address.service, numbered(1));
    EXPECT_EQ(m_book.select(true, {})->address.service, numbered(1));
    int tried = 0;
    for (int i = 0; i < 1'000; ++i) {
        if (m_book.select(false, {})->table == Table::Tried) ++tried;
    }
    EXPECT_GT(tried, 400);
    EXPECT_LT(tried, 600);
}

TEST_F(AddressBookTest, SelectsWhatFailedLessOften) {
    add(numbered(1));
    add(numbered(2));
    m_book.mark_attempt(numbered(1), true);  // just tried: a hundredth of the odds, and one failure
    std::map<Service, int> chosen;
    for (int i = 0; i < 10'000; ++i)
        ++chosen[m_book.select(false, {})->address.service];
    EXPECT_LT(chosen[numbered(1)], 300);
    EXPECT_GT(chosen[numbered(1)], 0);
    m_clock.advance_s(600);
    chosen.clear();
    for (int i = 0; i < 10'000; ++i)
        ++chosen[m_book.select(false, {})->address.service];
    EXPECT_GT(chosen[numbered(1)], 3'000);  // of two, 0.66 against 1
    EXPECT_LT(chosen[numbered(1)], 4'500);
}

TEST_F(AddressBookTest, SampleIsBounded) {
    for (uint32_t i = 0; i < 100; ++i)
        add(numbered(i), source_of(i));
    add(onion(1));
    add(numbered(200), m_source, kNow - 31 * kDay);
    ASSERT_EQ(m_book.size(), 102u);
    EXPECT_EQ(m_book.sample(0, 0, {}).size(), 101u);
    EXPECT_EQ(m_book.sample(0, 0, {}, false).size(), 102u);
    EXPECT_EQ(m_book.sample(0, 23, {}).size(), 23u);
    EXPECT_EQ(m_book.sample(10, 23, {}).size(), 10u);
    EXPECT_EQ(m_book.sample(1'000, 0, Network::Onion).size(), 1u);
    EXPECT_EQ(m_book.sample(0, 0, Network::I2p).size(), 0u);
    const auto first = m_book.sample(50, 0, {});
    std::set<Service> distinct;
    for (const KnownAddress& known : first)
        distinct.insert(known.service);
    EXPECT_EQ(distinct.size(), 50u);
    EXPECT_NE(first, m_book.sample(50, 0, {}));
}

TEST_F(AddressBookTest, IsConsistentAfterAnyOperations) {
    sys::FakeRandom random(7);
    size_t changes = 0;
    for (int i = 0; i < 100'000; ++i) {
        const Service service = numbered(static_cast<uint32_t>(random.below(3'000)));
        const Address source = source_of(static_cast<uint32_t>(random.below(10'000)));
        const int64_t now = m_clock.system_time_s();
        switch (random.below(12)) {
            case 0:
                m_book.mark_good(service);
                break;
            case 1:
                m_book.mark_attempt(service, random.below(2) == 0);
                break;
            case 2:
                m_book.mark_connected(service);
                break;
            case 3:
                m_book.resolve_collisions();
                break;
            case 4:
                m_clock.advance_s(static_cast<int64_t>(random.below(3'600)));
                break;
            case 5:
                (void)m_book.select(random.below(2) == 0, {});
                break;
            case 6:
                (void)m_book.select_collision();
                break;
            default:
                changes += add(service, source, now - static_cast<int64_t>(random.below(40 * kDay)));
                break;
        }
        if (i % 5'000 != 0) continue;
        ASSERT_EQ(m_book.inconsistency(), std::nullopt) << i;
    }
    expect_consistent();
    EXPECT_GT(changes, 3'000u);
    EXPECT_GT(m_book.size({}, Table::Tried), 500u);
}

struct TerribleCase {
    const char* what;
    AddressRecord record;
    bool terrible;
};

TEST(AddressRecord, IsTerribleByItsTimes) {
    const auto record = [](int64_t time_s, int64_t last_try_s, int64_t last_success_s, int attempts) {
        AddressRecord made;
        made.known.time_s = time_s;
        made.last_try_s = last_try_s;
        made.last_success_s = last_success_s;
        made.attempts = attempts;
        return made;
    };
    const std::vector<TerribleCase> cases{
        {"fresh", record(kNow, 0, 0, 0), false},
        {"a month old", record(kNow - 30 * kDay, 0, 0, 0), false},
        {"older", record(kNow - 30 * kDay - 1, 0, 0, 0), true},
        {"a little early", record(kNow + 600, 0, 0, 0), false},
        {"from the future", record(kNow + 601, 0, 0, 0), true},
        {"two failures", record(kNow, 0, 0, 2), false},
        {"three failures", record(kNow, 0, 0, 3), true},
        {"three failures, good once", record(kNow, 0, kNow - 8 * kDay, 3), false},
        {"nine failures in a week", record(kNow, 0, kNow - 7 * kDay - 1, 9), false},
        {"ten failures in a week", record(kNow, 0, kNow - 7 * kDay - 1, 10), true},
        {"ten failures, good within a week", record(kNow, 0, kNow - 7 * kDay, 10), false},
        {"being tried", record(kNow - 90 * kDay, kNow - 60, 0, 9), false},
        {"tried", record(kNow - 90 * kDay, kNow - 61, 0, 9), true},
    };
    for (const TerribleCase& one : cases)
        EXPECT_EQ(is_terrible(one.record, kNow), one.terrible) << one.what;
}

TEST(AddressRecord, ChanceFallsWithAttempts) {
    AddressRecord record;
    EXPECT_DOUBLE_EQ(chance(record, kNow), 1.0);
    record.last_try_s = kNow - 599;
    EXPECT_DOUBLE_EQ(chance(record, kNow), 0.01);
    record.last_try_s = kNow - 600;
    EXPECT_DOUBLE_EQ(chance(record, kNow), 1.0);
    record.attempts = 1;
    EXPECT_DOUBLE_EQ(chance(record, kNow), 0.66);
    record.attempts = 8;
    const double least = chance(record, kNow);
    record.attempts = 1'000'000;
    EXPECT_DOUBLE_EQ(chance(record, kNow), least);
}

}  // namespace
}  // namespace quanta::addresses
