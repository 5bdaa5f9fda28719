// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Any body gets an answer that is JSON with a line end, or nothing, and no call is left running.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "json/parser.h"
#include "rpc/control.h"
#include "rpc/dispatcher.h"
#include "sys/clock.h"

namespace {

namespace base = quanta::base;
namespace json = quanta::json;
namespace rpc = quanta::rpc;
namespace sys = quanta::sys;

void add_sample(rpc::Dispatcher& dispatcher) {
    rpc::Method method{
        .name = "sample",
        .params = {{.name = "hash", .kind = rpc::Kind::Hex},
                   {.name = "n", .kind = rpc::Kind::Amount, .optional = true, .aliases = {"m"}},
                   {.name = "options",
                    .kind = rpc::Kind::Object,
                    .optional = true,
                    .inner = {{rpc::Kind::Any, "fee"}},
                    .members_are_named = true}}};
    dispatcher.add(std::move(method), [](const rpc::Call& call, json::Writer& out) -> rpc::RpcResult<void> {
        out.begin_array();
        for (const uint8_t byte : TRY(rpc::parse_hash_bytes(TRY(call.args.string("hash")), "hash")))
            out.value(byte);
        out.value(TRY(rpc::parse_amount(call.args["n"])));
        out.end_array();
        return {};
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static rpc::Dispatcher* dispatcher = [] {
        static sys::FakeClock clock;
        static rpc::Dispatcher made(clock);
        rpc::add_control_methods(made, {[] {}, [] { return int64_t{1}; }, ""});
        add_sample(made);
        made.end_warm_up();
        return &made;
    }();
    const std::string_view text = base::as_text({data, size});
    // The time to wait before stopping is the caller's to choose.
    if (text.find("stop") != std::string_view::npos) return 0;
    const std::string answer = dispatcher->answer(text, {}).body.text();
    if (!answer.empty()) {
        CHECK(answer.back() == '\n');
        CHECK(json::parse(answer).has_value());
    }
    CHECK(dispatcher->active_calls().empty());
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<std::string_view> texts{
        R"({"method":"echo","params":["a",1],"id":1})",
        R"([{"jsonrpc":"2.0","method":"help","id":null},{"id":1}])",
        R"({"jsonrpc":"2.0","method":"echojson","params":{"args":[0,1],"arg3":3},"id":"x"})",
        R"({"method":"sample","params":{"hash":"00000000000000000000000000000000)"
        R"(0000000000000000000000000000ffff","m":0.1,"fee":[1]},"id":[]})"};
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text : texts)
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}
