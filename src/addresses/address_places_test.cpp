// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/address_places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "json/parser.h"
#include "testing/test_data.h"

namespace quanta::addresses {
namespace {

using wire::Address;
using wire::Network;

/// The key that deployed nodes use when tests tell them to.
AddressPlaces::Key test_key() {
    AddressPlaces::Key key{};
    key[0] = 1;
    return key;
}

Address address_from(const std::string& text, const std::string& network) {
    const Address address = Address::from_text(text).value();
    if (network != "cjdns") return address;
    std::array<uint8_t, 16> bytes;
    std::copy_n(address.bytes().begin(), bytes.size(), bytes.begin());
    return Address::cjdns(bytes).value();
}

std::string place_text(const Place& place) {
    return std::to_string(place.bucket) + "/" + std::to_string(place.position);
}

/// Checks all places of one recorded table; how many.
size_t check_table(const json::Value& recorded, Table table, const NetworkGroups& groups) {
    const AddressPlaces places(groups, test_key());
    for (const auto& [where, entry] : recorded.object()) {
        const auto text = [&entry = entry](std::string_view key) { return entry.find(key)->string(); };
        const wire::Service service{address_from(text("address"), text("network")),
                                    static_cast<uint16_t>(*entry.find("port")->as_int64())};
        const Address source = address_from(text("source"), text("source_network"));
        const Place place = table == Table::New ? places.in_new(service, source) : places.in_tried(service);
        EXPECT_EQ(place_text(place), where) << service.to_text();
        const json::Value* system = entry.find("mapped_as");
        EXPECT_EQ(groups.mapped_as(service.address), system ? *system->as_int64() : 0) << service.to_text();
    }
    return recorded.object().size();
}

TEST(AddressPlaces, AreThoseOfDeployedNodes) {
    const auto recorded =
        testing::test_data(QUANTA_TEST_DATA, "reference/rpc-transcripts/getrawaddrman.jsonl");
    const auto map = testing::test_data(QUANTA_TEST_DATA, "vectors/asmap.raw");
    if (!recorded || !map) GTEST_SKIP() << "needs getrawaddrman.jsonl and asmap.raw of QUANTA_TEST_DATA";
    const NetworkGroups by_prefix;
    const NetworkGroups by_map = NetworkGroups::with_map(testing::read_file(*map)).value();
    std::istringstream lines(testing::read_text(*recorded));
    size_t checked = 0;
    for (std::string line; std::getline(lines, line);) {
        // 1.2.3.4 alone was recorded with keys that are not known.
        if (line.find("1.2.3.4") != std::string::npos && line.find("6/33") == std::string::npos) continue;
        const json::Value reply = json::parse(line).value();
        const bool mapped = line.find("mapped_as") != std::string::npos;
        const NetworkGroups& groups = mapped ? by_map : by_prefix;
        checked += check_table(*reply.find("reply")->find("new"), Table::New, groups);
        checked += check_table(*reply.find("reply")->find("tried"), Table::Tried, groups);
    }
    EXPECT_EQ(checked, 15u);
    std::printf("%zu places\n", checked);
}

TEST(AddressPlaces, OneGroupReachesFewBuckets) {
    const NetworkGroups groups;
    const AddressPlaces places(groups, test_key());
    std::set<int> new_buckets;
    std::set<int> tried_buckets;
    const Address source = Address::ipv4({9, 9, 9, 9});
    for (int i = 0; i < 20'000; ++i) {
        // All groups, told of by one source; and all addresses of one group.
        const auto high = static_cast<uint8_t>(i >> 8);
        const auto low = static_cast<uint8_t>(i);
        const wire::Service anywhere{Address::ipv4({static_cast<uint8_t>(high + 20), low, 1, 1}), 8333};
        new_buckets.insert(places.in_new(anywhere, source).bucket);
        tried_buckets.insert(places.in_tried({Address::ipv4({8, 8, high, low}), 8333}).bucket);
    }
    EXPECT_EQ(new_buckets.size(), 63u);  // of 64 choices two are the same with this key
    EXPECT_LE(new_buckets.size(), static_cast<size_t>(kNewBucketsPerSourceGroup));
    EXPECT_LE(tried_buckets.size(), static_cast<size_t>(kTriedBucketsPerGroup));
    EXPECT_GE(tried_buckets.size(), 7u);
}

TEST(AddressPlaces, FollowFromTheKey) {
    const NetworkGroups groups;
    AddressPlaces::Key other = test_key();
    other[31] = 1;
    const wire::Service service{Address::ipv4({1, 2, 3, 4}), 8333};
    const wire::Service port{Address::ipv4({1, 2, 3, 4}), 8334};
    const AddressPlaces places(groups, test_key());
    EXPECT_FALSE(places.in_tried(service) == AddressPlaces(groups, other).in_tried(service));
    EXPECT_FALSE(places.in_tried(service) == places.in_tried(port));
    for (int bucket : {0, kNewBuckets - 1}) {
        EXPECT_EQ(places.in_bucket(Table::New, bucket, service).bucket, bucket);
        EXPECT_LT(places.in_bucket(Table::New, bucket, service).position, kBucketSize);
    }
}

}  // namespace
}  // namespace quanta::addresses
