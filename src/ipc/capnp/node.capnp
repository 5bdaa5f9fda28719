# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# A node, for its windows.

@0xb1f40d5a9c62e837;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("quanta::ipc::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces/node.h");
$Proxy.includeTypes("ipc/capnp/types.h");
$Proxy.includeTypes("ipc/capnp/common.capnp.proxy-types.h");

using Common = import "common.capnp";

struct WorkStatus $Proxy.wrap("quanta::interfaces::WorkStatus") {
    name @0 :Text;
    text @1 :Text;
    part @2 :Float64;
    secondsLeft @3 :Float64 $Proxy.name("seconds_left");
}

struct NodeStatus $Proxy.wrap("quanta::interfaces::NodeStatus") {
    sequence @0 :UInt64;
    phase @1 :UInt8;
    phaseText @2 :Text $Proxy.name("phase_text");
    chain @3 :Text;
    tip @4 :Common.BlockRef;
    tipTimeS @5 :Int64 $Proxy.name("tip_time_s");
    bestHeader @6 :Common.BlockRef $Proxy.name("best_header");
    bestHeaderTimeS @7 :Int64 $Proxy.name("best_header_time_s");
    verificationProgress @8 :Float64 $Proxy.name("verification_progress");
    initialBlockDownload @9 :Bool $Proxy.name("initial_block_download");
    connections @10 :Int32;
    work @11 :List(WorkStatus);
    warnings @12 :List(Text);
    uptimeS @13 :Int64 $Proxy.name("uptime_s");
    dataDirectory @14 :Text $Proxy.name("data_directory");
    version @15 :Text;
    connectionsIn @16 :Int32 $Proxy.name("connections_in");
    networkActive @17 :Bool $Proxy.name("network_active");
}

struct PeerStatus $Proxy.wrap("quanta::interfaces::PeerStatus") {
    id @0 :Int64;
    address @1 :Text;
    banAddress @2 :Text $Proxy.name("ban_address");
    network @3 :Text;
    localAddress @4 :Text $Proxy.name("local_address");
    seesUsAt @5 :Text $Proxy.name("sees_us_at");
    connectionType @6 :Text $Proxy.name("connection_type");
    transport @7 :Text;
    sessionId @8 :Text $Proxy.name("session_id");
    userAgent @9 :Data $Proxy.name("user_agent");
    services @10 :List(Text);
    permissions @11 :List(Text);
    mappedAs @12 :UInt32 $Proxy.name("mapped_as");
    version @13 :Int32;
    startHeight @14 :Int32 $Proxy.name("start_height");
    presyncedHeaders @15 :Int64 $Proxy.name("presynced_headers");
    syncedHeaders @16 :Int32 $Proxy.name("synced_headers");
    syncedBlocks @17 :Int32 $Proxy.name("synced_blocks");
    blocksInFlight @18 :List(Int32) $Proxy.name("blocks_in_flight");
    inbound @19 :Bool;
    wantsTransactions @20 :Bool $Proxy.name("wants_transactions");
    relaysAddresses @21 :Bool $Proxy.name("relays_addresses");
    highBandwidthTo @22 :Bool $Proxy.name("high_bandwidth_to");
    highBandwidthFrom @23 :Bool $Proxy.name("high_bandwidth_from");
    addressesProcessed @24 :UInt64 $Proxy.name("addresses_processed");
    addressesRateLimited @25 :UInt64 $Proxy.name("addresses_rate_limited");
    bytesSent @26 :UInt64 $Proxy.name("bytes_sent");
    bytesReceived @27 :UInt64 $Proxy.name("bytes_received");
    connectedAtS @28 :Int64 $Proxy.name("connected_at_s");
    lastSendS @29 :Int64 $Proxy.name("last_send_s");
    lastReceiveS @30 :Int64 $Proxy.name("last_receive_s");
    lastBlockS @31 :Int64 $Proxy.name("last_block_s");
    lastTransactionS @32 :Int64 $Proxy.name("last_transaction_s");
    timeOffsetS @33 :Int64 $Proxy.name("time_offset_s");
    pingS @34 :Float64 $Proxy.name("ping_s");
    minPingS @35 :Float64 $Proxy.name("min_ping_s");
    pingWaitS @36 :Float64 $Proxy.name("ping_wait_s");
    feeFilterSat @37 :Int64 $Proxy.name("fee_filter_sat");
}

struct BanStatus $Proxy.wrap("quanta::interfaces::BanStatus") {
    subnet @0 :Text;
    createdS @1 :Int64 $Proxy.name("created_s");
    untilS @2 :Int64 $Proxy.name("until_s");
}

struct NetworkStatus $Proxy.wrap("quanta::interfaces::NetworkStatus") {
    available @0 :Bool;
    active @1 :Bool;
    timeS @2 :Int64 $Proxy.name("time_s");
    bytesSent @3 :UInt64 $Proxy.name("bytes_sent");
    bytesReceived @4 :UInt64 $Proxy.name("bytes_received");
    peers @5 :List(PeerStatus);
    bans @6 :List(BanStatus);
}

struct LogPage $Proxy.wrap("quanta::interfaces::LogPage") {
    text @0 :Data;
    position @1 :UInt64;
}

interface NodeSink $Proxy.wrap("quanta::interfaces::NodeSink") {
    statusChanged @0 (context :Proxy.Context, status :NodeStatus) -> () $Proxy.name("status_changed");
}

interface Node $Proxy.wrap("quanta::interfaces::Node") {
    status @0 (context :Proxy.Context) -> (result :NodeStatus);
    follow @1 (context :Proxy.Context, sink :NodeSink) -> (result :Common.Handler);
    readLog @2 (context :Proxy.Context, position :UInt64, maxBytes :UInt64)
        -> (result :LogPage) $Proxy.name("read_log");
    requestShutdown @3 (context :Proxy.Context) -> () $Proxy.name("request_shutdown");
    network @4 (context :Proxy.Context) -> (result :NetworkStatus);
    setNetworkActive @5 (context :Proxy.Context, active :Bool) -> () $Proxy.name("set_network_active");
    disconnectPeers @6 (context :Proxy.Context, ids :List(Int64)) -> () $Proxy.name("disconnect_peers");
    ban @7 (context :Proxy.Context, subnets :List(Text), seconds :Int64) -> ();
    unban @8 (context :Proxy.Context, subnets :List(Text)) -> ();
}
