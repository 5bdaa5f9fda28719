// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>
#include <utility>
#include <vector>

#include "node_rpc/network_access.h"
#include "rpc/help.h"

namespace quanta::node_rpc {
namespace {

using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

rpc::Method addnode_declaration() {
    return {
        .name = "addnode",
        .category = Category::Network,
        .description =
            "Keeps a connection to a node, gives that up, or tries it once. Such a node is not subject to "
            "the limits of other connections, at most eight of them at a time, and is never evicted.",
        .params = {{.name = "node", .kind = Kind::String, .text = "Its address, with or without a port"},
                   {.name = "command", .kind = Kind::String, .text = "add, remove, or onetry"},
                   {.name = "v2transport",
                    .kind = Kind::Bool,
                    .text = "Whether to try the encrypted transport first (BIP324)",
                    .optional = true,
                    .default_hint = "set by -v2transport"}},
        .results = {{"", {Kind::Null, "", ""}}},
        .examples = {R"(["192.168.0.6:8333", "onetry", true])"},
    };
}

RpcResult<void> addnode(const Context& context, const rpc::Call& call, json::Writer&) {
    const std::string name(TRY(call.args.string("node")));
    const std::string_view command = TRY(call.args.string("command"));
    if (command != "add" && command != "remove" && command != "onetry") {
        return rpc::fail(rpc::kMisc, rpc::method_help(addnode_declaration()));
    }
    const auto network = context.node.network();
    const bool v2_enabled = network && network->options().net.v2;
    const bool v2 = TRY(call.args.boolean_or("v2transport", v2_enabled));
    if (v2 && !v2_enabled) {
        return rpc::fail(rpc::kBadParameter,
                         "Error: v2transport requested but not enabled (see -v2transport)");
    }
    if (name.empty()) return rpc::fail(rpc::kBadParameter, "Error: Node address cannot be empty");
    const bool done = TRY(in_network(context, [&](node::NetworkParts& parts) {
        if (command == "add") return parts.connections.add_node(name, v2);
        if (command == "remove") return parts.connections.remove_node(name);
        parts.connections.connect_once(name, net::ConnectionType::Manual, v2);
        return true;
    }));
    if (done) return {};
    if (command == "add") return rpc::fail(rpc::kNodeAlreadyAdded, "Error: Node already added");
    return rpc::fail(rpc::kNodeNotAdded,
                     "Error: Node could not be removed. It has not been added previously.");
}

RpcResult<void> getaddednodeinfo(const Context& context, const rpc::Call& call, json::Writer& out) {
    const std::string wanted(TRY(call.args.string_or("node", "")));
    auto nodes =
        TRY(in_network(context, [](node::NetworkParts& parts) { return parts.connections.added_nodes(); }));
    if (call.args.has("node")) {
        std::erase_if(nodes, [&](const net::AddedNode& node) { return node.name != wanted; });
        if (nodes.empty()) return rpc::fail(rpc::kNodeNotAdded, "Error: Node has not been added.");
    }
    out.begin_array();
    for (const net::AddedNode& node : nodes) {
        out.begin_object().member("addednode", node.name).member("connected", !node.connected.empty());
        out.key("addresses").begin_array();
        for (const net::PeerState& peer : node.connected) {
            out.begin_object().member("address", peer.origin.remote.to_text());
            out.member("connected", peer.origin.inbound() ? "inbound" : "outbound").end_object();
        }
        out.end_array().end_object();
    }
    out.end_array();
    return {};
}

rpc::Method getaddednodeinfo_declaration() {
    return {
        .name = "getaddednodeinfo",
        .category = Category::Network,
        .description =
            "Shows the nodes that addnode has added, or one of them; those tried once are not among them.",
        .params = {{.name = "node",
                    .kind = Kind::String,
                    .text = "One of them",
                    .optional = true,
                    .default_hint = "all nodes"}},
        .results = {{"",
                     {Kind::Array,
                      "",
                      "",
                      {{Kind::Object,
                        "",
                        "",
                        {{Kind::String, "addednode", "The name it was added by"},
                         {Kind::Bool, "connected", "Whether there is a connection"},
                         {Kind::Array,
                          "addresses",
                          "Its connection, if there is one",
                          {{Kind::Object,
                            "",
                            "",
                            {{Kind::String, "address", "Address and port"},
                             {Kind::String, "connected", "inbound or outbound"}}}}}}}}}}},
        .examples = {R"(["192.168.0.201"])"},
    };
}

rpc::Method addconnection_declaration() {
    return {
        .name = "addconnection",
        .category = Category::Hidden,
        .description = "Opens an outbound connection of a given type, on regtest alone.",
        .params = {{.name = "address", .kind = Kind::String, .text = "Address and port"},
                   {.name = "connection_type",
                    .kind = Kind::String,
                    .text = "outbound-full-relay, block-relay-only, addr-fetch or feeler"},
                   {.name = "v2transport",
                    .kind = Kind::Bool,
                    .text = "Whether to use the encrypted transport (BIP324)"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::String, "address", "The address"},
                       {Kind::String, "connection_type", "The type of the connection"}}}}},
        .examples = {R"(["192.168.0.6:8333", "outbound-full-relay", true])"},
    };
}

RpcResult<void> addconnection(const Context& context, const rpc::Call& call, json::Writer& out) {
    if (!context.node.params().mines_on_demand) {
        return rpc::fail(rpc::kMisc, "addconnection is for regression testing (-regtest mode) only.");
    }
    const std::string address(TRY(call.args.string("address")));
    const std::string_view word = TRY(call.args.string("connection_type"));
    const auto type = net::connection_type_from_name(word);
    using Type = net::ConnectionType;
    if (!type || *type == Type::Inbound || *type == Type::Manual) {
        return rpc::fail(rpc::kBadParameter, rpc::method_help(addconnection_declaration()));
    }
    const bool v2 = TRY(call.args.boolean("v2transport"));
    const auto network = context.node.network();
    if (v2 && network && !network->options().net.v2) {
        return rpc::fail(rpc::kBadParameter,
                         "Error: Adding v2transport connections requires -v2transport init flag to be set.");
    }
    const bool opened = TRY(in_network(context, [&](node::NetworkParts& parts) {
        return parts.connections.connect_once(address, *type, v2);
    }));
    if (!opened) {
        return rpc::fail(rpc::kNodeCapacity, "Error: Already at capacity for specified connection type.");
    }
    out.begin_object().member("address", address).member("connection_type", word).end_object();
    return {};
}

}  // namespace

void add_added_node_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, addnode_declaration(), addnode);
    add(dispatcher, context, getaddednodeinfo_declaration(), getaddednodeinfo);
    add(dispatcher, context, addconnection_declaration(), addconnection);
}

}  // namespace quanta::node_rpc
