# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# The first object of a connection between processes of ours.

@0xa86e19d2c7f5403b;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("quanta::ipc::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces/init.h");
$Proxy.includeTypes("ipc/capnp/types.h");
$Proxy.includeTypes("ipc/capnp/init.capnp.proxy-types.h");
$Proxy.includeTypes("ipc/capnp/common.capnp.proxy-types.h");
$Proxy.includeTypes("ipc/capnp/chain.capnp.proxy-types.h");
$Proxy.includeTypes("ipc/capnp/node.capnp.proxy-types.h");
$Proxy.includeTypes("ipc/capnp/wallet.capnp.proxy-types.h");

using Init = import "init.capnp";
using Common = import "common.capnp";
using Chain = import "chain.capnp";
using Node = import "node.capnp";
using Wallet = import "wallet.capnp";

interface QuantaInit extends(Init.Init) $Proxy.wrap("quanta::interfaces::QuantaInit") {
    makeNode @0 (context :Proxy.Context) -> (result :Node.Node) $Proxy.name("make_node");
    makeChain @1 (context :Proxy.Context) -> (result :Chain.Chain) $Proxy.name("make_chain");
    makeWalletLoader @2 (context :Proxy.Context) -> (result :Wallet.WalletLoader) $Proxy.name("make_wallet_loader");
    attachWallets @3 (context :Proxy.Context, wallets :Wallet.WalletLoader)
        -> (result :Common.Handler) $Proxy.name("attach_wallets");
    serveWallets @4 (context :Proxy.Context, chain :Chain.Chain)
        -> (result :Wallet.WalletLoader) $Proxy.name("serve_wallets");
}
