# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# The active chain, for wallets.

@0xd7a1c0e94b35f268;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("quanta::ipc::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces/chain.h");
$Proxy.includeTypes("ipc/capnp/types.h");
$Proxy.includeTypes("ipc/capnp/common.capnp.proxy-types.h");
$Proxy.includeTypes("ipc/capnp/pool.capnp.proxy-types.h");

using Common = import "common.capnp";
using Pool = import "pool.capnp";

struct ChainPosition $Proxy.wrap("quanta::interfaces::ChainPosition") {
    sequence @0 :UInt64;
    tip @1 :Common.BlockRef;
    timeS @2 :Int64 $Proxy.name("time_s");
    initialBlockDownload @3 :Bool $Proxy.name("initial_block_download");
}

struct ChainInfo $Proxy.wrap("quanta::interfaces::ChainInfo") {
    name @0 :Text;
    signetChallenge @1 :Text $Proxy.name("signet_challenge");
    position @2 :ChainPosition;
    pruned @3 :Bool;
    walletNotify @4 :Bool $Proxy.name("wallet_notify");
}

struct RawBlock $Proxy.wrap("quanta::interfaces::RawBlock") {
    block @0 :Common.BlockRef;
    raw @1 :Data;
}

struct BlocksPage $Proxy.wrap("quanta::interfaces::BlocksPage") {
    fork @0 :Common.BlockRef;
    blocks @1 :List(RawBlock);
    locator @2 :List(Data);
    position @3 :ChainPosition;
    prunedAway @4 :Bool $Proxy.name("pruned_away");
}

struct BlockFilter $Proxy.wrap("quanta::interfaces::BlockFilter") {
    block @0 :Common.BlockRef;
    filter @1 :Data;
}

struct FiltersPage $Proxy.wrap("quanta::interfaces::FiltersPage") {
    available @0 :Bool;
    fork @1 :Common.BlockRef;
    filters @2 :List(BlockFilter);
    locator @3 :List(Data);
    position @4 :ChainPosition;
    unfinished @5 :Bool;
}

interface ChainSink $Proxy.wrap("quanta::interfaces::ChainSink") {
    chainChanged @0 (context :Proxy.Context, position :ChainPosition) -> () $Proxy.name("chain_changed");
}

interface Chain $Proxy.wrap("quanta::interfaces::Chain") {
    info @0 (context :Proxy.Context) -> (result :ChainInfo);
    blocksAfter @1 (context :Proxy.Context, locator :List(Data), maxBytes :UInt64)
        -> (result :BlocksPage) $Proxy.name("blocks_after");
    tipLocator @2 (context :Proxy.Context) -> (result :List(Data)) $Proxy.name("tip_locator");
    locatorBefore @3 (context :Proxy.Context, timeS :Int64) -> (result :List(Data)) $Proxy.name("locator_before");
    follow @4 (context :Proxy.Context, sink :ChainSink) -> (result :Common.Handler);
    notifyWalletTransaction @5 (context :Proxy.Context, wallet :Text, txid :Data, block :Common.BlockRef, hasBlock :Bool)
        -> () $Proxy.name("notify_wallet_transaction");
    filtersAfter @6 (context :Proxy.Context, locator :List(Data), maxBytes :UInt64)
        -> (result :FiltersPage) $Proxy.name("filters_after");
    blocks @7 (context :Proxy.Context, hashes :List(Data), maxBytes :UInt64) -> (result :List(RawBlock));
    locatorAt @9 (context :Proxy.Context, height :Int32) -> (result :List(Data)) $Proxy.name("locator_at");
    makePool @8 (context :Proxy.Context) -> (result :Pool.Pool) $Proxy.name("make_pool");
}
