// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/network_settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
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

TEST_F(NetworkSettings, Proxies) {
    const net::NetOptions made = net({"-proxy=1.2.3.4:99", "-onion=unix:/tor", "-proxyrandomize=0"});
    EXPECT_EQ(made.proxies.at(Network::Ipv4).endpoint.to_text(), "1.2.3.4:99");
    EXPECT_FALSE(made.proxies.at(Network::Ipv6).randomize);
    EXPECT_EQ(made.proxies.at(Network::Onion).unix_path, "/tor");
    EXPECT_TRUE(made.name_proxy && made.reachable.contains(Network::Onion));
    EXPECT_EQ(net({"-proxy=1.2.3.4=tor"}).proxies.at(Network::Onion).endpoint.port, 9050);
    EXPECT_FALSE(net({"-proxy=1.2.3.4", "-noonion"}).proxies.contains(Network::Onion));
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
