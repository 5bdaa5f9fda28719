// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "net/permissions.h"
#include "sys/tcp.h"
#include "wire/address.h"

namespace quanta::net {

/// A SOCKS5 proxy.
struct Proxy {
    sys::Endpoint endpoint;
    std::string unix_path;  ///< instead of `endpoint`
    bool randomize = true;  ///< other credentials for each connection
    friend bool operator==(const Proxy&, const Proxy&) = default;
};

/// A place to listen at.
struct BindPlace {
    sys::Endpoint endpoint;
    bool onion = false;  ///< connections come from the Tor service
    Grant grant;
    bool optional = false;  ///< of the defaults: no error when it cannot be had
};

/// Whether connections are opened by ourselves.
enum class Automatic : uint8_t { Yes, ConnectOnly, No };

/// Settings of the network, from the command line.
struct NetOptions {
    std::array<uint8_t, 4> magic{};
    uint16_t default_port = 0;        ///< the chain's: of addresses that name none
    uint16_t listen_port = 0;         ///< -port
    uint64_t services = 0;            ///< what we offer
    std::filesystem::path directory;  ///< of peers.dat, anchors.dat, banlist.json, onion_v3_private_key

    bool listen = true;
    std::vector<BindPlace> binds;
    bool v2 = true;      ///< -v2transport
    bool active = true;  ///< -networkactive
    size_t max_connections = 200;
    size_t receive_buffer_bytes = 5'000'000;
    size_t send_buffer_bytes = 1'000'000;
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::seconds peer_timeout{60};

    Automatic automatic = Automatic::Yes;
    std::vector<std::string> connect;     ///< -connect
    std::vector<std::string> add_nodes;   ///< -addnode
    std::vector<std::string> seed_nodes;  ///< -seednode
    bool name_lookups = true;             ///< -dns
    bool dns_seeds = true;
    bool force_dns_seeds = false;
    bool fixed_seeds = true;
    std::vector<std::string> dns_seed_names;
    std::vector<wire::Service> fixed_seed_services;

    std::set<wire::Network> reachable;       ///< what may be connected to automatically
    std::map<wire::Network, Proxy> proxies;  ///< by the network they lead to
    bool use_found_tor_proxy = false;        ///< a proxy of Tor's that is found leads to onion addresses
    std::optional<Proxy> name_proxy;         ///< names are looked up by it instead of by us
    std::vector<wire::Service> external;     ///< -externalip
    bool discover = true;
    bool port_mapping = true;   ///< -natpmp
    bool onion_service = true;  ///< -listenonion
    sys::Endpoint tor_control{"127.0.0.1", 9051};
    std::string tor_password;
    std::vector<WhitelistEntry> whitelist;
    bool whitelist_relay = true;
    bool whitelist_force_relay = false;
    std::filesystem::path asmap;     ///< empty: none
    bool known_address_key = false;  ///< -test=addrman: places in the address book can be foretold
    int inbound_relay_percent = 50;
};

}  // namespace quanta::net
