# Copyright (c) 2026 The Quanta developers. MIT licence.

@0xf7a3c5e1d2b49680;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("example::messages");

using Proxy = import "/mp/proxy.capnp";
$Proxy.include("interfaces.h");
$Proxy.includeTypes("calculator.capnp.proxy-types.h");
$Proxy.includeTypes("printer.capnp.proxy-types.h");

using Calculator = import "calculator.capnp";
using Printer = import "printer.capnp";

interface Init $Proxy.wrap("example::Init") {
    construct @0 (threads :Proxy.ThreadMap) -> (threads :Proxy.ThreadMap);
    makePrinter @1 (context :Proxy.Context) -> (result :Printer.Printer) $Proxy.name("make_printer");
    makeCalculator @2 (context :Proxy.Context, printer :Printer.Printer) -> (result :Calculator.Calculator) $Proxy.name("make_calculator");
}
