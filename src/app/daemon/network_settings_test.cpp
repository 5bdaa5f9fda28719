// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/network_settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/daemon/test_options.h"

namespace quanta::daemon {
namespace {

using net::Automatic;
using wire::Network;

class NetworkSettings : public ::testing::Test {
protected:
    SettingsResult<node::NetworkOptions> make(std::vector<std::string> arguments) {
        const auto options = TRY(test_options(m_directory, std::move(arguments)));
        const auto params = TRY(make_chain_params(options));
        return make_network_options(options, params, options.is_set("prune"));
    }
    net::NetOptions net(std::vector<std::string> arguments) {
        auto made = make(std::move(arguments));
        EXPECT_TRUE(made) << made.error();
        return made ? made->net : net::NetOptions();
    }
    std::string error(std::vector<std::string> arguments) {
        const auto made = make(std::move(arguments));
        return made ? "" : made.error();
    }

    testing::TempDir m_directory{"network_settings"};
};

TEST_F(NetworkSettings, Defaults) {
    const auto made = make({});
    ASSERT_TRUE(made) << made.error();
    const net::NetOptions& net = made->net;
    EXPECT_TRUE(net.listen && net.v2 && net.active && net.dns_seeds && net.fixed_seeds && net.discover);
    EXPECT_EQ(net.default_port, 8333);
    EXPECT_EQ(net.listen_port, 8333);
    ASSERT_EQ(net.binds.size(), 3u);
    EXPECT_EQ(net.binds[0].endpoint.to_text(), "0.0.0.0:8333");
    EXPECT_EQ(net.binds[1].endpoint.to_text(), "[::]:8333");
    EXPECT_EQ(net.binds[2].endpoint.to_text(), "127.0.0.1:8334");
    EXPECT_TRUE(net.binds[2].onion && net.binds[2].optional);
    EXPECT_EQ(net.max_connections, 200u);
    EXPECT_EQ(net.automatic, Automatic::Yes);
    EXPECT_EQ(net.services, 0xc09u);
    EXPECT_EQ(net.reachable, (std::set<Network>{Network::Ipv4, Network::Ipv6}));
    EXPECT_FALSE(net.dns_seed_names.empty());
    const auto of_cjdns = [](const wire::Service& seed) { return seed.address.network() == Network::Cjdns; };
    EXPECT_TRUE(std::ranges::any_of(net.fixed_seed_services, of_cjdns));
    for (const wire::Service& seed : net.fixed_seed_services)
        EXPECT_TRUE(seed.address.is_routable()) << seed.to_text();
    EXPECT_TRUE(made->protocol.user_agent.starts_with("/Quanta:"));
    EXPECT_EQ(made->protocol.max_upload_bytes, 0u);
}

TEST_F(NetworkSettings, PlacesOfTheAddressBookMayBeForetold) {
    EXPECT_FALSE(net({"-regtest", "-test=bip94"}).known_address_key);
    EXPECT_TRUE(net({"-regtest", "-test=bip94", "-test=addrman"}).known_address_key);
}

TEST_F(NetworkSettings, WhatIsGivenDecidesOthers) {
    for (const std::string option : {"-connect=1.2.3.4", "-connect=0", "-noconnect", "-maxconnections=0"}) {
        const net::NetOptions made = net({option});
        EXPECT_FALSE(made.listen || made.dns_seeds || made.port_mapping || made.onion_service) << option;
    }
    EXPECT_EQ(net({"-connect=1.2.3.4"}).automatic, Automatic::ConnectOnly);
    EXPECT_EQ(net({"-connect=0"}).automatic, Automatic::No);
    EXPECT_TRUE(net({"-connect=0", "-bind=127.0.0.1"}).listen);
    EXPECT_FALSE(net({"-proxy=127.0.0.1"}).listen);
    EXPECT_FALSE(net({"-externalip=1.2.3.4"}).discover);
    EXPECT_FALSE(net({"-onlynet=onion", "-onion=127.0.0.1"}).dns_seeds);
    EXPECT_TRUE(net({}).use_found_tor_proxy && net({"-onlynet=onion"}).use_found_tor_proxy);
    for (const std::string option : {"-onion=127.0.0.1", "-noonion", "-onlynet=ipv4", "-proxy=127.0.0.1"})
        EXPECT_FALSE(net({option}).use_found_tor_proxy) << option;
    EXPECT_EQ(net({"-prune=1"}).services & wire::kServiceNetwork, 0u);
    EXPECT_EQ(net({"-v2transport=0"}).services & wire::kServiceP2pV2, 0u);
}

TEST_F(NetworkSettings, HowAddressesAreFound) {
    const net::NetOptions usual = net({});
    EXPECT_TRUE(usual.name_lookups && usual.fixed_seeds && !usual.force_dns_seeds);
    EXPECT_FALSE(net({"-dns=0"}).name_lookups);
    EXPECT_FALSE(net({"-fixedseeds=0"}).fixed_seeds);
    EXPECT_TRUE(net({"-forcednsseed"}).force_dns_seeds);
    EXPECT_EQ(net({"-seednode=a.example", "-seednode=1.2.3.4:99"}).seed_nodes,
              (std::vector<std::string>{"a.example", "1.2.3.4:99"}));
    EXPECT_EQ(net({"-addnode=a", "-addnode=b"}).add_nodes, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(
        error({"-dnsseed=1", "-onlynet=onion", "-onion=127.0.0.1"}),
        "Incompatible options: -dnsseed=1 was explicitly specified, but -onlynet forbids connections to "
        "IPv4/IPv6");
}

TEST_F(NetworkSettings, Limits) {
    const net::NetOptions usual = net({});
    EXPECT_EQ(usual.receive_buffer_bytes, 5'000'000u);
    EXPECT_EQ(usual.send_buffer_bytes, 1'000'000u);
    EXPECT_EQ(usual.connect_timeout.count(), 5000);
    EXPECT_EQ(usual.peer_timeout.count(), 60);
    EXPECT_EQ(usual.inbound_relay_percent, 50);
    const net::NetOptions other =
        net({"-maxreceivebuffer=3", "-maxsendbuffer=0", "-timeout=1", "-peertimeout=1"});
    EXPECT_EQ(other.receive_buffer_bytes, 3'000u);
    EXPECT_EQ(other.send_buffer_bytes, 0u);
    EXPECT_EQ(other.connect_timeout.count(), 1);
    EXPECT_EQ(other.peer_timeout.count(), 1);
    for (const std::string value : {"0", "-1"})
        EXPECT_EQ(net({"-timeout=" + value}).connect_timeout.count(), 5000) << value;
    for (const int percent : {0, 100})
        EXPECT_EQ(net({"-inboundrelaypercent=" + std::to_string(percent)}).inbound_relay_percent, percent);
    for (const std::string option :
         {"-inboundrelaypercent=101", "-inboundrelaypercent=-1", "-maxreceivebuffer=-1", "-maxsendbuffer=-1"})
        EXPECT_NE(error({option}), "") << option;
}

TEST_F(NetworkSettings, Services) {
    EXPECT_EQ(net({}).services & (wire::kServiceBloom | wire::kServiceCompactFilters), 0u);
    const auto bloom = make({"-peerbloomfilters"});
    ASSERT_TRUE(bloom);
    EXPECT_NE(bloom->net.services & wire::kServiceBloom, 0u);
    EXPECT_TRUE(bloom->protocol.serve_bloom);
    EXPECT_FALSE(make({})->protocol.serve_bloom);
    EXPECT_NE(net({"-peerblockfilters", "-blockfilterindex"}).services & wire::kServiceCompactFilters, 0u);
}

TEST_F(NetworkSettings, NetworksThatMayBeConnectedTo) {
    const auto reachable = [&](std::vector<std::string> arguments) {
        return net(std::move(arguments)).reachable;
    };
    using Networks = std::set<Network>;
    const Networks ip{Network::Ipv4, Network::Ipv6};
    EXPECT_EQ(reachable({"-onion=127.0.0.1"}), (Networks{Network::Ipv4, Network::Ipv6, Network::Onion}));
    EXPECT_EQ(reachable({"-proxy=127.0.0.1"}), (Networks{Network::Ipv4, Network::Ipv6, Network::Onion}));
    EXPECT_EQ(reachable({"-proxy=127.0.0.1", "-onion=0"}), ip);
    EXPECT_EQ(reachable({"-proxy=127.0.0.1=ipv6"}), ip);
    EXPECT_EQ(reachable({"-cjdnsreachable"}), (Networks{Network::Ipv4, Network::Ipv6, Network::Cjdns}));
    EXPECT_EQ(reachable({"-onlynet=cjdns", "-cjdnsreachable"}), Networks{Network::Cjdns});
    EXPECT_EQ(reachable({"-onlynet=ipv4", "-onlynet=onion"}), (Networks{Network::Ipv4, Network::Onion}));
    EXPECT_EQ(reachable({"-onlynet=ipv6", "-onion=127.0.0.1"}), Networks{Network::Ipv6});
    EXPECT_EQ(reachable({"-onlynet=i2p", "-i2psam=127.0.0.1:7656"}), Networks{Network::I2p});
    EXPECT_EQ(error({"-onlynet=i2p"}),
              "Outbound connections restricted to i2p (-onlynet=i2p) but -i2psam is not provided");
    EXPECT_EQ(
        error({"-onlynet=cjdns"}),
        "Outbound connections restricted to CJDNS (-onlynet=cjdns) but -cjdnsreachable is not provided");
    for (const std::string option : {"-onion=0", "-noonion", "-onion="})
        EXPECT_EQ(
            error({"-onlynet=onion", option}),
            "Outbound connections restricted to Tor (-onlynet=onion) but the proxy for reaching the Tor "
            "network is explicitly forbidden: -onion=0")
            << option;
    EXPECT_EQ(error({"-onlynet=onion", "-listenonion=0"}),
              "Outbound connections restricted to Tor (-onlynet=onion) but the proxy for reaching the Tor "
              "network is not provided: none of -proxy, -onion or -listenonion is given");
    // Accepted for later.
    EXPECT_EQ(error({"-i2pacceptincoming=0", "-txreconciliation"}), "");
}

TEST_F(NetworkSettings, Proxies) {
    const net::NetOptions made = net({"-proxy=1.2.3.4:99", "-onion=unix:/tor", "-proxyrandomize=0"});
    EXPECT_EQ(made.proxies.at(Network::Ipv4).endpoint.to_text(), "1.2.3.4:99");
    EXPECT_FALSE(made.proxies.at(Network::Ipv6).randomize);
    EXPECT_EQ(made.proxies.at(Network::Onion).unix_path, "/tor");
    EXPECT_TRUE(made.name_proxy && made.reachable.contains(Network::Onion));
    EXPECT_EQ(net({"-proxy=1.2.3.4=tor"}).proxies.at(Network::Onion).endpoint.port, 9050);
    EXPECT_FALSE(net({"-proxy=1.2.3.4", "-noonion"}).proxies.contains(Network::Onion));
    // Of several the first counts, and one for a network more than one for all if it comes before.
    const net::NetOptions apart = net({"-proxy=1.1.1.1=ipv6", "-proxy=2.2.2.2=cjdns", "-proxy=3.3.3.3"});
    EXPECT_EQ(apart.proxies.at(Network::Ipv4).endpoint.to_text(), "3.3.3.3:9050");
    EXPECT_EQ(apart.proxies.at(Network::Ipv6).endpoint.to_text(), "1.1.1.1:9050");
    EXPECT_EQ(apart.proxies.at(Network::Cjdns).endpoint.to_text(), "2.2.2.2:9050");
    EXPECT_EQ(apart.name_proxy->endpoint.to_text(), "1.1.1.1:9050");
    EXPECT_TRUE(net({"-proxy=0"}).proxies.empty() && net({"-noproxy"}).proxies.empty());
    EXPECT_TRUE(net({"-proxy=1.2.3.4"}).proxies.at(Network::Ipv4).randomize);
    for (const std::string value : {"1.2.3.4=i2p", "1.2.3.4=ham"})
        EXPECT_EQ(error({"-proxy=" + value}), "Unrecognized network in -proxy='" + value + "'");
}

TEST_F(NetworkSettings, ErrorsNameTheOption) {
    EXPECT_EQ(error({"-proxy=no.name"}), "Invalid -proxy address or hostname: 'no.name'");
    EXPECT_EQ(error({"-onion=x"}), "Invalid -onion address or hostname: 'x'");
    EXPECT_EQ(error({"-onlynet=ham"}), "Unknown network specified in -onlynet: 'ham'");
    EXPECT_EQ(error({"-bind=nowhere"}), "Cannot resolve -bind address: 'nowhere'");
    EXPECT_EQ(error({"-bind=127.0.0.1", "-listen=0"}),
              "Cannot set -bind or -whitebind together with -listen=0");
    EXPECT_EQ(error({"-externalip=here"}), "Cannot resolve -externalip address: 'here'");
    EXPECT_EQ(error({"-peertimeout=0"}), "peertimeout must be a positive integer.");
    EXPECT_EQ(error({"-maxconnections=-1"}), "-maxconnections must be greater or equal than zero");
    EXPECT_EQ(error({"-maxuploadtarget=x"}), "Unable to parse -maxuploadtarget: 'x'");
    EXPECT_EQ(error({"-uacomment=/"}), "User Agent comment (/) contains unsafe characters.");
    EXPECT_NE(error({"-uacomment=" + std::string(300, 'a')}).find("exceeds maximum length (256)"),
              std::string::npos);
    EXPECT_EQ(error({"-peerblockfilters"}), "Cannot set -peerblockfilters without -blockfilterindex.");
    EXPECT_EQ(error({"-forcednsseed", "-dnsseed=0"}),
              "Cannot set -forcednsseed to true when setting -dnsseed to false.");
}

TEST(ByteUnits, Boundaries) {
    EXPECT_EQ(parse_byte_units("0"), 0u);
    EXPECT_EQ(parse_byte_units("2"), 2u << 20);
    EXPECT_EQ(parse_byte_units("3k"), 3'000u);
    EXPECT_EQ(parse_byte_units("3K"), 3u * 1024);
    EXPECT_EQ(parse_byte_units("1t"), 1'000'000'000'000u);
    EXPECT_EQ(parse_byte_units("1T"), uint64_t{1} << 40);
    EXPECT_EQ(parse_byte_units("8388607T"), uint64_t{8388607} << 40);
    EXPECT_EQ(parse_byte_units("8388608T"), std::nullopt);
    for (const char* text : {"", "M", "-1", "1x", "1MM", "1 M", "18446744073709551616"})
        EXPECT_EQ(parse_byte_units(text), std::nullopt) << text;
}

}  // namespace
}  // namespace quanta::daemon
