# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# Wallets.

@0xe5920b7f3d18a4c6;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("quanta::ipc::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces/wallet.h");
$Proxy.includeTypes("ipc/capnp/types.h");
$Proxy.includeTypes("ipc/capnp/common.capnp.proxy-types.h");

using Common = import "common.capnp";

struct WalletStatus $Proxy.wrap("quanta::interfaces::WalletStatus") {
    sequence @0 :UInt64;
    name @1 :Text;
    trusted @2 :Int64;
    untrustedPending @3 :Int64 $Proxy.name("untrusted_pending");
    immature @4 :Int64;
    transactions @5 :UInt64;
    synced @6 :Common.BlockRef;
    scanProgress @7 :Float64 $Proxy.name("scan_progress");
    privateKeys @8 :Bool $Proxy.name("private_keys");
}

struct WalletTransaction $Proxy.wrap("quanta::interfaces::WalletTransaction") {
    txid @0 :Data;
    kind @1 :UInt8;
    amount @2 :Int64;
    fee @3 :Int64;
    address @4 :Text;
    label @5 :Text;
    block @6 :Common.BlockRef;
    hasBlock @7 :Bool;
    confirmations @8 :Int32;
    timeS @9 :Int64 $Proxy.name("time_s");
}

struct TransactionPage $Proxy.wrap("quanta::interfaces::TransactionPage") {
    sequence @0 :UInt64;
    total @1 :UInt64;
    transactions @2 :List(WalletTransaction);
}

struct WalletChanged $Proxy.wrap("quanta::interfaces::WalletChanged") {
    sequence @0 :UInt64;
    wallet @1 :Text;
}

struct CreateWalletOptions $Proxy.wrap("quanta::interfaces::CreateWalletOptions") {
    name @0 :Text;
    disablePrivateKeys @1 :Bool $Proxy.name("disable_private_keys");
    blank @2 :Bool;
    avoidReuse @3 :Bool $Proxy.name("avoid_reuse");
    loadOnStartup @4 :Bool $Proxy.name("load_on_startup");
    hasLoadOnStartup @5 :Bool;
}

struct WalletRpcRequest $Proxy.wrap("quanta::interfaces::WalletRpcRequest") {
    method @0 :Text;
    params @1 :Text;
    wallet @2 :Text;
    hasWallet @3 :Bool;
}

struct WalletRpcReply $Proxy.wrap("quanta::interfaces::WalletRpcReply") {
    result @0 :Text;
    errorCode @1 :Int32 $Proxy.name("error_code");
    errorMessage @2 :Text $Proxy.name("error_message");
}

interface WalletSink $Proxy.wrap("quanta::interfaces::WalletSink") {
    walletChanged @0 (context :Proxy.Context, change :WalletChanged) -> () $Proxy.name("wallet_changed");
}

interface Wallet $Proxy.wrap("quanta::interfaces::Wallet") {
    status @0 (context :Proxy.Context) -> (result :WalletStatus);
    transactions @1 (context :Proxy.Context, skip :UInt64, count :UInt64) -> (result :TransactionPage);
    newAddress @2 (context :Proxy.Context, type :Text, label :Text) -> (result :Text) $Proxy.name("new_address");
}

interface WalletLoader $Proxy.wrap("quanta::interfaces::WalletLoader") {
    wallets @0 (context :Proxy.Context) -> (result :List(Text));
    walletDirectory @1 (context :Proxy.Context) -> (result :List(Text)) $Proxy.name("wallet_directory");
    create @2 (context :Proxy.Context, options :CreateWalletOptions) -> (result :Wallet);
    load @3 (context :Proxy.Context, name :Text) -> (result :Wallet);
    unload @4 (context :Proxy.Context, name :Text) -> ();
    wallet @5 (context :Proxy.Context, name :Text) -> (result :Wallet);
    executeRpc @6 (context :Proxy.Context, request :WalletRpcRequest)
        -> (result :WalletRpcReply) $Proxy.name("execute_rpc");
    follow @7 (context :Proxy.Context, sink :WalletSink) -> (result :Common.Handler);
}
