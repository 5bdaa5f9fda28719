// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

#include "node/network.h"
#include "node_rpc/context.h"

namespace quanta::node_rpc {

namespace {

using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

constexpr int64_t kMaxTime = std::numeric_limits<uint32_t>::max();
constexpr int64_t kMaxStep_s = 3600;

RpcResult<void> check_regtest(const Context& context, const rpc::Call& call) {
    if (context.node.params().mines_on_demand) return {};
    return rpc::fail(rpc::kMisc, call.method.name + " is for regression testing (-regtest mode) only");
}

void skip_time(const Context& context, std::chrono::seconds time) {
    if (const auto network = context.node.network()) network->skip(time);
    if (node::FeeKeeper* const fees = context.node.pool().fees()) fees->skip(time);
}

RpcResult<void> setmocktime(const Context& context, const rpc::Call& call, json::Writer&) {
    TRY(check_regtest(context, call));
    const auto time = TRY(call.args.integer<int64_t>("timestamp"));
    if (time < 0 || time > kMaxTime) {
        return rpc::fail(rpc::kBadParameter, "Mocktime must be in the range [0, " + std::to_string(kMaxTime) +
                                                 "], not " + std::to_string(time) + ".");
    }
    const int64_t before_s = context.node.clock().system_time_s();
    if (context.options.set_mock_time_s) context.options.set_mock_time_s(time);
    // What waits for its time, waits by this clock.
    if (time > before_s) skip_time(context, std::chrono::seconds(time - before_s));
    return {};
}

RpcResult<void> mockscheduler(const Context& context, const rpc::Call& call, json::Writer&) {
    TRY(check_regtest(context, call));
    const auto step = TRY(call.args.integer<int64_t>("delta_time"));
    if (step <= 0 || step > kMaxStep_s) {
        return rpc::fail(rpc::kMisc, "delta_time must be between 1 and 3600 seconds (1 hr)");
    }
    skip_time(context, std::chrono::seconds(step));
    return {};
}

}  // namespace

void add_time_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context,
        {.name = "setmocktime",
         .category = Category::Hidden,
         .description = "Pins the node's wall clock, on regtest. When it goes forward, what was to happen\n"
                        "meanwhile with peers happens.",
         .params = {{.name = "timestamp",
                     .kind = Kind::Number,
                     .text = "Seconds since 1970; 0 lets the clock run again"}},
         .results = {{"", {Kind::Null, "", ""}}}},
        setmocktime);
    add(dispatcher, context,
        {.name = "mockscheduler",
         .category = Category::Hidden,
         .description = "Has the node do what it has planned for the next while, on regtest.",
         .params = {{.name = "delta_time", .kind = Kind::Number, .text = "That while, 1 to 3600 seconds"}},
         .results = {{"", {Kind::Null, "", ""}}}},
        mockscheduler);
}

}  // namespace quanta::node_rpc
