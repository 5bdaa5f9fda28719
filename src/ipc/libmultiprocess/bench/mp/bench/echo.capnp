# Copyright (c) 2026 The Quanta developers. MIT licence.

@0xb6b4a3d5b9e1f7c3;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("mp::bench::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("mp/bench/echo.h");
$Proxy.includeTypes("mp/bench/echo-types.h");

interface Echo $Proxy.wrap("mp::bench::Echo") {
    construct @0 (threads :Proxy.ThreadMap) -> (threads :Proxy.ThreadMap);
    echo @1 (context :Proxy.Context, data :Data) -> (result :Data);
    callBack @2 (context :Proxy.Context, function :Function) -> (result :Int32) $Proxy.name("call_back");
}

interface Function $Proxy.wrap("ProxyCallback<std::function<int(int)>>") {
    call @0 (context :Proxy.Context, value :Int32) -> (result :Int32);
}

# The same in plain Cap'n Proto.
interface BareEcho {
    echo @0 (data :Data) -> (result :Data);
    callBack @1 (function :BareFunction) -> (result :Int32);
}

interface BareFunction {
    call @0 (value :Int32) -> (result :Int32);
}
