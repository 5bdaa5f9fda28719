// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/peer_shapes.h"

namespace quanta::node_rpc {
namespace {

using rpc::Category;
using rpc::Kind;
using rpc::Shape;

std::vector<Shape> connection_members() {
    return {
        {Kind::Number, "id", "Numbers the connections of this run"},
        {Kind::String, "addr", "The peer's address and port, or the name it was asked for"},
        {Kind::String, "addrbind", "Our end of the connection", {}, true},
        {Kind::String, "addrlocal", "Where the peer says it sees us", {}, true},
        {Kind::String, "network", "ipv4, ipv6, onion, i2p, cjdns or not_publicly_routable"},
        {Kind::Number, "mapped_as", "Its autonomous system, with -asmap", {}, true},
        {Kind::Hex, "services", "What it offers, as bits"},
        {Kind::Array, "servicesnames", "What it offers, by name", {{Kind::String, "", "A service"}}},
        {Kind::Bool, "relaytxes", "Whether it wants transactions"},
        {Kind::Number, "last_inv_sequence", "Up to where in the mempool it has been told of transactions"},
        {Kind::Number, "inv_to_send", "Transactions it is still to be told of"},
        {Kind::Time, "lastsend", "When we last sent something"},
        {Kind::Time, "lastrecv", "When it last sent something"},
        {Kind::Time, "last_transaction", "When it last gave us a valid transaction first"},
        {Kind::Time, "last_block", "When it last gave us a block first"},
        {Kind::Number, "bytessent", "Bytes sent to it"},
        {Kind::Number, "bytesrecv", "Bytes received from it"},
        {Kind::Time, "conntime", "When the connection began"},
        {Kind::Number, "timeoffset", "Its clock less ours, seconds"},
    };
}

std::vector<Shape> protocol_members() {
    return {
        {Kind::Number, "pingtime", "How long the last ping took, seconds", {}, true},
        {Kind::Number, "minping", "The shortest ping, seconds", {}, true},
        {Kind::Number, "pingwait", "How long a ping has been waited for, seconds", {}, true},
        {Kind::Number, "version", "The version of the protocol spoken"},
        {Kind::String, "subver", "How it calls itself"},
        {Kind::Bool, "inbound", "Whether it came to us"},
        {Kind::Bool, "bip152_hb_to", "Whether we asked it for compact blocks at once"},
        {Kind::Bool, "bip152_hb_from", "Whether it asked us for compact blocks at once"},
        {Kind::Number, "presynced_headers",
         "Headers whose work is being counted before any is kept, -1: none"},
        {Kind::Number, "synced_headers", "Height of the last header common to us, -1: none"},
        {Kind::Number, "synced_blocks", "Height of the last block common to us, -1: none"},
        {Kind::Array, "inflight", "Blocks asked of it", {{Kind::Number, "height", "A block"}}},
        {Kind::Bool, "addr_relay_enabled", "Whether addresses are passed on to it"},
        {Kind::Number, "addr_processed", "Addresses taken from it"},
        {Kind::Number, "addr_rate_limited", "Addresses dropped, for there were too many"},
        {Kind::Array, "permissions", "What it may do beyond others", {{Kind::String, "", "A permission"}}},
        {Kind::Amount, "minfeefilter", "The least fee rate of transactions it wants, BTC/kvB"},
        {Kind::Map, "bytessent_per_msg", "Bytes sent by type of message", {{Kind::Number, "type", "Bytes"}}},
        {Kind::Map,
         "bytesrecv_per_msg",
         "Bytes received by type of message",
         {{Kind::Number, "type", "Bytes"}}},
        {Kind::String, "connection_type",
         "outbound-full-relay, block-relay-only, inbound, manual, addr-fetch or feeler"},
        {Kind::String, "transport_protocol_type", "detecting, v1 or v2 (encrypted)"},
        {Kind::String, "session_id", "Of v2: identifies the session, to be compared with the peer's"},
    };
}

}  // namespace

rpc::Method getpeerinfo_declaration() {
    std::vector<Shape> members = connection_members();
    for (Shape& member : protocol_members())
        members.push_back(std::move(member));
    return {
        .name = "getpeerinfo",
        .category = Category::Network,
        .description = "Shows every connection to another node.",
        .results = {{"", {Kind::Array, "", "", {{Kind::Object, "", "A peer", std::move(members)}}}}},
        .examples = {"[]"},
    };
}

rpc::Method getnettotals_declaration() {
    return {
        .name = "getnettotals",
        .category = Category::Network,
        .description =
            "Shows how many bytes have been sent and received, and what is left of -maxuploadtarget.",
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::Number, "totalbytesrecv", "Bytes received"},
                       {Kind::Number, "totalbytessent", "Bytes sent"},
                       {Kind::Time, "timemillis", "Now, milliseconds"},
                       {Kind::Object,
                        "uploadtarget",
                        "",
                        {{Kind::Number, "timeframe", "Length of a cycle, seconds"},
                         {Kind::Number, "target", "Bytes to send in a cycle; 0: no limit"},
                         {Kind::Bool, "target_reached", "Whether it is used up"},
                         {Kind::Bool, "serve_historical_blocks", "Whether old blocks are still served"},
                         {Kind::Number, "bytes_left_in_cycle", "Bytes left"},
                         {Kind::Number, "time_left_in_cycle", "Seconds until the next cycle"}}}}}}},
        .examples = {"[]"},
    };
}

rpc::Method getnetworkinfo_declaration() {
    const Shape bucket{Kind::Object,
                       "direction",
                       "inbound or outbound",
                       {{Kind::Number, "backlog", "Transactions waiting"},
                        {Kind::Number, "count_tok", "Transactions that may be announced now"},
                        {Kind::Number, "size_tok", "Bytes of transactions that may be announced now"}}};
    return {
        .name = "getnetworkinfo",
        .category = Category::Network,
        .description = "Shows how this node takes part in the network.",
        .results =
            {{"",
              {Kind::Object,
               "",
               "",
               {{Kind::Number, "version", "This program's version"},
                {Kind::String, "subversion", "How the node calls itself"},
                {Kind::Number, "protocolversion", "The version of the protocol it speaks"},
                {Kind::Hex, "localservices", "What it offers, as bits"},
                {Kind::Array,
                 "localservicesnames",
                 "What it offers, by name",
                 {{Kind::String, "", "A service"}}},
                {Kind::Bool, "localrelay", "Whether it asks peers for transactions"},
                {Kind::Number, "timeoffset", "The middle of the differences to peers' clocks, seconds"},
                {Kind::Number, "tx_send_rate", "Transactions announced to a peer, per second"},
                {Kind::Map, "inv_buckets", "Room for announcements", {bucket}},
                {Kind::Number, "connections", "Connections"},
                {Kind::Number, "connections_in", "Those that came to us"},
                {Kind::Number, "connections_out", "Those we made"},
                {Kind::Bool, "networkactive", "Whether the node takes part"},
                {Kind::Array,
                 "networks",
                 "Each network",
                 {{Kind::Object,
                   "",
                   "",
                   {{Kind::String, "name", "ipv4, ipv6, onion, i2p or cjdns"},
                    {Kind::Bool, "limited", "Whether -onlynet leaves it out"},
                    {Kind::Bool, "reachable", "Whether connections to it are made"},
                    {Kind::String, "proxy", "The proxy used for it, or empty"},
                    {Kind::Bool, "proxy_randomize_credentials", "Whether each connection has its own"}}}}},
                {Kind::Amount, "relayfee", "The least fee rate of what is passed on, BTC/kvB"},
                {Kind::Amount, "incrementalfee", "The least step of fee rates of replacements, BTC/kvB"},
                {Kind::Array,
                 "localaddresses",
                 "Our addresses",
                 {{Kind::Object,
                   "",
                   "",
                   {{Kind::String, "address", "An address"},
                    {Kind::Number, "port", "Its port"},
                    {Kind::Number, "score", "How sure it is"}}}}},
                {Kind::Array,
                 "warnings",
                 "What the operator should see to",
                 {{Kind::String, "", "A warning"}}}}}}},
        .examples = {"[]"},
    };
}

}  // namespace quanta::node_rpc
