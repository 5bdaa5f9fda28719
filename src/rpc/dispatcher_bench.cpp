// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/dispatcher.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "rpc/control.h"
#include "sys/clock.h"

namespace quanta::rpc {
namespace {

/// From the text of a request to the text of its reply.
void BM_DispatchTrivialCall(benchmark::State& state) {
    Dispatcher dispatcher(sys::system_clock());
    add_control_methods(dispatcher, {[] {}, [] { return int64_t{1}; }, ""});
    dispatcher.end_warm_up();
    const std::string request = R"({"jsonrpc":"2.0","method":"uptime","params":[],"id":1})";
    const Caller caller;
    for (auto _ : state)
        benchmark::DoNotOptimize(dispatcher.answer(request, caller));
}
BENCHMARK(BM_DispatchTrivialCall);

}  // namespace
}  // namespace quanta::rpc
