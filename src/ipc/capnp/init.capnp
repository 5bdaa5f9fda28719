# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# The first object of a connection, as deployed clients know it: ids and ordinals stay.

@0xf2c5cfa319406aa6;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("quanta::ipc::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces/init.h");
$Proxy.includeTypes("ipc/capnp/types.h");
$Proxy.includeTypes("ipc/capnp/echo.capnp.proxy-types.h");
$Proxy.includeTypes("ipc/capnp/mining.capnp.proxy-types.h");
$Proxy.includeTypes("ipc/capnp/rpc.capnp.proxy-types.h");

using Echo = import "echo.capnp";
using Mining = import "mining.capnp";
using Rpc = import "rpc.capnp";

interface Init $Proxy.wrap("quanta::interfaces::Init") {
    construct @0 (threadMap :Proxy.ThreadMap) -> (threadMap :Proxy.ThreadMap);
    makeEcho @1 (context :Proxy.Context) -> (result :Echo.Echo) $Proxy.name("make_echo");
    makeMiningOld2 @2 () -> () $Proxy.name("make_mining_old2");
    makeMining @3 (context :Proxy.Context) -> (result :Mining.Mining) $Proxy.name("make_mining");
    makeRpc @4 (context :Proxy.Context) -> (result :Rpc.Rpc) $Proxy.name("make_rpc");
}
