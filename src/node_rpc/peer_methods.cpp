// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "node_rpc/network_access.h"
#include "node_rpc/peer_shapes.h"

namespace quanta::node_rpc {
namespace {

using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// A connection with what the protocol knows of it.
struct Peer {
    net::PeerState state;
    sync::PeerReport report;
};

void write_addresses(const Peer& peer, json::Writer& out) {
    const net::PeerOrigin& origin = peer.state.origin;
    out.member("id", origin.id).member("addr", origin.name);
    if (origin.local.port != 0) out.member("addrbind", origin.local.to_text());
    if (peer.report.sees_us_at && peer.report.sees_us_at->address.is_valid())
        out.member("addrlocal", peer.report.sees_us_at->to_text());
    out.member("network", node::peer_network_name(origin));
    if (origin.mapped_as != 0) out.member("mapped_as", origin.mapped_as);
}

void write_traffic(const Peer& peer, json::Writer& out) {
    const net::Traffic& traffic = peer.state.traffic;
    out.member("lastsend", traffic.last_send_s).member("lastrecv", traffic.last_receive_s);
    out.member("last_transaction", peer.report.last_transaction_s);
    out.member("last_block", peer.report.last_block_s);
    out.member("bytessent", traffic.bytes_sent).member("bytesrecv", traffic.bytes_received);
    out.member("conntime", peer.state.origin.connected_at_s);
}

void write_pings(const sync::PeerReport& report, json::Writer& out) {
    const auto write = [&](std::string_view name, std::optional<double> seconds) {
        if (seconds) out.member(name, *seconds);
    };
    write("pingtime", report.ping_s);
    write("minping", report.min_ping_s);
    write("pingwait", report.ping_wait_s);
}

void write_blocks(const sync::PeerReport& report, json::Writer& out) {
    out.member("bip152_hb_to", report.compact_high_bandwidth_to);
    out.member("bip152_hb_from", report.compact_high_bandwidth_from);
    out.member("presynced_headers", report.presynced_headers);
    out.member("synced_headers", report.synced_headers).member("synced_blocks", report.synced_blocks);
    out.key("inflight").begin_array();
    for (const int32_t height : report.in_flight_heights)
        out.value(height);
    out.end_array();
    out.member("addr_relay_enabled", report.address_relay);
    out.member("addr_processed", report.addresses_processed);
    out.member("addr_rate_limited", report.addresses_rate_limited);
}

void write_counts(std::string_view name, const std::map<std::string, uint64_t>& counts, json::Writer& out) {
    out.key(name).begin_object();
    for (const auto& [type, bytes] : counts)
        out.member(type, bytes);
    out.end_object();
}

void write_peer(const Peer& peer, json::Writer& out) {
    const net::PeerOrigin& origin = peer.state.origin;
    const sync::PeerFacts facts = peer.report.facts.value_or(sync::PeerFacts{.version = 0});
    out.begin_object();
    write_addresses(peer, out);
    out.member("services", services_hex(facts.services)).key("servicesnames");
    write_service_names(facts.services, out);
    out.member("relaytxes", facts.wants_transactions);
    out.member("last_inv_sequence", peer.report.last_inv_sequence);
    out.member("inv_to_send", peer.report.inv_to_send);
    write_traffic(peer, out);
    out.member("timeoffset", facts.time_offset_s);
    write_pings(peer.report, out);
    out.member("version", facts.version).member("subver", facts.user_agent);
    out.member("inbound", origin.inbound());
    write_blocks(peer.report, out);
    out.key("permissions").begin_array();
    for (const std::string& name : net::permission_names(origin.permissions))
        out.value(name);
    out.end_array();
    out.key("minfeefilter").amount(peer.report.fee_filter_sat_per_kvb);
    write_counts("bytessent_per_msg", peer.state.traffic.sent_by_type, out);
    write_counts("bytesrecv_per_msg", peer.state.traffic.received_by_type, out);
    out.member("connection_type", net::connection_type_name(origin.type));
    out.member("transport_protocol_type", wire::transport_name(peer.state.transport));
    out.member("session_id", peer.state.session_id ? base::to_hex(*peer.state.session_id) : "").end_object();
}

RpcResult<void> getpeerinfo(const Context& context, const rpc::Call&, json::Writer& out) {
    const auto peers = TRY(in_network(context, [](node::NetworkParts& parts) {
        std::vector<Peer> list;
        for (net::PeerState& state : parts.connections.peers()) {
            sync::PeerReport report = parts.protocol.report(state.origin.id);
            list.push_back({std::move(state), std::move(report)});
        }
        return list;
    }));
    out.begin_array();
    for (const Peer& peer : peers)
        write_peer(peer, out);
    out.end_array();
    return {};
}

RpcResult<void> getconnectioncount(const Context& context, const rpc::Call&, json::Writer& out) {
    const auto count =
        TRY(in_network(context, [](node::NetworkParts& parts) { return parts.connections.peers().size(); }));
    out.value(count);
    return {};
}

RpcResult<void> ping(const Context& context, const rpc::Call&, json::Writer&) {
    TRY(in_network(context, [](node::NetworkParts& parts) {
        parts.protocol.ping_all();
        return true;
    }));
    return {};
}

RpcResult<void> disconnectnode(const Context& context, const rpc::Call& call, json::Writer&) {
    const std::string address(TRY(call.args.string_or("address", "")));
    const bool by_id = call.args.has("nodeid");
    if (by_id == !address.empty()) {
        return rpc::fail(rpc::kInvalidParams, "Only one of address and nodeid should be provided.");
    }
    const auto id = TRY(call.args.integer_or<net::PeerId>("nodeid", -1));
    const bool found = TRY(in_network(context, [&](node::NetworkParts& parts) {
        return by_id ? parts.connections.disconnect_node(id) : parts.connections.disconnect_node(address);
    }));
    if (!found) return rpc::fail(rpc::kNodeNotConnected, "Node not found in connected nodes");
    return {};
}

RpcResult<void> getblockfrompeer(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto hash = TRY(call.args.hash<primitives::BlockHash>("blockhash"));
    const auto peer = TRY(call.args.integer<net::PeerId>("peer_id"));
    const chain::HeaderNode* node = context.chain().headers().find(hash);
    if (node == nullptr) return rpc::fail(rpc::kMisc, "Block header missing");
    if (context.node.options().chain.prune.enabled && node->height > context.chain().snapshot()->height()) {
        return rpc::fail(rpc::kMisc,
                         "In prune mode, only blocks that the node has already synced previously can be "
                         "fetched from a peer");
    }
    if (node->has_block()) return rpc::fail(rpc::kMisc, "Block already downloaded");
    const auto asked = TRY(in_network(
        context, [&](node::NetworkParts& parts) { return parts.protocol.fetch_block(peer, *node); }));
    if (!asked) return rpc::fail(rpc::kMisc, asked.error());
    out.begin_object().end_object();
    return {};
}

RpcResult<void> sendmsgtopeer(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto peer = TRY(call.args.integer<net::PeerId>("peer_id"));
    const std::string type(TRY(call.args.string("msg_type")));
    constexpr size_t kLongestType = 12;
    if (type.size() > kLongestType) {
        return rpc::fail(rpc::kBadParameter, "Error: msg_type too long, max length is 12");
    }
    auto payload = base::from_hex(TRY(call.args.string("msg")));
    if (!payload) return rpc::fail(rpc::kBadParameter, "Error parsing input for msg");
    const bool sent = TRY(in_network(context, [&](node::NetworkParts& parts) {
        const auto peers = parts.connections.peers();
        if (std::ranges::none_of(peers, [&](const auto& state) { return state.origin.id == peer; }))
            return false;
        parts.connections.send(peer, wire::Unknown{type, std::move(*payload)});
        return true;
    }));
    if (!sent) return rpc::fail(rpc::kMisc, "Error: Could not send message to peer");
    out.begin_object().end_object();
    return {};
}

rpc::Method ping_declaration() {
    return {
        .name = "ping",
        .category = Category::Network,
        .description =
            "Sends a ping to every peer; getpeerinfo shows in pingtime and pingwait how long answers "
            "take. They wait behind other messages, so this measures work as well as distance.",
        .results = {{"", {Kind::Null, "", ""}}},
        .examples = {"[]"},
    };
}

rpc::Method getconnectioncount_declaration() {
    return {
        .name = "getconnectioncount",
        .category = Category::Network,
        .description = "Counts the connections to other nodes.",
        .results = {{"", {Kind::Number, "", "How many there are, in both directions"}}},
        .examples = {"[]"},
    };
}

rpc::Method disconnectnode_declaration() {
    return {
        .name = "disconnectnode",
        .category = Category::Network,
        .description =
            "Ends a connection at once. Names it either by address or by id; to use the id alone, leave "
            "the address empty.",
        .params = {{.name = "address",
                    .kind = Kind::String,
                    .text = "Address and port, as getpeerinfo shows them",
                    .optional = true,
                    .default_hint = "unset"},
                   {.name = "nodeid",
                    .kind = Kind::Number,
                    .text = "The id getpeerinfo shows",
                    .optional = true,
                    .default_hint = "unset"}},
        .results = {{"", {Kind::Null, "", ""}}},
        .examples = {R"(["192.168.0.6:8333"])", R"(["", 1])"},
    };
}

rpc::Method getblockfrompeer_declaration() {
    return {
        .name = "getblockfrompeer",
        .category = Category::Blockchain,
        .description =
            "Asks a peer for a block whose header is known: one of a fork, or one that was pruned. The "
            "request may fail without a word; look with getblock whether the block has come.",
        .params = {{.name = "blockhash", .kind = Kind::Hex, .text = "The block"},
                   {.name = "peer_id", .kind = Kind::Number, .text = "The peer, by the id of getpeerinfo"}},
        .results = {{"", {Kind::Object, "", "Empty"}}},
        .examples = {R"(["00000000c937983704a73af28acdec37b049d214adbda81d7e2a3dd146f6ed09", 0])"},
    };
}

rpc::Method sendmsgtopeer_declaration() {
    return {
        .name = "sendmsgtopeer",
        .category = Category::Hidden,
        .description = "Sends a peer any message, for tests.",
        .params = {{.name = "peer_id", .kind = Kind::Number, .text = "The peer"},
                   {.name = "msg_type", .kind = Kind::String, .text = "The message's type"},
                   {.name = "msg", .kind = Kind::Hex, .text = "Its bytes"}},
        .results = {{"", {Kind::Object, "", "Empty"}}},
        .examples = {R"([0, "addr", "ffffff"])"},
    };
}

}  // namespace

void add_peer_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, getpeerinfo_declaration(), getpeerinfo);
    add(dispatcher, context, getconnectioncount_declaration(), getconnectioncount);
    add(dispatcher, context, ping_declaration(), ping);
    add(dispatcher, context, disconnectnode_declaration(), disconnectnode);
    add(dispatcher, context, getblockfrompeer_declaration(), getblockfrompeer);
    add(dispatcher, context, sendmsgtopeer_declaration(), sendmsgtopeer);
}

}  // namespace quanta::node_rpc
