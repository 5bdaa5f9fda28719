// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/network_views.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "cli/figures.h"

namespace quanta::cli {

namespace {

using base::Err;

constexpr int kMaxLevel = 4;
constexpr double kMillisPerSecond = 1000;
constexpr int64_t kSecondsPerMinute = 60;

/// Names of networks as the node has them and as a column has room for.
struct Network {
    std::string_view name;
    std::string_view shown;
};
/// Those of -addrinfo, and behind them peers on this machine or in a private network.
constexpr Network kNetworks[] = {{"ipv4", "ipv4"}, {"ipv6", "ipv6"},   {"onion", "onion"},
                                 {"i2p", "i2p"},   {"cjdns", "cjdns"}, {"not_publicly_routable", "npr"}};
constexpr size_t kPublicNetworks = 5;

constexpr std::pair<std::string_view, std::string_view> kTypes[] = {{"outbound-full-relay", "full"},
                                                                    {"block-relay-only", "block"},
                                                                    {"manual", "manual"},
                                                                    {"feeler", "feeler"},
                                                                    {"addr-fetch", "addr"},
                                                                    {"private-broadcast", "priv"},
                                                                    {"inbound", ""}};

constexpr std::string_view kNetinfoHelp =
    "Usage: quanta-cli [options] -netinfo [level] [outonly|o]\n"
    "       quanta-cli -netinfo help|h\n\n"
    "Who the node is connected with.\n\n"
    "level    0  connections by network, services and addresses of the node (the default)\n"
    "         1  besides a line for each peer\n"
    "         2  with its address\n"
    "         3  with its protocol version and user agent\n"
    "         4  with both\n"
    "outonly  only peers that the node connected to\n\n"
    "Columns of a peer, those with the shortest ping first:\n"
    "way      in: it connected to us; out: we connected to it\n"
    "type     of a connection of ours: full, block (blocks only), manual, feeler, addr (fetches addresses),\n"
    "         priv (a private broadcast)\n"
    "net      network it is reached by; npr is not publicly routable\n"
    "v        version of the transport; empty while it is not known\n"
    "serv     services by the first letter of their name; l is NETWORK_LIMITED, 2 is P2P_V2\n"
    "mping    shortest ping, ms\n"
    "ping     last ping, ms\n"
    "send     seconds since we last sent it something\n"
    "recv     seconds since it last sent us something\n"
    "txn      minutes since its last new transaction; * it wants no transactions\n"
    "blk      minutes since its last new block\n"
    "hb       compact blocks without asking: . we do it for it, * it does it for us\n"
    "addrp    addresses of it that were processed\n"
    "addrl    addresses of it that were dropped by a limit; . it takes no part in addresses\n"
    "age      minutes since it connected\n"
    "asmap    autonomous system, where the node has a map of them\n"
    "id       number of the peer\n"
    "address  and port\n"
    "version  of the protocol, and its user agent";

json::Value addresses_known(const std::array<int64_t, kPublicNetworks>& counts, int64_t total) {
    json::Value::Object members;
    for (size_t at = 0; at < kPublicNetworks; ++at) {
        members.emplace_back(std::string(kNetworks[at].name), counts[at]);
    }
    members.emplace_back("total", total);
    return json::Value(json::Value::Object{{"addresses_known", json::Value(std::move(members))}});
}

std::string network_of(const json::Value& peer) {
    const std::string name = member_text(peer, "network");
    for (const Network& network : kNetworks) {
        if (network.name == name) return std::string(network.shown);
    }
    return name;
}

std::string type_of(const json::Value& peer) {
    const std::string type = member_text(peer, "connection_type");
    for (const auto& [name, shown] : kTypes) {
        if (name == type) return std::string(shown);
    }
    return type;
}

char service_letter(const std::string& name) {
    if (name == "NETWORK_LIMITED") return 'l';
    if (name == "P2P_V2") return '2';
    const char first = name.empty() ? '?' : name.front();
    return first >= 'A' && first <= 'Z' ? static_cast<char>(first - 'A' + 'a') : first;
}

std::string services_of(const json::Value& peer) {
    std::string out;
    for (const json::Value& name : member_items(peer, "servicesnames"))
        out += service_letter(plain(name));
    return out;
}

std::string transport_of(const json::Value& peer) {
    const std::string type = member_text(peer, "transport_protocol_type");
    return type.starts_with('v') ? type.substr(1) : "";
}

/// A ping in milliseconds; empty when there was none.
std::string millis(const json::Value& peer, std::string_view member) {
    const json::Value* value = peer.find(member);
    const auto seconds = value ? value->as_double() : std::nullopt;
    return seconds ? fmt::format("{}", std::lround(*seconds * kMillisPerSecond)) : "";
}

/// Time since something, in `unit_s`; empty when it never was.
std::string since(int64_t now_s, int64_t then_s, int64_t unit_s) {
    return then_s > 0 ? fmt::format("{}", std::max<int64_t>(now_s - then_s, 0) / unit_s) : "";
}

std::string count_text(int64_t count) {
    return count > 0 ? fmt::format("{}", count) : "";
}

std::string addresses_limited(const json::Value& peer) {
    if (!member_true(peer, "addr_relay_enabled")) return ".";
    return count_text(member_int(peer, "addr_rate_limited"));
}

std::string last_transaction(const json::Value& peer, int64_t now_s) {
    const std::string age = since(now_s, member_int(peer, "last_transaction"), kSecondsPerMinute);
    return age.empty() && !member_true(peer, "relaytxes") ? "*" : age;
}

struct PeerTable {
    Table table;
    bool with_address;
    bool with_version;

    explicit PeerTable(int level) : with_address(level == 2 || level == kMaxLevel), with_version(level >= 3) {
        using Align = Table::Align;
        table.column("way", Align::Left);
        table.column("type", Align::Left);
        table.column("net", Align::Left);
        table.column("v");
        table.column("serv", Align::Left);
        for (const std::string_view title :
             {"mping", "ping", "send", "recv", "txn", "blk", "hb", "addrp", "addrl", "age", "asmap", "id"}) {
            table.column(title);
        }
        table.column(with_address ? "address" : "", Align::Left);
        table.column(with_version ? "version" : "", Align::Left);
    }

    void add(const json::Value& peer, int64_t now_s) {
        const auto ago = [&](std::string_view member, int64_t unit_s) {
            return since(now_s, member_int(peer, member), unit_s);
        };
        const std::string high_bandwidth = std::string(member_true(peer, "bip152_hb_to") ? "." : "") +
                                           (member_true(peer, "bip152_hb_from") ? "*" : "");
        const std::string version =
            fmt::format("{} {}", member_text(peer, "version"), member_text(peer, "subver"));
        table.row(
            {member_true(peer, "inbound") ? "in" : "out", type_of(peer), network_of(peer), transport_of(peer),
             services_of(peer), millis(peer, "minping"), millis(peer, "pingtime"), ago("lastsend", 1),
             ago("lastrecv", 1), last_transaction(peer, now_s), ago("last_block", kSecondsPerMinute),
             high_bandwidth, count_text(member_int(peer, "addr_processed")), addresses_limited(peer),
             ago("conntime", kSecondsPerMinute), member_text(peer, "mapped_as"), member_text(peer, "id"),
             with_address ? member_text(peer, "addr") : "", with_version ? version : ""});
    }
};

double shortest_ping(const json::Value& peer) {
    const json::Value* value = peer.find("minping");
    return value ? value->as_double().value_or(HUGE_VAL) : HUGE_VAL;
}

/// Theirs before ours, each from the shortest ping to the longest.
std::vector<const json::Value*> sorted_peers(const NetworkState& state, const NetinfoRequest& request) {
    std::vector<const json::Value*> out;
    for (const json::Value& peer : items_of(state.peers)) {
        if (!request.outbound_only || !member_true(peer, "inbound")) out.push_back(&peer);
    }
    std::stable_sort(out.begin(), out.end(), [](const json::Value* a, const json::Value* b) {
        const bool a_in = member_true(*a, "inbound");
        const bool b_in = member_true(*b, "inbound");
        return a_in != b_in ? a_in : shortest_ping(*a) < shortest_ping(*b);
    });
    return out;
}

/// Whether a network is worth a column: the node uses it, or a peer is in it.
bool is_used(const NetworkState& state, const Network& network) {
    const auto& networks = member_items(state.network, "networks");
    const bool reachable = std::any_of(networks.begin(), networks.end(), [&](const json::Value& one) {
        return member_text(one, "name") == network.name && member_true(one, "reachable");
    });
    const auto& peers = items_of(state.peers);
    return reachable || std::any_of(peers.begin(), peers.end(), [&](const json::Value& peer) {
               return member_text(peer, "network") == network.name;
           });
}

/// How many of `peers` go one way ("in", "out", "total") and fit.
template <typename Fits>
std::string count_peers(const json::Value& peers, std::string_view way, Fits fits) {
    const auto counts = [&](const json::Value& peer) {
        const bool right_way = way == "total" || member_true(peer, "inbound") == (way == "in");
        return right_way && fits(peer);
    };
    return fmt::format("{}", std::count_if(items_of(peers).begin(), items_of(peers).end(), counts));
}

std::string counts_text(const NetworkState& state) {
    std::vector<Network> networks;
    std::copy_if(std::begin(kNetworks), std::end(kNetworks), std::back_inserter(networks),
                 [&](const Network& network) { return is_used(state, network); });
    Table table;
    table.column("", Table::Align::Left);
    for (const Network& network : networks)
        table.column(network.shown);
    for (const std::string_view title : {"total", "block", "manual"})
        table.column(title);
    for (const std::string_view way : {"in", "out", "total"}) {
        std::vector<std::string> cells{std::string(way)};
        for (const Network& network : networks) {
            cells.push_back(count_peers(state.peers, way, [&](const json::Value& peer) {
                return member_text(peer, "network") == network.name;
            }));
        }
        cells.push_back(count_peers(state.peers, way, [](const json::Value&) { return true; }));
        for (const std::string_view type : {"block-relay-only", "manual"}) {
            cells.push_back(count_peers(state.peers, way, [&](const json::Value& peer) {
                return member_text(peer, "connection_type") == type;
            }));
        }
        table.row(std::move(cells));
    }
    return table.text();
}

std::string own_addresses(const json::Value& network) {
    const auto& addresses = member_items(network, "localaddresses");
    if (addresses.empty()) return "Local addresses: none\n";
    Table table;
    table.column("Local addresses", Table::Align::Left);
    table.column("port");
    table.column("score");
    for (const json::Value& one : addresses) {
        table.row({member_text(one, "address"), member_text(one, "port"), member_text(one, "score")});
    }
    return table.text();
}

}  // namespace

json::Value known_addresses(const json::Value& addrman_info) {
    const auto total_of = [&](std::string_view network) {
        const json::Value* counts = addrman_info.find(network);
        return counts ? member_int(*counts, "total") : 0;
    };
    std::array<int64_t, kPublicNetworks> counts{};
    for (size_t at = 0; at < kPublicNetworks; ++at)
        counts[at] = total_of(kNetworks[at].name);
    return addresses_known(counts, total_of("all_networks"));
}

json::Value count_addresses(const json::Value& node_addresses) {
    std::array<int64_t, kPublicNetworks> counts{};
    for (const json::Value& one : items_of(node_addresses)) {
        const std::string network = member_text(one, "network");
        for (size_t at = 0; at < kPublicNetworks; ++at)
            counts[at] += network == kNetworks[at].name ? 1 : 0;
    }
    return addresses_known(counts, static_cast<int64_t>(items_of(node_addresses).size()));
}

base::Result<NetinfoRequest, std::string> parse_netinfo(std::span<const std::string> words) {
    NetinfoRequest request;
    if (words.empty()) return request;
    const std::string& first = words.front();
    request.help = first == "help" || first == "h";
    if (request.help) return request;
    unsigned level = 0;
    const char* const end = first.data() + first.size();
    const auto [stopped, error] = std::from_chars(first.data(), end, level);
    if (error != std::errc() || stopped != end) {
        return Err(fmt::format(
            "invalid -netinfo level argument: {}\nFor more information, run: quanta-cli -netinfo help",
            first));
    }
    request.level = static_cast<int>(std::min<unsigned>(level, kMaxLevel));
    if (words.size() == 1) return request;
    request.outbound_only = words[1] == "outonly" || words[1] == "o";
    if (!request.outbound_only || words.size() > 2) {
        return Err(
            fmt::format("invalid -netinfo argument: {}\nFor more information, run: quanta-cli -netinfo help",
                        request.outbound_only ? words[2] : words[1]));
    }
    return request;
}

std::string netinfo_text(const NetworkState& state, const NetinfoRequest& request) {
    std::string out =
        fmt::format("Quanta client v" QUANTA_VERSION " on {}, server {} with protocol {}\n\n", state.chain,
                    member_text(state.network, "subversion"), member_text(state.network, "protocolversion"));
    if (request.level > 0) {
        PeerTable peers(request.level);
        for (const json::Value* peer : sorted_peers(state, request))
            peers.add(*peer, state.now_s);
        out += peers.table.text() + "\n";
    }
    out += counts_text(state);
    std::string services;
    for (const json::Value& name : member_items(state.network, "localservicesnames")) {
        services += (services.empty() ? "" : ", ") + plain(name);
    }
    out += fmt::format("\nLocal services: {}\n\n", services.empty() ? "none" : services);
    out += own_addresses(state.network);
    if (!member_true(state.network, "networkactive")) out += "\nThe network is switched off.\n";
    out.pop_back();
    return out;
}

std::string netinfo_help() {
    return std::string(kNetinfoHelp);
}

}  // namespace quanta::cli
