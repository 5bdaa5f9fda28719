// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/network_views.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/figures.h"
#include "json/parser.h"

namespace quanta::cli {
namespace {

json::Value parsed(const std::string& text) {
    return *json::parse(text);
}

TEST(Addrinfo, FromTheCountsOfTheServer) {
    const json::Value info =
        parsed(R"({"ipv4":{"new":3,"tried":2,"total":5},"ipv6":{"new":1,"tried":0,"total":1},)"
               R"("onion":{"new":0,"tried":4,"total":4},"i2p":{"new":0,"tried":0,"total":0},)"
               R"("cjdns":{"new":2,"tried":0,"total":2},"all_networks":{"new":6,"tried":6,"total":12}})");
    EXPECT_EQ(json::to_text(known_addresses(info)),
              R"({"addresses_known":{"ipv4":5,"ipv6":1,"onion":4,"i2p":0,"cjdns":2,"total":12}})");
    EXPECT_EQ(json::to_text(known_addresses(parsed("[]"))),
              R"({"addresses_known":{"ipv4":0,"ipv6":0,"onion":0,"i2p":0,"cjdns":0,"total":0}})");
}

TEST(Addrinfo, ByCountingAddresses) {
    const json::Value all = parsed(
        R"([{"network":"ipv4"},{"network":"i2p"},{"network":"ipv4"},{"network":"onion"},{"network":"new"}])");
    EXPECT_EQ(json::to_text(count_addresses(all)),
              R"({"addresses_known":{"ipv4":2,"ipv6":0,"onion":1,"i2p":1,"cjdns":0,"total":5}})");
}

TEST(Netinfo, Words) {
    const auto read = [](const std::vector<std::string>& words) -> std::string {
        const auto request = parse_netinfo(words);
        if (!request) return request.error().substr(0, request.error().find('\n'));
        return std::to_string(request->level) + (request->outbound_only ? " out" : "") +
               (request->help ? " help" : "");
    };
    EXPECT_EQ(read({}), "0");
    EXPECT_EQ(read({"0"}), "0");
    EXPECT_EQ(read({"4"}), "4");
    EXPECT_EQ(read({"5"}), "4");
    EXPECT_EQ(read({"2", "o"}), "2 out");
    EXPECT_EQ(read({"2", "outonly"}), "2 out");
    EXPECT_EQ(read({"h"}), "0 help");
    EXPECT_EQ(read({"help"}), "0 help");
    for (const std::string bad : {"-1", "", "1x", "x", "99999999999"}) {
        EXPECT_EQ(read({bad}), "invalid -netinfo level argument: " + bad);
    }
    EXPECT_EQ(read({"1", "in"}), "invalid -netinfo argument: in");
    EXPECT_EQ(read({"1", "o", "x"}), "invalid -netinfo argument: x");
    EXPECT_NE(parse_netinfo(std::vector<std::string>{"x"}).error().find("quanta-cli -netinfo help"),
              std::string::npos);
}

constexpr const char* kNetwork =
    R"({"version":10000,"subversion":"/Quanta:0.1.0/","protocolversion":70016,"networkactive":true,)"
    R"("localservicesnames":["NETWORK","WITNESS"],"networks":[{"name":"ipv4","reachable":true},)"
    R"({"name":"ipv6","reachable":false}],"localaddresses":[{"address":"1.2.3.4","port":8333,"score":7}]})";
constexpr const char* kPeers =
    R"([{"id":7,"addr":"9.9.9.9:8333","network":"ipv4","mapped_as":64512,"servicesnames":)"
    R"(["NETWORK","BLOOM","WITNESS","COMPACT_FILTERS","NETWORK_LIMITED","P2P_V2"],"relaytxes":true,)"
    R"("lastsend":995,"lastrecv":990,"last_transaction":880,"last_block":400,"conntime":100,"pingtime":0.0216,)"
    R"("minping":0.0204,"version":70016,"subver":"/x:1/","inbound":false,"bip152_hb_to":true,"bip152_hb_from":true,)"
    R"("addr_relay_enabled":true,"addr_processed":12,"addr_rate_limited":3,"connection_type":"outbound-full-relay",)"
    R"("transport_protocol_type":"v2"},)"
    R"({"id":8,"addr":"127.0.0.1:5","network":"not_publicly_routable","servicesnames":[],"relaytxes":false,)"
    R"("lastsend":0,"lastrecv":0,"last_transaction":0,"last_block":0,"conntime":1000,"version":0,"subver":"",)"
    R"("inbound":true,"bip152_hb_to":false,"bip152_hb_from":false,"addr_relay_enabled":false,"addr_processed":0,)"
    R"("addr_rate_limited":0,"connection_type":"inbound","transport_protocol_type":"detecting"},)"
    R"({"id":9,"addr":"8.8.8.8:1","network":"ipv4","servicesnames":["WITNESS"],"relaytxes":true,"lastsend":1000,)"
    R"("lastrecv":1000,"last_transaction":0,"last_block":0,"conntime":1060,"minping":0.001,"version":70015,)"
    R"("subver":"/y/","inbound":false,"bip152_hb_to":false,"bip152_hb_from":false,"addr_relay_enabled":true,)"
    R"("addr_processed":0,"addr_rate_limited":0,"connection_type":"block-relay-only",)"
    R"("transport_protocol_type":"v1"}])";

int64_t total_of(const json::Value& reply) {
    return member_int(*reply.find("addresses_known"), "total");
}

std::string shown(const NetinfoRequest& request, const std::string& peers = kPeers) {
    return netinfo_text({parsed(kNetwork), parsed(peers), "main", 1000}, request);
}

TEST(Netinfo, Counts) {
    const std::string text = shown({});
    EXPECT_TRUE(
        text.ends_with("       ipv4  npr  total  block  manual\n"
                       "in        0    1      1      0       0\n"
                       "out       2    0      2      1       0\n"
                       "total     2    1      3      1       0\n"
                       "\n"
                       "Local services: NETWORK, WITNESS\n"
                       "\n"
                       "Local addresses  port  score\n"
                       "1.2.3.4          8333      7"))
        << text;
    EXPECT_TRUE(text.starts_with("Quanta client v")) << text;
    EXPECT_NE(text.find(" on main, server /Quanta:0.1.0/ with protocol 70016\n\n"), std::string::npos);
    EXPECT_EQ(text.find("way"), std::string::npos);
}

TEST(Netinfo, Peers) {
    const auto peers_of = [](const NetinfoRequest& request) {
        const std::string text = shown(request);
        const size_t from = text.find("way");
        return text.substr(from, text.find("\n\n", from) - from);
    };
    EXPECT_EQ(
        peers_of({1}),
        "way  type   net   v  serv    mping  ping  send  recv  txn  blk  hb  addrp  addrl  age  asmap  id\n"
        "in          npr                                         *                      .    0          8\n"
        "out  block  ipv4  1  w           1           0     0                                0          9\n"
        "out  full   ipv4  2  nbwcl2     20    22     5    10    2   10  .*     12      3   15  64512   7");
    const NetinfoRequest outbound{1, true};
    EXPECT_EQ(peers_of(outbound).find("\nin "), std::string::npos);
    EXPECT_NE(peers_of(outbound).find("\nout "), std::string::npos);
    for (const int level : {1, 2, 3, 4}) {
        const std::string text = peers_of({level});
        EXPECT_EQ(text.find("9.9.9.9:8333") != std::string::npos, level == 2 || level == 4) << level;
        EXPECT_EQ(text.find("70016 /x:1/") != std::string::npos, level >= 3) << level;
    }
}

TEST(Netinfo, NothingThere) {
    const std::string text = netinfo_text({parsed("{}"), parsed("[]"), "regtest", 0}, {4});
    EXPECT_NE(text.find("\nLocal services: none\n\nLocal addresses: none\n"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("The network is switched off.")) << text;
    EXPECT_EQ(netinfo_text({{}, {}, "main", 0}, {1}).empty(), false);
    EXPECT_NE(netinfo_help().find("outonly"), std::string::npos);
}

TEST(Netinfo, RecordedReplies) {
    const std::filesystem::path folder = std::string(QUANTA_TEST_DATA) + "/reference/rpc-transcripts";
    if (std::string(QUANTA_TEST_DATA).empty()) {
        GTEST_SKIP() << "skipped: recorded replies of getpeerinfo (QUANTA_TEST_DATA is not set)";
    }
    const auto replies = [&](const std::string& method) {
        std::vector<json::Value> out;
        std::ifstream lines(folder / (method + ".jsonl"));
        for (std::string line; std::getline(lines, line);) {
            const json::Value call = parsed(line);
            if (const json::Value* reply = call.find("reply")) out.push_back(*reply);
        }
        return out;
    };
    const std::vector<json::Value> networks = replies("getnetworkinfo");
    ASSERT_FALSE(networks.empty());
    size_t peers = 0;
    for (const json::Value& reply : replies("getpeerinfo")) {
        const std::string text = netinfo_text({networks.front(), reply, "regtest", 1'795'340'000}, {4});
        for (const json::Value& peer : reply.array()) {
            ++peers;
            EXPECT_NE(text.find(" " + member_text(peer, "addr") + " "), std::string::npos) << text;
        }
    }
    EXPECT_GT(peers, 20u);
    size_t listed = 0;
    for (const json::Value& reply : replies("getnodeaddresses")) {
        EXPECT_EQ(total_of(count_addresses(reply)), static_cast<int64_t>(reply.array().size()));
        ++listed;
    }
    for (const json::Value& reply : replies("getaddrmaninfo")) {
        EXPECT_GE(total_of(known_addresses(reply)), 1);
        ++listed;
    }
    std::printf("netinfo: %zu recorded peers; addrinfo: %zu recorded replies\n", peers, listed);
}

TEST(Table, Columns) {
    Table table;
    table.column("a", Table::Align::Left);
    table.column("");
    table.column("number");
    table.row({"text", "", "1"});
    table.row({"", "", "1234567"});
    EXPECT_EQ(table.text(), "a      number\ntext        1\n      1234567\n");
}

}  // namespace
}  // namespace quanta::cli
