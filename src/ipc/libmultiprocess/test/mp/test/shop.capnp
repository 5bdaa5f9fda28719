# Copyright (c) 2026 The Quanta developers. MIT licence.

@0xa0d7c1b88f5c2d11;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("mp::test::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("mp/test/shop.h");
$Proxy.includeTypes("mp/test/shop-types.h");

interface Shop $Proxy.wrap("mp::test::Shop") {
    construct @0 (threads :Proxy.ThreadMap) -> (threads :Proxy.ThreadMap);
    destroy @1 (context :Proxy.Context) -> ();
    add @2 (a :Int32, b :Int32) -> (result :Int32);
    addHere @3 (context :Proxy.Context, a :Int32, b :Int32) -> (result :Int32) $Proxy.name("add_on_thread");
    divide @4 (context :Proxy.Context, a :Int32, b :Int32) -> (quotient :Int32, rest :Int32);
    increase @5 (context :Proxy.Context, value :Int32, by :Int32) -> (value :Int32);
    find @6 (context :Proxy.Context, name :Text, wantPlace :Bool) -> (place :Int32, hasPlace :Bool, result :Bool);
    fail @7 (context :Proxy.Context, how :Text) -> (error :Refusal $Proxy.exception("mp::test::Refusal"), other :Text $Proxy.exception("std::exception"));
    crash @8 (context :Proxy.Context, what :Text) -> ();
    ask @9 (context :Proxy.Context, customer :Customer, depth :Int32) -> (result :Int32);
    keep @10 (context :Proxy.Context, customer :Customer) -> ();
    askKept @11 (context :Proxy.Context, question :Int32) -> (result :Int32);
    clerk @12 (context :Proxy.Context, grade :Int32) -> (result :Clerk);
    apply @13 (context :Proxy.Context, function :Function, value :Int32) -> (result :Int32);
    basket @14 (context :Proxy.Context, basket :Basket) -> (result :Basket);
    bytes @15 (context :Proxy.Context, data :Data) -> (result :Data);
    block @16 (context :Proxy.Context) -> ();
    perhaps @17 (context :Proxy.Context, number :Int32, hasNumber :Bool) -> (result :Basket);
}

interface Customer $Proxy.wrap("mp::test::Customer") {
    destroy @0 (context :Proxy.Context) -> ();
    answer @1 (context :Proxy.Context, question :Int32) -> (result :Int32);
}

interface Clerk extends(Customer) $Proxy.wrap("mp::test::Clerk") {
    grade @0 (context :Proxy.Context) -> (result :Int32);
}

interface Function $Proxy.wrap("ProxyCallback<std::function<int(int)>>") {
    destroy @0 (context :Proxy.Context) -> ();
    call @1 (context :Proxy.Context, value :Int32) -> (result :Int32);
}

struct Refusal $Proxy.wrap("mp::test::Refusal") {
    code @0 :Int32;
    text @1 :Text;
}

struct Pair(First, Second) {
    first @0 :First;
    second @1 :Second;
}

struct Count {
    name @0 :Text;
    number @1 :Int32;
}

struct Triple {
    name @0 :Text;
    ratio @1 :Float64;
    yes @2 :Bool;
}

struct Basket $Proxy.wrap("mp::test::Basket") {
    name @0 :Text;
    owner @1 :Text;
    sizes @2 :List(Int32);
    flags @3 :List(Bool);
    labels @4 :List(Text);
    numbers @5 :List(Int64);
    loose @6 :List(Text);
    stock @7 :List(Count);
    prices @8 :List(Pair(Text, Text));
    limit @9 :Int32;
    hasLimit @10 :Bool;
    note @11 :Text;
    timeout @12 :Int64;
    patience @13 :Float64;
    kind @14 :UInt8;
    digest @15 :Data;
    raw @16 :Data;
    shared @17 :Refusal;
    triple @18 :Triple;
    nested @19 :List(Refusal);
    ratio @20 :Float64;
    matrix @21 :List(List(Int32));
    mark @22 :Data;
    best @23 :Count;
    nothing @24 :Void;
    spare @25 :Text $Proxy.skip;
}
