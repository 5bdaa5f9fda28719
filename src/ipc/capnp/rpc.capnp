# Copyright (c) 2026 The Quanta developers. MIT licence.
#
# JSON-RPC without HTTP. Deployed clients rely on ids and ordinals.

@0x9c3505dc45e146ac;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("quanta::ipc::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces/rpc.h");
$Proxy.includeTypes("ipc/capnp/types.h");

interface Rpc $Proxy.wrap("quanta::interfaces::Rpc") {
    executeRpc @0 (context :Proxy.Context, request :Text, uri :Text, user :Text)
        -> (result :Text) $Proxy.name("execute_rpc");
}
