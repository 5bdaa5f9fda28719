# Copyright (c) 2026 The Quanta developers. MIT licence.

@0x9d4fc2d9a1b8e6f1;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("example::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces.h");
$Proxy.includeTypes("types.h");

interface Printer $Proxy.wrap("example::Printer") {
    destroy @0 (context :Proxy.Context) -> ();
    print @1 (context :Proxy.Context, line :Text) -> ();
}
