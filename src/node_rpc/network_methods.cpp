// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "node_rpc/network_access.h"
#include "node_rpc/peer_shapes.h"

namespace quanta::node_rpc {
namespace {

using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// What getnetworkinfo takes from the net thread.
struct NetworkView {
    bool active = true;
    size_t incoming = 0;
    size_t outgoing = 0;
    int64_t time_offset_s = 0;
    std::set<wire::Network> reachable;
    std::map<wire::Network, net::Proxy> proxies;
    std::vector<addresses::LocalAddress> addresses;
};

NetworkView look(node::NetworkParts& parts) {
    NetworkView view{.active = parts.connections.active(),
                     .time_offset_s = parts.protocol.time_offset_s(),
                     .reachable = parts.local.reachable_networks(),
                     .proxies = parts.connections.proxies(),
                     .addresses = parts.local.all()};
    for (const net::PeerState& peer : parts.connections.peers())
        ++(peer.origin.inbound() ? view.incoming : view.outgoing);
    return view;
}

void write_networks(const NetworkView& view, json::Writer& out) {
    out.key("networks").begin_array();
    for (const auto network : {wire::Network::Ipv4, wire::Network::Ipv6, wire::Network::Onion,
                               wire::Network::I2p, wire::Network::Cjdns}) {
        const auto proxy = view.proxies.find(network);
        const bool has_proxy = proxy != view.proxies.end();
        const bool reachable = view.reachable.contains(network);
        out.begin_object().member("name", wire::network_name(network));
        out.member("limited", !reachable).member("reachable", reachable);
        const std::string at = !has_proxy                         ? ""
                               : !proxy->second.unix_path.empty() ? "unix:" + proxy->second.unix_path
                                                                  : proxy->second.endpoint.to_text();
        out.member("proxy", at);
        out.member("proxy_randomize_credentials", has_proxy && proxy->second.randomize).end_object();
    }
    out.end_array();
}

/// What deployed nodes announce to a peer, and the room they leave for more.
constexpr int kTransactionsPerSecond = 14;
constexpr int kAnnouncementTokens = 420;
constexpr int kAnnouncementSizeTokens = 12'000'000;
/// -minrelaytxfee and -incrementalrelayfee, sat/kvB.
constexpr int64_t kRelayFee = 100;

/// No transactions are announced yet, so there is all the room.
void write_announcement_room(json::Writer& out) {
    out.member("tx_send_rate", kTransactionsPerSecond).key("inv_buckets").begin_object();
    for (const std::string_view direction : {"inbound", "outbound"}) {
        out.key(direction).begin_object().member("backlog", 0);
        out.member("count_tok", kAnnouncementTokens).member("size_tok", kAnnouncementSizeTokens);
        out.end_object();
    }
    out.end_object();
}

RpcResult<void> getnetworkinfo(const Context& context, const rpc::Call&, json::Writer& out) {
    const auto view = TRY(in_network(context, look));
    const auto network = context.node.network();
    const node::NetworkOptions& options = network->options();
    out.begin_object().member("version", context.options.version);
    out.member("subversion", options.protocol.user_agent).member("protocolversion", wire::kProtocolVersion);
    out.member("localservices", services_hex(options.net.services)).key("localservicesnames");
    write_service_names(options.net.services, out);
    out.member("localrelay", options.protocol.relay_transactions).member("timeoffset", view.time_offset_s);
    write_announcement_room(out);
    out.member("networkactive", view.active).member("connections", view.incoming + view.outgoing);
    out.member("connections_in", view.incoming).member("connections_out", view.outgoing);
    write_networks(view, out);
    out.key("relayfee").amount(kRelayFee);
    out.key("incrementalfee").amount(kRelayFee);
    out.key("localaddresses").begin_array();
    for (const addresses::LocalAddress& local : view.addresses) {
        out.begin_object().member("address", local.service.address.to_text());
        out.member("port", local.service.port).member("score", local.score).end_object();
    }
    out.end_array();
    write_warnings(out, context);
    out.end_object();
    return {};
}

RpcResult<void> getnettotals(const Context& context, const rpc::Call&, json::Writer& out) {
    struct View {
        net::Totals totals;
        sync::UploadState upload;
    };
    const auto view = TRY(in_network(context, [](node::NetworkParts& parts) {
        return View{parts.connections.totals(), parts.protocol.upload()};
    }));
    constexpr int64_t kCycle_s = 24 * 60 * 60;
    out.begin_object().member("totalbytesrecv", view.totals.bytes_received);
    out.member("totalbytessent", view.totals.bytes_sent);
    out.member("timemillis", context.node.clock().system_time_ms());
    out.key("uploadtarget").begin_object().member("timeframe", kCycle_s);
    out.member("target", view.upload.target_bytes).member("target_reached", view.upload.target_reached);
    out.member("serve_historical_blocks", view.upload.serves_historical_blocks);
    out.member("bytes_left_in_cycle", view.upload.bytes_left);
    out.member("time_left_in_cycle", view.upload.time_left_s).end_object().end_object();
    return {};
}

RpcResult<void> setnetworkactive(const Context& context, const rpc::Call& call, json::Writer& out) {
    const bool wanted = TRY(call.args.boolean("state"));
    out.value(TRY(in_network(context, [&](node::NetworkParts& parts) {
        parts.connections.set_active(wanted);
        return parts.connections.active();
    })));
    return {};
}

rpc::Method setnetworkactive_declaration() {
    return {
        .name = "setnetworkactive",
        .category = Category::Network,
        .description = "Ends all connections and makes no more, or goes back to the network.",
        .params = {{.name = "state", .kind = Kind::Bool, .text = "Whether to take part in the network"}},
        .results = {{"", {Kind::Bool, "", "What was set"}}},
        .examples = {"[false]"},
    };
}

}  // namespace

void add_network_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, getnetworkinfo_declaration(), getnetworkinfo);
    add(dispatcher, context, getnettotals_declaration(), getnettotals);
    add(dispatcher, context, setnetworkactive_declaration(), setnetworkactive);
}

}  // namespace quanta::node_rpc
