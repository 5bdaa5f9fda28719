# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# The mempool, for wallets.

@0xe2b94c07d15a8f36;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("quanta::ipc::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces/pool.h");
$Proxy.includeTypes("ipc/capnp/types.h");
$Proxy.includeTypes("ipc/capnp/common.capnp.proxy-types.h");

using Common = import "common.capnp";

struct OutPoint $Proxy.wrap("quanta::primitives::OutPoint") {
    txid @0 :Data;
    index @1 :UInt32;
}

struct PoolChange $Proxy.wrap("quanta::interfaces::PoolChange") {
    event @0 :UInt8;
    txid @1 :Data;
    raw @2 :Data;
    by @3 :Data;
}

struct PoolPlace $Proxy.wrap("quanta::interfaces::PoolPlace") {
    sequence @0 :UInt64;
    told @1 :UInt64;
}

struct PoolPage $Proxy.wrap("quanta::interfaces::PoolPage") {
    reset @0 :Bool;
    changes @1 :List(PoolChange);
    next @2 :PoolPlace;
    more @3 :Bool;
    tip @4 :Common.BlockRef;
}

struct PoolRules $Proxy.wrap("quanta::interfaces::PoolRules") {
    minRate @0 :Int64 $Proxy.name("min_rate");
    relayRate @1 :Int64 $Proxy.name("relay_rate");
    incrementalRate @2 :Int64 $Proxy.name("incremental_rate");
    dustRate @3 :Int64 $Proxy.name("dust_rate");
    clusterCount @4 :UInt64 $Proxy.name("cluster_count");
    clusterVsize @5 :UInt64 $Proxy.name("cluster_vsize");
    loaded @6 :Bool;
    estimates @7 :Bool;
    maxTarget @8 :Int32 $Proxy.name("max_target");
}

struct PoolEstimate $Proxy.wrap("quanta::interfaces::PoolEstimate") {
    rate @0 :Int64;
    blocks @1 :Int32;
    source @2 :Text;
    error @3 :Text;
}

struct PoolVerdict $Proxy.wrap("quanta::interfaces::PoolVerdict") {
    accepted @0 :Bool;
    reason @1 :Text;
    detail @2 :Text;
    vsize @3 :Int64;
    fee @4 :Int64;
}

struct PoolAncestry $Proxy.wrap("quanta::interfaces::PoolAncestry") {
    inPool @0 :Bool $Proxy.name("in_pool");
    ancestors @1 :UInt64;
    ancestorVsize @2 :Int64 $Proxy.name("ancestor_vsize");
    ancestorFees @3 :Int64 $Proxy.name("ancestor_fees");
    descendants @4 :UInt64;
    descendantVsize @5 :Int64 $Proxy.name("descendant_vsize");
    descendantFees @6 :Int64 $Proxy.name("descendant_fees");
    clusterCount @7 :UInt64 $Proxy.name("cluster_count");
    clusterVsize @8 :Int64 $Proxy.name("cluster_vsize");
    version @9 :UInt32;
    vsize @10 :Int64;
    fee @11 :Int64;
    descendantTxids @12 :List(Data) $Proxy.name("descendant_txids");
}

struct PoolBump $Proxy.wrap("quanta::interfaces::PoolBump") {
    single @0 :List(Int64);
    together @1 :Int64;
}

interface PoolSink $Proxy.wrap("quanta::interfaces::PoolSink") {
    poolChanged @0 (context :Proxy.Context, sequence :UInt64) -> () $Proxy.name("pool_changed");
}

interface Pool $Proxy.wrap("quanta::interfaces::Pool") {
    changesAfter @0 (context :Proxy.Context, place :PoolPlace, maxBytes :UInt64)
        -> (result :PoolPage) $Proxy.name("changes_after");
    sequence @1 (context :Proxy.Context) -> (result :UInt64);
    follow @2 (context :Proxy.Context, sink :PoolSink) -> (result :Common.Handler);
    broadcast @3 (context :Proxy.Context, raw :Data, maxRate :Int64, relay :Bool) -> (result :Text);
    testAccept @4 (context :Proxy.Context, raw :List(Data)) -> (result :List(PoolVerdict)) $Proxy.name("test_accept");
    rules @5 (context :Proxy.Context) -> (result :PoolRules);
    estimate @6 (context :Proxy.Context, target :Int32, conservative :Bool) -> (result :PoolEstimate);
    ancestry @7 (context :Proxy.Context, txids :List(Data)) -> (result :List(PoolAncestry));
    bumpFees @8 (context :Proxy.Context, outpoints :List(OutPoint), rate :Int64)
        -> (result :PoolBump) $Proxy.name("bump_fees");
}
