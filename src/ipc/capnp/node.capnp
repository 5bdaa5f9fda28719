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
}
