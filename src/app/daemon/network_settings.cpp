// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/network_settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "addresses/subnet.h"
#include "app/daemon/index_settings.h"

namespace quanta::daemon {
namespace {

using base::Err;
using config::Options;
using wire::Network;

constexpr uint16_t kTorPort = 9050;
/// Connections of the Tor service come to the next port.
constexpr uint16_t kOnionPortOffset = 1;
constexpr size_t kMaxUserAgent = 256;

Err<std::string> refuse(std::string_view before, const std::string& value, std::string_view after = "'") {
    return Err(std::string(before) + value + std::string(after));
}

/// Seeds are written as numbers; those of fc00::/8 belong to CJDNS.
wire::Service as_seed(const wire::Service& service) {
    if (service.address.network() != Network::Ipv6) return service;
    std::array<uint8_t, 16> address;
    std::ranges::copy(service.address.bytes(), address.begin());
    return {wire::Address::cjdns(address).value_or(service.address), service.port};
}

sys::Endpoint endpoint_of(const wire::Service& service) {
    return {service.address.to_text(), service.port};
}

/// `<ip>[:port]` or `unix:<path>`.
std::optional<net::Proxy> parse_proxy(std::string_view text, bool randomize) {
    constexpr std::string_view kUnix = "unix:";
    net::Proxy proxy;
    proxy.randomize = randomize;
    if (text.starts_with(kUnix)) {
        proxy.unix_path = text.substr(kUnix.size());
        return proxy.unix_path.empty() ? std::nullopt : std::optional(proxy);
    }
    const auto service = wire::Service::from_text(text == "localhost" ? "127.0.0.1" : text, kTorPort);
    if (!service || service->port == 0) return std::nullopt;
    proxy.endpoint = endpoint_of(*service);
    return proxy;
}

SettingsResult<void> read_proxies(const Options& options, net::NetOptions& net) {
    const bool randomize = options.get_bool("proxyrandomize", true);
    std::vector<std::string> values = options.get_list("proxy");
    std::ranges::reverse(values);  // the strongest last, so that it counts
    for (const std::string& value : values) {
        if (value.empty() || value == "0") continue;
        const size_t equals = value.rfind('=');
        const std::string at = value.substr(0, equals);
        const auto proxy = parse_proxy(at, randomize);
        if (!proxy) return refuse("Invalid -proxy address or hostname: '", value);
        if (equals == std::string::npos) {
            for (const Network network : {Network::Ipv4, Network::Ipv6, Network::Onion, Network::Cjdns})
                net.proxies[network] = *proxy;
            net.name_proxy = *proxy;
            continue;
        }
        const std::string word = value.substr(equals + 1);
        const auto network = wire::network_from_name(word == "tor" ? "onion" : word);
        if (!network || *network == Network::I2p || *network == Network::Internal)
            return refuse("Unrecognized network in -proxy='", value);
        net.proxies[*network] = *proxy;
        if (*network == Network::Ipv4 || *network == Network::Ipv6) net.name_proxy = *proxy;
    }
    const auto onion = options.get("onion");
    if (!onion) return {};
    net.proxies.erase(Network::Onion);
    if (*onion == "0" || onion->empty()) return {};
    const auto proxy = parse_proxy(*onion, randomize);
    if (!proxy) return refuse("Invalid -onion address or hostname: '", *onion);
    net.proxies[Network::Onion] = *proxy;
    return {};
}

/// Which networks are connected to by ourselves.
SettingsResult<void> read_reachable(const Options& options, net::NetOptions& net) {
    const bool has_onion = net.proxies.contains(Network::Onion);
    std::set<Network> usable{Network::Ipv4, Network::Ipv6};
    if (has_onion) usable.insert(Network::Onion);
    if (options.get_bool("cjdnsreachable", false)) usable.insert(Network::Cjdns);
    const std::vector<std::string> only = options.get_list("onlynet");
    const bool onion_allowed = only.empty() || std::ranges::find(only, std::string("onion")) != only.end();
    net.use_found_tor_proxy = onion_allowed && !has_onion && !options.is_set("onion");
    if (only.empty()) {
        net.reachable = usable;
        return {};
    }
    for (const std::string& word : only) {
        const auto network = wire::network_from_name(word);
        if (!network || *network == Network::Internal)
            return refuse("Unknown network specified in -onlynet: '", word);
        net.reachable.insert(*network);
    }
    const bool onion_forbidden = options.is_set("onion") && !has_onion;
    if (net.reachable.contains(Network::Onion) && onion_forbidden) {
        return Err(
            std::string("Outbound connections restricted to Tor (-onlynet=onion) but the proxy for reaching "
                        "the Tor network is explicitly forbidden: -onion=0"));
    }
    if (net.reachable.contains(Network::Onion) && !has_onion && !options.get_bool("listenonion", true)) {
        return Err(
            std::string("Outbound connections restricted to Tor (-onlynet=onion) but the proxy for reaching "
                        "the Tor network is not provided: none of -proxy, -onion or -listenonion is given"));
    }
    if (net.reachable.contains(Network::I2p) && !options.is_set("i2psam")) {
        return Err(
            std::string("Outbound connections restricted to i2p (-onlynet=i2p) but -i2psam is not provided"));
    }
    if (net.reachable.contains(Network::Cjdns) && !options.get_bool("cjdnsreachable", false)) {
        return Err(
            std::string("Outbound connections restricted to CJDNS (-onlynet=cjdns) but -cjdnsreachable is "
                        "not provided"));
    }
    return {};
}

SettingsResult<void> read_binds(const Options& options, net::NetOptions& net) {
    const uint16_t port = net.listen_port;
    bool has_onion = false;
    for (const std::string& value : options.get_list("bind")) {
        constexpr std::string_view kOnion = "=onion";
        const bool onion = value.ends_with(kOnion);
        const std::string at = onion ? value.substr(0, value.size() - kOnion.size()) : value;
        const auto service = wire::Service::from_text(at, onion ? port + kOnionPortOffset : port);
        if (!service) return refuse("Cannot resolve -bind address: '", value);
        net.binds.push_back({.endpoint = endpoint_of(*service), .onion = onion});
        has_onion |= onion;
    }
    for (const std::string& value : options.get_list("whitebind")) {
        const auto parsed = net::parse_whitebind(value);
        if (!parsed) return Err(parsed.error());
        net.binds.push_back({.endpoint = endpoint_of(parsed->service), .grant = parsed->grant});
    }
    if (!net.listen && !net.binds.empty()) {
        return Err(std::string("Cannot set -bind or -whitebind together with -listen=0"));
    }
    if (!net.listen) return {};
    if (net.binds.empty()) {
        net.binds.push_back({.endpoint = {"0.0.0.0", port}, .optional = true});
        net.binds.push_back({.endpoint = {"::", port}, .optional = true});
    }
    if (!has_onion && !options.is_set("bind") && options.get_bool("listenonion", true)) {
        const auto onion_port = static_cast<uint16_t>(port + kOnionPortOffset);
        net.binds.push_back({.endpoint = {"127.0.0.1", onion_port}, .onion = true, .optional = true});
    }
    return {};
}

SettingsResult<void> read_permissions(const Options& options, net::NetOptions& net) {
    for (const std::string& value : options.get_list("whitelist")) {
        auto parsed = net::parse_whitelist(value);
        if (!parsed) return Err(parsed.error());
        net.whitelist.push_back(std::move(*parsed));
    }
    net.whitelist_force_relay = options.get_bool("whitelistforcerelay", false);
    const bool relays = net.whitelist_force_relay || !options.get_bool("blocksonly", false);
    net.whitelist_relay = options.get_bool("whitelistrelay", relays);
    return {};
}

SettingsResult<void> read_limits(const Options& options, net::NetOptions& net) {
    const config::IntRange counts{.min = 0, .max = std::numeric_limits<int32_t>::max()};
    const int64_t max = TRY(read_int(options, "maxconnections", 200));
    if (max < 0) return Err(std::string("-maxconnections must be greater or equal than zero"));
    net.max_connections = static_cast<size_t>(max);
    net.receive_buffer_bytes =
        static_cast<size_t>(TRY(read_int(options, "maxreceivebuffer", 5000, counts))) * 1000;
    net.send_buffer_bytes = static_cast<size_t>(TRY(read_int(options, "maxsendbuffer", 1000, counts))) * 1000;
    net.connect_timeout = std::chrono::milliseconds(TRY(read_int(options, "timeout", 5000)));
    if (net.connect_timeout.count() <= 0) net.connect_timeout = std::chrono::milliseconds(5000);
    const int64_t peer_timeout_s = TRY(read_int(options, "peertimeout", 60));
    if (peer_timeout_s <= 0) return Err(std::string("peertimeout must be a positive integer."));
    net.peer_timeout = std::chrono::seconds(peer_timeout_s);
    net.inbound_relay_percent =
        static_cast<int>(TRY(read_int(options, "inboundrelaypercent", 50, {.min = 0, .max = 100})));
    return {};
}

/// Whom to connect to, and how addresses are found.
SettingsResult<void> read_targets(const Options& options, const params::ChainParams& params,
                                  net::NetOptions& net) {
    net.connect = options.get_list("connect");
    std::erase_if(net.connect, [](const std::string& name) { return name == "0" || name.empty(); });
    const bool connect_given = options.is_set("connect");
    if (!net.connect.empty())
        net.automatic = net::Automatic::ConnectOnly;
    else if (connect_given)
        net.automatic = net::Automatic::No;
    net.add_nodes = options.get_list("addnode");
    net.seed_nodes = options.get_list("seednode");
    net.name_lookups = options.get_bool("dns", true);
    net.force_dns_seeds = options.get_bool("forcednsseed", false);
    const bool ip_reachable = net.reachable.contains(Network::Ipv4) || net.reachable.contains(Network::Ipv6);
    const bool seeds_make_sense = !connect_given && net.max_connections > 0 && ip_reachable;
    net.dns_seeds = options.get_bool("dnsseed", seeds_make_sense);
    if (net.force_dns_seeds && options.is_set("dnsseed") && !net.dns_seeds) {
        return Err(std::string("Cannot set -forcednsseed to true when setting -dnsseed to false."));
    }
    if (options.is_set("dnsseed") && net.dns_seeds && !ip_reachable) {
        return Err(
            std::string("Incompatible options: -dnsseed=1 was explicitly specified, but -onlynet forbids "
                        "connections to IPv4/IPv6"));
    }
    net.fixed_seeds = options.get_bool("fixedseeds", true);
    for (const std::string_view seed : params.dns_seeds)
        net.dns_seed_names.emplace_back(seed);
    for (const std::string_view seed : params.fixed_seeds) {
        if (const auto service = wire::Service::from_text(seed, params.default_port))
            net.fixed_seed_services.push_back(as_seed(*service));
    }
    for (const std::string& value : options.get_list("externalip")) {
        const auto service = wire::Service::from_text(value, net.listen_port);
        if (!service || !service->address.is_valid())
            return refuse("Cannot resolve -externalip address: '", value);
        net.external.push_back(*service);
    }
    return {};
}

uint64_t services_of(const Options& options, bool prunes, bool v2) {
    uint64_t services = wire::kServiceWitness | wire::kServiceNetworkLimited;
    if (!prunes) services |= wire::kServiceNetwork;
    if (v2) services |= wire::kServiceP2pV2;
    if (options.get_bool("peerblockfilters", false)) services |= wire::kServiceCompactFilters;
    if (options.get_bool("peerbloomfilters", false)) services |= wire::kServiceBloom;
    return services;
}

/// A comment may hold what cannot be mistaken for the form around it.
bool is_safe_comment(const std::string& text) {
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;-_?@";
    return text.find_first_not_of(kAllowed) == std::string::npos;
}

SettingsResult<std::string> user_agent_of(const Options& options) {
    std::string comments;
    for (const std::string& comment : options.get_list("uacomment")) {
        if (!is_safe_comment(comment))
            return refuse("User Agent comment (", comment, ") contains unsafe characters.");
        comments += (comments.empty() ? "" : "; ") + comment;
    }
    std::string agent = "/Quanta:" + std::string(QUANTA_VERSION);
    if (!comments.empty()) agent += "(" + comments + ")";
    agent += "/";
    if (agent.size() > kMaxUserAgent) {
        return Err("Total length of network version string (" + std::to_string(agent.size()) +
                   ") exceeds maximum length (256). Reduce the number or size of uacomments.");
    }
    return agent;
}

SettingsResult<sync::ProtocolOptions> read_protocol(const Options& options, uint64_t services) {
    sync::ProtocolOptions protocol;
    protocol.services = services;
    protocol.user_agent = TRY(user_agent_of(options));
    protocol.relay_transactions = !options.get_bool("blocksonly", false);
    const std::string target = options.get_string("maxuploadtarget", "0M");
    const auto bytes = parse_byte_units(target);
    if (!bytes) return refuse("Unable to parse -maxuploadtarget: '", target);
    protocol.max_upload_bytes = *bytes;
    protocol.serve_bloom = options.get_bool("peerbloomfilters", false);
    return protocol;
}

/// What other options switch off where nobody has said otherwise.
void read_switches(const Options& options, net::NetOptions& net) {
    const bool binds = options.is_set("bind") || options.is_set("whitebind");
    const bool proxy = options.is_set("proxy") && !options.is_negated("proxy");
    const bool closed = options.is_set("connect") || net.max_connections == 0 || proxy;
    net.listen = options.get_bool("listen", binds || !closed);
    net.discover = options.get_bool("discover", net.listen && !proxy && !options.is_set("externalip"));
    net.port_mapping = options.get_bool("natpmp", true) && net.listen && !proxy;
    net.onion_service = options.get_bool("listenonion", true) && net.listen;
    net.v2 = options.get_bool("v2transport", true);
    net.active = options.get_bool("networkactive", true);
}

}  // namespace

std::optional<uint64_t> parse_byte_units(std::string_view text) {
    constexpr std::string_view kThousands = "kmgt";
    constexpr std::string_view kBinary = "KMGT";
    if (text.empty()) return std::nullopt;
    uint64_t factor = uint64_t{1} << 20;
    const char last = text.back();
    const auto power = [&](std::string_view letters, uint64_t unit) {
        factor = 1;
        for (size_t i = 0; i <= letters.find(last); ++i)
            factor *= unit;
        text.remove_suffix(1);
    };
    if (kThousands.find(last) != std::string_view::npos)
        power(kThousands, 1000);
    else if (kBinary.find(last) != std::string_view::npos)
        power(kBinary, 1024);
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    constexpr uint64_t kMax = std::numeric_limits<int64_t>::max();
    if (number > kMax / factor) return std::nullopt;
    return number * factor;
}

SettingsResult<node::NetworkOptions> make_network_options(const Options& options,
                                                          const params::ChainParams& params, bool prunes) {
    node::NetworkOptions network;
    net::NetOptions& net = network.net;
    net.magic = params.message_start;
    net.default_port = params.default_port;
    net.directory = options.directories().network;
    if (const auto port = options.get_port("port", params.default_port); port)
        net.listen_port = *port;
    else
        return refuse("Invalid port specified in -port: '", options.get_string("port", ""));
    if (options.get_bool("peerblockfilters", false) && !TRY(make_index_options(options)).block_filters) {
        return Err(std::string("Cannot set -peerblockfilters without -blockfilterindex."));
    }
    TRY(read_limits(options, net));
    read_switches(options, net);
    net.services = services_of(options, prunes, net.v2);
    TRY(read_proxies(options, net));
    TRY(read_reachable(options, net));
    TRY(read_binds(options, net));
    TRY(read_permissions(options, net));
    TRY(read_targets(options, params, net));
    const auto control = wire::Service::from_text(options.get_string("torcontrol", "127.0.0.1:9051"), 9051);
    if (!control) return refuse("Invalid -torcontrol address: '", options.get_string("torcontrol", ""));
    net.tor_control = endpoint_of(*control);
    net.tor_password = options.get_string("torpassword", "");
    if (options.is_set("asmap") && !options.is_negated("asmap"))
        net.asmap = options.network_path(options.get_string("asmap", ""));
    const std::vector<std::string> tests = options.get_list("test");
    net.known_address_key = std::ranges::find(tests, std::string("addrman")) != tests.end();
    network.protocol = TRY(read_protocol(options, net.services));
    return network;
}

}  // namespace quanta::daemon
