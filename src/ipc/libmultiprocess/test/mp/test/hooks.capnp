# Copyright (c) 2026 The Quanta developers. MIT licence.

@0xd8f0a4b6c2e19357;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("mp::test::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("mp/test/hooks.h");
$Proxy.includeTypes("mp/test/hooks-types.h");

interface Hooks $Proxy.wrap("mp::test::Hooks") {
    passMessage @0 (note :Note) -> (result :Note);
    passPoint @1 (point :Point) -> (result :Point);
    passSealed @2 (value :Sealed) -> (result :Sealed);
    passBlobs @3 (blobs :List(Data)) -> (result :List(Data));
    passAll @4 (values :List(Point), skipped :Text $Proxy.count(0)) -> (result :List(Point));
    threads @5 (threadMap :Proxy.ThreadMap) -> (threadMap :Proxy.ThreadMap);
    wait @6 (context :Proxy.Context) -> ();
    passDigest @7 (digest :Data) -> (result :Data);
    passNumber @8 (number :Int64) -> (result :Int64);
    passBytes @10 (bytes :Data $Proxy.count(2), times :Int32) -> (result :Text);
    passSpan @9 (time :Float64) -> (result :Float64);
}

struct Note {
    text @0 :Text;
}

struct Point {
    x @0 :Int32;
    y @1 :Int32;
}

struct Sealed {
    value @0 :Text;
}
