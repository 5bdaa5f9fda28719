// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/control.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "rpc/openrpc.h"
#include "rpc/process_methods.h"

namespace quanta::rpc {

namespace {

/// The longest a caller of stop may have its answer held back, ms.
constexpr int64_t kMaxStopWaitMs = 60'000;
constexpr int kEchoParams = 10;

void add_help(Dispatcher& dispatcher) {
    Method method{
        .name = "help",
        .category = Category::Control,
        .description = "Lists all commands, or explains one of them.",
        .params = {{.name = "command",
                    .kind = Kind::String,
                    .text = "The command to explain",
                    .optional = true,
                    .default_hint = "all commands"}},
        .results = {{"", {Kind::String, "", "The help text"}}},
    };
    dispatcher.add(std::move(method), [&dispatcher](const Call& call, json::Writer& out) -> RpcResult<void> {
        out.value(dispatcher.help(TRY(call.args.string_or("command", ""))));
        return {};
    });
}

void add_stop(Dispatcher& dispatcher, std::function<void()> request_stop) {
    Method method{
        .name = "stop",
        .category = Category::Control,
        .description = "Asks the node to shut down. It answers first and stops then.",
        .params = {{.name = "wait",
                    .kind = Kind::Number,
                    .text = "Milliseconds to hold the answer back",
                    .optional = true,
                    .hidden = true}},
        .results = {{"", {Kind::String, "", "That the node is stopping"}}},
    };
    dispatcher.add(
        std::move(method),
        [request_stop = std::move(request_stop)](const Call& call, json::Writer& out) -> RpcResult<void> {
            const int64_t wait_ms = TRY(call.args.integer_or<int64_t>("wait", 0));
            request_stop();
            std::this_thread::sleep_for(
                std::chrono::milliseconds(std::clamp<int64_t>(wait_ms, 0, kMaxStopWaitMs)));
            out.value("Quanta stopping");
            return {};
        });
}

void add_uptime(Dispatcher& dispatcher, std::function<int64_t()> uptime_s) {
    Method method{
        .name = "uptime",
        .category = Category::Control,
        .description = "Tells for how long the node has been running.",
        .results = {{"", {Kind::Number, "", "Seconds since its start"}}},
        .examples = {"[]"},
    };
    dispatcher.add(std::move(method),
                   [uptime_s = std::move(uptime_s)](const Call&, json::Writer& out) -> RpcResult<void> {
                       out.value(uptime_s());
                       return {};
                   });
}

void add_getrpcinfo(Dispatcher& dispatcher, std::string log_path) {
    const Shape active{Kind::Object,
                       "",
                       "One call",
                       {{Kind::String, "method", "The command"},
                        {Kind::Number, "duration", "Microseconds it has been running"}}};
    Method method{
        .name = "getrpcinfo",
        .category = Category::Control,
        .description = "Shows what the RPC server is doing.",
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::Array, "active_commands", "The calls that are running", {active}},
                       {Kind::String, "logpath", "The path of the log file"}}}}},
        .examples = {"[]"},
    };
    const auto handler = [&dispatcher, log_path = std::move(log_path)](const Call&,
                                                                       json::Writer& out) -> RpcResult<void> {
        out.begin_object().key("active_commands").begin_array();
        for (const ActiveCall& running : dispatcher.active_calls()) {
            out.begin_object().member("method", running.method).member("duration", running.duration_us);
            out.end_object();
        }
        out.end_array().member("logpath", log_path).end_object();
        return {};
    };
    dispatcher.add(std::move(method), handler);
}

void add_getopenrpcinfo(Dispatcher& dispatcher, std::string version) {
    const Shape param{Kind::Object,
                      "",
                      "",
                      {{Kind::String, "name", "Its name"},
                       {Kind::Bool, "required", "Whether it must be given"},
                       {Kind::Any, "schema", "Its JSON schema"},
                       {Kind::String, "description", "What it means", {}, true},
                       {Kind::Array, "x-bitcoin-aliases", "Other names", {{Kind::String, "", ""}}, true},
                       {Kind::Bool, "x-bitcoin-placeholder", "Whether it is of no use any more", {}, true}}};
    const Shape result{Kind::Object,
                       "result",
                       "",
                       {{Kind::String, "name", "A name"}, {Kind::Any, "schema", "Its JSON schema"}}};
    const Shape described{Kind::Object,
                          "",
                          "",
                          {{Kind::String, "name", "The command"},
                           {Kind::String, "description", "What it does"},
                           {Kind::Array, "params", "", {param}},
                           result,
                           {Kind::String, "x-bitcoin-category", "Where help lists it"}}};
    const Shape info{Kind::Object,
                     "info",
                     "",
                     {{Kind::String, "title", "What is described"},
                      {Kind::String, "version", "The version of the program"},
                      {Kind::String, "description", "A sentence"}}};
    Method method{
        .name = "getopenrpcinfo",
        .category = Category::Control,
        .description = "Describes all commands for programs, as an OpenRPC document.",
        .params = {{.name = "show_hidden",
                    .kind = Kind::Bool,
                    .text = "Whether commands that help does not list are shown, too",
                    .optional = true,
                    .default_json = "false"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::String, "openrpc", "The version of the specification"},
                       info,
                       {Kind::Array, "methods", "", {described}}}}}},
        .examples = {"[]"},
    };
    const auto handler = [&dispatcher, version = std::move(version)](const Call& call,
                                                                     json::Writer& out) -> RpcResult<void> {
        const bool hidden = TRY(call.args.boolean_or("show_hidden", false));
        std::vector<const Method*> methods = dispatcher.methods();
        if (!hidden) std::erase_if(methods, [](const Method* m) { return m->category == Category::Hidden; });
        write_openrpc(out, methods, version);
        return {};
    };
    dispatcher.add(std::move(method), handler);
}

void add_echo(Dispatcher& dispatcher, std::string name) {
    Method method{
        .name = std::move(name),
        .category = Category::Hidden,
        .description =
            "Answers its parameters, to try out clients. The command line client sends those of echo "
            "as strings and those of echojson as JSON.",
        .results = {{"", {Kind::Array, "", "The parameters", {{Kind::Any, "", "A parameter"}}}}},
    };
    for (int i = 0; i < kEchoParams; ++i) {
        method.params.push_back({.name = fmt::format("arg{}", i), .optional = true});
    }
    dispatcher.add(std::move(method), [](const Call& call, json::Writer& out) -> RpcResult<void> {
        // Clients try out with it how they show a fault of the node.
        if (call.args["arg9"] == json::Value("trigger_internal_bug")) {
            return fail(kMisc, "Internal bug detected: the caller of " + call.method.name + " asked for one");
        }
        out.begin_array();
        for (const json::Value& value : call.args.values())
            out.value(value);
        out.end_array();
        return {};
    });
}

}  // namespace

void add_control_methods(Dispatcher& dispatcher, ControlHooks hooks) {
    add_help(dispatcher);
    add_stop(dispatcher, std::move(hooks.request_stop));
    add_uptime(dispatcher, std::move(hooks.uptime_s));
    add_getrpcinfo(dispatcher, std::move(hooks.log_path));
    add_getopenrpcinfo(dispatcher, std::move(hooks.version));
    add_process_methods(dispatcher);
    add_echo(dispatcher, "echo");
    add_echo(dispatcher, "echojson");
}

}  // namespace quanta::rpc
