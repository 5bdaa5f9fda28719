# Copyright (c) 2026 The Quanta developers. MIT licence.

@0xc3d6a3c46f0de2a9;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("example::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces.h");
$Proxy.includeTypes("types.h");

interface Calculator $Proxy.wrap("example::Calculator") {
    destroy @0 (context :Proxy.Context) -> ();
    solve @1 (context :Proxy.Context, equation :Text) -> (result :Float64, error :Text $Proxy.exception("std::exception"));
}
