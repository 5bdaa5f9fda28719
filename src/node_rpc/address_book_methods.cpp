// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <fmt/core.h>

#include <optional>
#include <string>
#include <vector>

#include "node_rpc/network_access.h"

namespace quanta::node_rpc {
namespace {

using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;
using wire::Network;

constexpr Network kNetworks[] = {Network::Ipv4, Network::Ipv6, Network::Onion, Network::I2p, Network::Cjdns};

RpcResult<void> getnodeaddresses(const Context& context, const rpc::Call& call, json::Writer& out) {
    const int count = TRY(call.args.integer_or<int>("count", 1));
    if (count < 0) return rpc::fail(rpc::kBadParameter, "Address count out of range");
    std::optional<Network> network;
    if (call.args.has("network")) {
        const std::string word(TRY(call.args.string("network")));
        network = wire::network_from_name(word);
        if (!network || *network == Network::Internal) {
            return rpc::fail(rpc::kBadParameter, "Network not recognized: " + word);
        }
    }
    const auto addresses = TRY(in_network(context, [&](node::NetworkParts& parts) {
        return parts.book.sample(static_cast<size_t>(count), 0, network);
    }));
    out.begin_array();
    for (const wire::KnownAddress& known : addresses) {
        out.begin_object().member("time", known.time_s).member("services", known.services);
        out.member("address", known.service.address.to_text()).member("port", known.service.port);
        out.member("network", wire::network_name(known.service.address.network())).end_object();
    }
    out.end_array();
    return {};
}

struct Counts {
    size_t in_new = 0;
    size_t in_tried = 0;
};

void write_counts(std::string_view name, const Counts& counts, json::Writer& out) {
    out.key(name).begin_object().member("new", counts.in_new).member("tried", counts.in_tried);
    out.member("total", counts.in_new + counts.in_tried).end_object();
}

RpcResult<void> getaddrmaninfo(const Context& context, const rpc::Call&, json::Writer& out) {
    const auto all = TRY(in_network(context, [](node::NetworkParts& parts) {
        std::vector<Counts> counts;
        for (const Network network : kNetworks) {
            counts.push_back(
                {parts.book.size(network, addresses::Table::New), parts.book.size(network, addresses::Table::Tried)});
        }
        return counts;
    }));
    out.begin_object();
    Counts sum;
    for (size_t i = 0; i < all.size(); ++i) {
        write_counts(wire::network_name(kNetworks[i]), all[i], out);
        sum.in_new += all[i].in_new;
        sum.in_tried += all[i].in_tried;
    }
    write_counts("all_networks", sum, out);
    out.end_object();
    return {};
}

void write_entry(const addresses::BookEntry& entry, const addresses::NetworkGroups& groups, json::Writer& out) {
    const wire::Service& service = entry.address.service;
    out.key(fmt::format("{}/{}", entry.bucket, entry.position)).begin_object();
    out.member("address", service.address.to_text());
    if (const uint32_t as = groups.mapped_as(service.address)) out.member("mapped_as", as);
    out.member("port", service.port).member("services", entry.address.services);
    out.member("time", entry.address.time_s);
    out.member("network", wire::network_name(service.address.network()));
    out.member("source", entry.source.to_text());
    out.member("source_network", wire::network_name(entry.source.network()));
    if (const uint32_t as = groups.mapped_as(entry.source)) out.member("source_mapped_as", as);
    out.end_object();
}

RpcResult<void> getrawaddrman(const Context& context, const rpc::Call&, json::Writer& out) {
    struct View {
        std::vector<addresses::BookEntry> in_new;
        std::vector<addresses::BookEntry> in_tried;
        addresses::NetworkGroups groups;
    };
    const auto view = TRY(in_network(context, [](node::NetworkParts& parts) {
        return View{parts.book.entries(addresses::Table::New), parts.book.entries(addresses::Table::Tried), parts.groups};
    }));
    const auto write = [&](std::string_view name, const std::vector<addresses::BookEntry>& entries) {
        out.key(name).begin_object();
        for (const addresses::BookEntry& entry : entries)
            write_entry(entry, view.groups, out);
        out.end_object();
    };
    out.begin_object();
    write("new", view.in_new);
    write("tried", view.in_tried);
    out.end_object();
    return {};
}

RpcResult<void> addpeeraddress(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto address = wire::Address::from_text(TRY(call.args.string("address")));
    const auto port = TRY(call.args.integer<uint16_t>("port"));
    const bool tried = TRY(call.args.boolean_or("tried", false));
    if (!address) return rpc::fail(rpc::kIpOrSubnet, "Invalid IP address");
    const wire::Service service{*address, port};
    const int64_t now_s = context.node.clock().system_time_s();
    const std::string failure = TRY(in_network(context, [&](node::NetworkParts& parts) -> std::string {
        const wire::KnownAddress known{service, wire::kServiceNetwork | wire::kServiceWitness, now_s};
        if (parts.book.add({&known, 1}, *address) == 0) return "failed-adding-to-new";
        if (!tried) return "";
        const size_t before = parts.book.size({}, addresses::Table::Tried);
        parts.book.mark_good(service);
        return parts.book.size({}, addresses::Table::Tried) > before ? "" : "failed-adding-to-tried";
    }));
    out.begin_object();
    if (!failure.empty()) out.member("error", failure);
    out.member("success", failure.empty()).end_object();
    return {};
}

rpc::Method getnodeaddresses_declaration() {
    return {
        .name = "getnodeaddresses",
        .category = Category::Network,
        .description = "Shows addresses of nodes that others have told of and that look alive.",
        .params = {{.name = "count",
                    .kind = Kind::Number,
                    .text = "How many at the most; 0 for all",
                    .optional = true,
                    .default_json = "1"},
                   {.name = "network",
                    .kind = Kind::String,
                    .text = "Of this network alone: ipv4, ipv6, onion, i2p, cjdns",
                    .optional = true,
                    .default_hint = "all networks"}},
        .results = {{"",
                     {Kind::Array,
                      "",
                      "",
                      {{Kind::Object,
                        "",
                        "",
                        {{Kind::Time, "time", "When it was last seen"},
                         {Kind::Number, "services", "What it offers, as bits"},
                         {Kind::String, "address", "Its address"},
                         {Kind::Number, "port", "Its port"},
                         {Kind::String, "network", "Its network"}}}}}}},
        .examples = {"[8]", R"([4, "i2p"])"},
    };
}

rpc::Method getaddrmaninfo_declaration() {
    return {
        .name = "getaddrmaninfo",
        .category = Category::Network,
        .description = "Counts the addresses of nodes that are known.",
        .results = {{"",
                     {Kind::Map,
                      "",
                      "By network, and of all_networks",
                      {{Kind::Object,
                        "network",
                        "",
                        {{Kind::Number, "new", "Those heard of"},
                         {Kind::Number, "tried", "Those connected to before"},
                         {Kind::Number, "total", "Both"}}}}}}},
        .examples = {"[]"},
    };
}

rpc::Method getrawaddrman_declaration() {
    const rpc::Shape entry{
        Kind::Object,
        "bucket/position",
        "Its place",
        {{Kind::String, "address", "An address"},
         {Kind::Number, "mapped_as", "Its autonomous system, with -asmap", {}, true},
         {Kind::Number, "port", "Its port"},
         {Kind::Number, "services", "What it offers, as bits"},
         {Kind::Time, "time", "When it was last seen"},
         {Kind::String, "network", "Its network"},
         {Kind::String, "source", "Who told of it"},
         {Kind::String, "source_network", "The network of that one"},
         {Kind::Number, "source_mapped_as", "Its autonomous system, with -asmap", {}, true}}};
    return {
        .name = "getrawaddrman",
        .category = Category::Hidden,
        .description =
            "Shows all addresses that are known with their places in the tables. For tests: what it tells "
            "may change.",
        .results = {{"", {Kind::Map, "", "By table: new, tried", {{Kind::Map, "table", "", {entry}}}}}},
        .examples = {"[]"},
    };
}

rpc::Method addpeeraddress_declaration() {
    return {
        .name = "addpeeraddress",
        .category = Category::Hidden,
        .description = "Adds the address of a node to those known. For tests.",
        .params = {{.name = "address", .kind = Kind::String, .text = "The address"},
                   {.name = "port", .kind = Kind::Number, .text = "Its port"},
                   {.name = "tried",
                    .kind = Kind::Bool,
                    .text = "Whether it counts as connected to before",
                    .optional = true,
                    .default_json = "false"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::String, "error", "Why it failed", {}, true},
                       {Kind::Bool, "success", "Whether it was added"}}}}},
        .examples = {R"(["1.2.3.4", 8333, true])"},
    };
}

}  // namespace

void add_address_book_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, getnodeaddresses_declaration(), getnodeaddresses);
    add(dispatcher, context, getaddrmaninfo_declaration(), getaddrmaninfo);
    add(dispatcher, context, getrawaddrman_declaration(), getrawaddrman);
    add(dispatcher, context, addpeeraddress_declaration(), addpeeraddress);
}

}  // namespace quanta::node_rpc
