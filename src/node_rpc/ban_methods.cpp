// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>

#include "node_rpc/network_access.h"
#include "rpc/help.h"

namespace quanta::node_rpc {
namespace {

using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

rpc::Method setban_declaration() {
    return {
        .name = "setban",
        .category = Category::Network,
        .description = "Bans an address or a network, or lets it back.",
        .params = {{.name = "subnet",
                    .kind = Kind::String,
                    .text = "An address, or a network with the number of its bits (/24) or a netmask"},
                   {.name = "command", .kind = Kind::String, .text = "add or remove"},
                   {.name = "bantime",
                    .kind = Kind::Number,
                    .text = "Seconds of the ban; 0 or nothing takes -bantime. With absolute, when it ends",
                    .optional = true,
                    .default_json = "0"},
                   {.name = "absolute",
                    .kind = Kind::Bool,
                    .text = "Whether bantime is a time, seconds since 1970",
                    .optional = true,
                    .default_json = "false"}},
        .results = {{"", {Kind::Null, "", ""}}},
        .examples = {R"(["192.168.0.6", "add", 86400])", R"(["192.168.0.0/24", "add"])"},
    };
}

enum class Outcome : uint8_t { Done, AlreadyBanned, NotBanned };

RpcResult<int64_t> end_of_ban(const Context& context, const rpc::Call& call) {
    const int64_t now_s = context.node.clock().system_time_s();
    const int64_t time = TRY(call.args.integer_or<int64_t>("bantime", 0));
    if (!TRY(call.args.boolean_or("absolute", false))) {
        return now_s + (time > 0 ? time : context.options.ban_time_s);
    }
    if (time < now_s) return rpc::fail(rpc::kBadParameter, "Error: Absolute timestamp is in the past");
    return time;
}

RpcResult<void> setban(const Context& context, const rpc::Call& call, json::Writer&) {
    const std::string_view command = TRY(call.args.string("command"));
    if (command != "add" && command != "remove") {
        return rpc::fail(rpc::kMisc, rpc::method_help(setban_declaration()));
    }
    const auto subnet = addresses::Subnet::from_text(TRY(call.args.string("subnet")));
    if (!subnet) return rpc::fail(rpc::kIpOrSubnet, "Error: Invalid IP/Subnet");
    if (command == "remove") {
        const bool lifted =
            TRY(in_network(context, [&](node::NetworkParts& parts) { return parts.bans.unban(*subnet); }));
        if (lifted) return {};
        return rpc::fail(rpc::kIpOrSubnet,
                         "Error: Unban failed. Requested address/subnet was not previously manually banned.");
    }
    const bool known =
        TRY(in_network(context, [&](node::NetworkParts& parts) { return parts.bans.is_banned(*subnet); }));
    if (known) return rpc::fail(rpc::kNodeAlreadyAdded, "Error: IP/Subnet already banned");
    const int64_t until_s = TRY(end_of_ban(context, call));
    TRY(in_network(context, [&](node::NetworkParts& parts) {
        parts.bans.ban(*subnet, until_s);
        return parts.connections.disconnect_subnet(*subnet);
    }));
    return {};
}

RpcResult<void> listbanned(const Context& context, const rpc::Call&, json::Writer& out) {
    const auto bans = TRY(in_network(context, [](node::NetworkParts& parts) { return parts.bans.bans(); }));
    const int64_t now_s = context.node.clock().system_time_s();
    out.begin_array();
    for (const auto& [subnet, ban] : bans) {
        out.begin_object().member("address", subnet.to_text()).member("ban_created", ban.created_s);
        out.member("banned_until", ban.until_s).member("ban_duration", ban.until_s - ban.created_s);
        out.member("time_remaining", ban.until_s - now_s).end_object();
    }
    out.end_array();
    return {};
}

RpcResult<void> clearbanned(const Context& context, const rpc::Call&, json::Writer&) {
    TRY(in_network(context, [](node::NetworkParts& parts) {
        parts.bans.clear();
        return true;
    }));
    return {};
}

rpc::Method listbanned_declaration() {
    return {
        .name = "listbanned",
        .category = Category::Network,
        .description = "Shows what setban has banned.",
        .results = {{"",
                     {Kind::Array,
                      "",
                      "",
                      {{Kind::Object,
                        "",
                        "",
                        {{Kind::String, "address", "The address or network"},
                         {Kind::Time, "ban_created", "When the ban began"},
                         {Kind::Time, "banned_until", "When it ends"},
                         {Kind::Time, "ban_duration", "How long it lasts, seconds"},
                         {Kind::Time, "time_remaining", "How long it will last, seconds"}}}}}}},
        .examples = {"[]"},
    };
}

rpc::Method clearbanned_declaration() {
    return {
        .name = "clearbanned",
        .category = Category::Network,
        .description = "Lifts all bans.",
        .results = {{"", {Kind::Null, "", ""}}},
        .examples = {"[]"},
    };
}

}  // namespace

void add_ban_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, setban_declaration(), setban);
    add(dispatcher, context, listbanned_declaration(), listbanned);
    add(dispatcher, context, clearbanned_declaration(), clearbanned);
}

}  // namespace quanta::node_rpc
