# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# What several interfaces speak of.

@0xcd2c6232cb484a28;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("quanta::ipc::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces/block_ref.h");
$Proxy.include("interfaces/handler.h");
$Proxy.includeTypes("ipc/capnp/types.h");

struct BlockRef $Proxy.wrap("quanta::interfaces::BlockRef") {
    hash @0 :Data;
    height @1 :Int32;
}

interface Handler $Proxy.wrap("quanta::interfaces::Handler") {
    disconnect @0 (context :Proxy.Context) -> ();
}
