// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "rpc/control.h"
#include "rpc/help.h"

namespace quanta::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DispatcherTest : public ::testing::Test {
protected:
    DispatcherTest() {
        add_control_methods(m_dispatcher, {[this] { ++m_stops; }, [] { return int64_t{77}; }, "/log"});
        m_dispatcher.add({.name = "nothing", .category = Category::Util},
                         [](const Call&, json::Writer&) -> RpcResult<void> { return {}; });
        m_dispatcher.add({.name = "late", .category = Category::Util},
                         [](const Call&, json::Writer& out) -> RpcResult<void> {
                             out.begin_object().member("big", std::string(300'000, 'x'));
                             return fail(kUnknownKey, "too late");
                         });
        m_dispatcher.add(
            {.name = "throws", .category = Category::Util},
            [](const Call&, json::Writer&) -> RpcResult<void> { throw std::runtime_error("oops"); });
        m_dispatcher.end_warm_up();
    }

    std::string ask(std::string_view text) {
        m_answer = m_dispatcher.answer(text, m_caller);
        return m_answer.body.text();
    }

    sys::FakeClock m_clock;
    Dispatcher m_dispatcher{m_clock};
    Caller m_caller;
    Answer m_answer;
    int m_stops = 0;
};

TEST_F(DispatcherTest, VersionOne) {
    EXPECT_EQ(ask(R"({"method":"uptime","id":1})"), "{\"result\":77,\"error\":null,\"id\":1}\n");
    EXPECT_EQ(m_answer.error_code, std::nullopt);
    EXPECT_EQ(ask(R"({"jsonrpc":"1.0","method":"nothing","params":[]})"),
              "{\"result\":null,\"error\":null,\"id\":null}\n");
    EXPECT_EQ(ask(R"({"version":"1.1","method":"echo","params":["a",null],"id":"x\ny"})"),
              "{\"result\":[\"a\",null],\"error\":null,\"id\":\"x\\ny\"}\n");
    EXPECT_EQ(ask(R"({"method":"foo","id":[1]})"),
              "{\"result\":null,\"error\":{\"code\":-32601,\"message\":\"Method not found\"},\"id\":[1]}\n");
    EXPECT_EQ(m_answer.error_code, kMethodNotFound);
}

TEST_F(DispatcherTest, VersionTwo) {
    EXPECT_EQ(ask(R"({"jsonrpc":"2.0","method":"uptime","id":1})"),
              "{\"jsonrpc\":\"2.0\",\"result\":77,\"id\":1}\n");
    EXPECT_EQ(
        ask(R"({"jsonrpc":"2.0","method":"foo","id":null})"),
        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,\"message\":\"Method not found\"},\"id\":null}\n");
    EXPECT_EQ(m_answer.error_code, std::nullopt);
    EXPECT_EQ(ask(R"({"jsonrpc":"2.0","method":"stop"})"), "");
    EXPECT_EQ(m_stops, 1);
    EXPECT_EQ(ask(R"({"jsonrpc":"2.0","method":"foo"})"), "");
    EXPECT_EQ(m_answer.error_code, std::nullopt);
}

TEST_F(DispatcherTest, LongBatches) {
    // Beyond what is kept of a batch; notifications among them.
    std::string text;
    std::string expected;
    for (int i = 0; text.size() < 2 * RequestBody::kLongText; ++i) {
        const std::string id = std::to_string(i);
        text += (i > 0 ? "," : "[") + std::string(R"({"method":"uptime","id":)") + id + "}" +
                R"(,{"jsonrpc":"2.0","method":"uptime"})";
        expected += (i > 0 ? "," : "[") + std::string(R"({"result":77,"error":null,"id":)") + id + "}";
    }
    EXPECT_EQ(ask(text + "]"), expected + "]\n");
    // Nothing runs when the end is no JSON, or holds what may not be called.
    EXPECT_EQ(ask(text + R"(,{"method":"stop"},])"),
              "{\"result\":null,\"error\":{\"code\":-32700,\"message\":\"Parse error\"},\"id\":null}\n");
    m_caller.may_call = [](std::string_view method) { return method != "nothing"; };
    EXPECT_EQ(ask(R"([{"method":"stop"},)" + text.substr(1) + R"(,{"method":"nothing"}])"), "");
    EXPECT_TRUE(m_answer.forbidden);
    EXPECT_EQ(m_stops, 0);
}

TEST_F(DispatcherTest, BoundsOfRequests) {
    const auto values = [](size_t count) {
        std::string text = R"({"id":0,"method":"echo","params":[)";
        for (size_t i = 5; i <= count; ++i) text += i > 5 ? ",1" : "1";
        return text + "]}";
    };
    const std::string too_many =
        "{\"result\":null,\"error\":{\"code\":-32600,\"message\":\"Too many values in a request\"},\"id\":null}\n";
    EXPECT_NE(ask(values(kMaxRequestValues)), too_many);
    EXPECT_EQ(ask(values(kMaxRequestValues + 1)), too_many);
    EXPECT_EQ(ask("[" + values(kMaxRequestValues + 1) + "]"), too_many);

    const auto batch = [](size_t count) {
        std::string text = "[0";
        for (size_t i = 1; i < count; ++i) text += ",0";
        return text + "]";
    };
    EXPECT_TRUE(ask(batch(kMaxBatchRequests)).starts_with("[{"));
    EXPECT_EQ(ask(batch(kMaxBatchRequests + 1)),
              "{\"result\":null,\"error\":{\"code\":-32600,\"message\":\"Too many requests in a batch\"},\"id\":null}\n");
    EXPECT_EQ(m_answer.error_code, kInvalidRequest);
}

TEST_F(DispatcherTest, BoundOfRepliesToBatches) {
    m_dispatcher.set_max_batch_bytes(200);
    const std::string one = R"({"result":77,"error":null,"id":null})";
    const std::string refused = R"({"result":null,"error":{"code":-7,"message":"The replies to batches take too much )"
                                R"(memory"},"id":null})";
    const std::string call = R"({"method":"uptime"})";
    std::string text = call;
    std::string expected = one;
    for (int i = 0; i < 5; ++i) {
        text += "," + call;
        expected += "," + one;
    }
    // The sixth goes beyond the bound: from the seventh on nothing runs.
    EXPECT_EQ(ask("[" + text + "]"), "[" + expected + "]\n");
    EXPECT_EQ(ask("[" + text + R"(,{"jsonrpc":"2.0","method":"stop"},)" + call + "]"),
              "[" + expected + "," + refused + "]\n");
    EXPECT_EQ(m_stops, 0);
    // The next one begins with nothing.
    EXPECT_EQ(ask("[" + call + "]"), "[" + one + "]\n");
}

TEST_F(DispatcherTest, RequestsThatAreNone) {
    const auto error = [](int code, const std::string& message, const std::string& id) {
        return "{\"result\":null,\"error\":{\"code\":" + std::to_string(code) + ",\"message\":\"" + message +
               "\"},\"id\":" + id + "}\n";
    };
    EXPECT_EQ(ask("{"), error(-32700, "Parse error", "null"));
    EXPECT_EQ(m_answer.error_code, kParse);
    EXPECT_EQ(ask(""), error(-32700, "Parse error", "null"));
    EXPECT_EQ(ask("3"), error(-32700, "Top-level object parse error", "null"));
    EXPECT_EQ(ask(R"({"id":5})"), error(-32600, "Missing method", "5"));
    EXPECT_EQ(m_answer.error_code, kInvalidRequest);
    EXPECT_EQ(ask(R"({"id":5,"method":null})"), error(-32600, "Missing method", "5"));
    EXPECT_EQ(ask(R"({"id":5,"method":7})"), error(-32600, "Method must be a string", "5"));
    EXPECT_EQ(ask(R"({"id":5,"method":"echo","params":"x"})"),
              error(-32600, "Params must be an array or object", "5"));
    EXPECT_EQ(ask(R"({"id":5,"method":"echo","jsonrpc":2})"),
              error(-32600, "jsonrpc field must be a string", "5"));
    EXPECT_EQ(ask(R"({"id":5,"method":"echo","jsonrpc":"2.1"})"),
              error(-32600, "JSON-RPC version not supported", "5"));
    EXPECT_EQ(ask("[3]"), "[" + error(-32600, "Invalid Request object", "null").substr(0, 84) + "]\n");
}

TEST_F(DispatcherTest, Batches) {
    EXPECT_EQ(ask("[]"), "[]\n");
    EXPECT_EQ(ask(R"([{"method":"uptime","id":1},{"jsonrpc":"2.0","method":"uptime"},)"
                  R"({"jsonrpc":"2.0","method":"foo","id":2}])"),
              "[{\"result\":77,\"error\":null,\"id\":1},{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,"
              "\"message\":\"Method not found\"},\"id\":2}]\n");
    EXPECT_EQ(m_answer.error_code, std::nullopt);
    EXPECT_EQ(ask(R"([{"jsonrpc":"2.0","method":"uptime"},{"jsonrpc":"2.0","method":"foo"}])"), "");
    EXPECT_EQ(ask(R"([{"jsonrpc":"2.0","method":"uptime"},{"method":"nothing"}])"),
              "[{\"result\":null,\"error\":null,\"id\":null}]\n");
}

TEST_F(DispatcherTest, WhitelistRefusesTheWholeBatch) {
    m_caller.may_call = [](std::string_view method) { return method == "echo"; };
    EXPECT_EQ(ask(R"({"method":"stop","id":1})"), "");
    EXPECT_TRUE(m_answer.forbidden);
    EXPECT_EQ(ask(R"([{"method":"echo"},{"method":"stop"}])"), "");
    EXPECT_TRUE(m_answer.forbidden);
    EXPECT_EQ(m_stops, 0);
    EXPECT_NE(ask(R"([{"method":"echo"},{"method":"echo"}])"), "");
    EXPECT_FALSE(m_answer.forbidden);
}

TEST_F(DispatcherTest, ErrorAfterOutputDropsTheOutput) {
    EXPECT_EQ(ask(R"([{"method":"uptime","id":1},{"method":"late","id":2}])"),
              "[{\"result\":77,\"error\":null,\"id\":1},{\"result\":null,\"error\":{\"code\":-5,\"message\":"
              "\"too late\"},\"id\":2}]\n");
}

TEST_F(DispatcherTest, ExceptionsEndTheCallAlone) {
    EXPECT_EQ(ask(R"({"method":"throws","id":2})"),
              "{\"result\":null,\"error\":{\"code\":-1,\"message\":\"oops\"},\"id\":2}\n");
    EXPECT_TRUE(m_dispatcher.active_calls().empty());
}

TEST_F(DispatcherTest, WarmUp) {
    m_dispatcher.set_warm_up("Loading block index…");
    EXPECT_EQ(ask(R"({"method":"uptime","id":1})"),
              "{\"result\":null,\"error\":{\"code\":-28,\"message\":\"Loading block index…\"},\"id\":1}\n");
    EXPECT_EQ(m_answer.error_code, kWarmUp);
    std::string detail = "40% (about 3 min left)";
    m_dispatcher.set_warm_up_detail([&] { return detail; });
    EXPECT_EQ(ask(R"({"method":"nothing","id":1})"),
              "{\"result\":null,\"error\":{\"code\":-28,\"message\":\"Loading block index… 40% (about 3 min "
              "left)\"},"
              "\"id\":1}\n");
    detail.clear();
    EXPECT_NE(ask(R"({"method":"uptime","id":1})").find("\"Loading block index…\""), std::string::npos);
    m_dispatcher.add({.name = "early", .in_warm_up = true},
                     [](const Call&, json::Writer& out) -> RpcResult<void> {
                         out.value("here");
                         return {};
                     });
    EXPECT_EQ(ask(R"({"method":"early","id":1})"), "{\"result\":\"here\",\"error\":null,\"id\":1}\n");
    m_dispatcher.end_warm_up();
    EXPECT_EQ(ask(R"({"method":"uptime","id":1})"), "{\"result\":77,\"error\":null,\"id\":1}\n");
    Dispatcher fresh(m_clock);
    EXPECT_EQ(fresh.answer(R"({"method":"uptime","id":1})", {}).error_code, kWarmUp);
}

TEST_F(DispatcherTest, RunningCallsAreListed) {
    m_dispatcher.add({.name = "slow"}, [this](const Call&, json::Writer& out) -> RpcResult<void> {
        m_clock.advance_us(1500);
        const std::vector<ActiveCall> calls = m_dispatcher.active_calls();
        out.value(calls.at(0).method + " " + std::to_string(calls.at(0).duration_us));
        return {};
    });
    EXPECT_EQ(ask(R"({"method":"slow","id":1})"), "{\"result\":\"slow 1500\",\"error\":null,\"id\":1}\n");
    EXPECT_EQ(
        ask(R"({"method":"getrpcinfo","id":1})"),
        "{\"result\":{\"active_commands\":[{\"method\":\"getrpcinfo\",\"duration\":0}],\"logpath\":\"/log\"},"
        "\"error\":null,\"id\":1}\n");
}

TEST_F(DispatcherTest, Control) {
    EXPECT_EQ(ask(R"({"method":"stop","params":{"wait":0},"id":1})"),
              "{\"result\":\"Quanta stopping\",\"error\":null,\"id\":1}\n");
    EXPECT_EQ(m_stops, 1);
    EXPECT_FALSE(m_dispatcher.stopping());
    m_dispatcher.stop();
    EXPECT_TRUE(m_dispatcher.stopping());
    EXPECT_EQ(ask(R"({"method":"echojson","params":{"args":[0,1],"arg3":3},"id":1})"),
              "{\"result\":[0,1,null,3],\"error\":null,\"id\":1}\n");
    EXPECT_NE(ask(R"({"method":"echo","params":[0,1,2,3,4,5,6,7,8,9,10],"id":1})").find("\"code\":-1,"),
              std::string::npos);
}

TEST_F(DispatcherTest, Help) {
    EXPECT_EQ(m_dispatcher.help(""),
              "== Control ==\ngetmemoryinfo ( \"mode\" )\ngetopenrpcinfo ( show_hidden )\ngetrpcinfo\n"
              "help ( \"command\" )\nlogging ( [\"category\",...] [\"category\",...] )\nstop\nuptime\n\n"
              "== Util ==\nlate\nnothing\nthrows");
    EXPECT_EQ(m_dispatcher.help("foo"), "help: unknown command: foo");
    EXPECT_EQ(m_dispatcher.help("echo").rfind("echo ( arg0 arg1", 0), 0u);
    EXPECT_EQ(m_dispatcher.help("help"),
              "help ( \"command\" )\n\nLists all commands, or explains one of them.\n\nArguments:\n"
              "1. command    (string, optional, default: all commands) The command to explain\n\nResult:\n"
              "\"str\"    (string) The help text\n");
}

TEST(Help, EveryShapeHasItsForm) {
    const Method method{
        .name = "all",
        .description = "Shows everything.",
        .params =
            {{.name = "blockhash", .kind = Kind::Hex, .text = "The block"},
             {.name = "inputs",
              .kind = Kind::Array,
              .text = "Inputs",
              .inner = {{Kind::Object, "", "", {{Kind::Hex, "txid", "Its id"}, {Kind::Number, "vout", ""}}}}},
             {.name = "verbosity",
              .kind = Kind::Any,
              .text = "How much",
              .optional = true,
              .default_json = "1",
              .type_words = "boolean or numeric"},
             {.name = "secret", .kind = Kind::Number, .optional = true, .hidden = true}},
        .results = {{"for verbosity = 0", {Kind::Hex, "", "The data"}},
                    {"for verbosity = 1",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::Time, "time", "When"},
                       {Kind::Map, "totals", "", {{Kind::Amount, "coin", "Sum"}}, true}}}}},
        .examples = {R"(["00ff", [{"txid": "aa", "vout": 1}], 2])"},
    };
    EXPECT_EQ(usage_line(method), "all \"blockhash\" [{\"txid\":\"txid\",\"vout\":vout},...] ( verbosity )");
    EXPECT_EQ(
        method_help(method),
        "all \"blockhash\" [{\"txid\":\"txid\",\"vout\":vout},...] ( verbosity )\n\nShows everything.\n\n"
        "Arguments:\n"
        "1. blockhash               (string, required) The block\n"
        "2. inputs                  (json array, required) Inputs\n"
        "    [                      (json array)\n"
        "      {                    (json object)\n"
        "        \"txid\" : \"hex\",    (string) Its id\n"
        "        \"vout\" : n         (numeric)\n"
        "      },\n"
        "      ...\n"
        "    ]\n"
        "3. verbosity               (boolean or numeric, optional, default=1) How much\n\n"
        "Result (for verbosity = 0):\n"
        "\"hex\"    (string) The data\n\n"
        "Result (for verbosity = 1):\n"
        "{                  (json object)\n"
        "  \"time\" : xxx,    (numeric) When\n"
        "  \"totals\" : {     (json object, optional)\n"
        "    \"coin\" : n,    (numeric or string) Sum\n"
        "    ...\n"
        "  }\n"
        "}\n\n"
        "Examples:\n"
        "> quanta-cli all \"00ff\" '[{\"txid\":\"aa\",\"vout\":1}]' 2\n"
        "> curl --user myusername --data-binary '{\"jsonrpc\":\"2.0\",\"id\":\"example\",\"method\":\"all\","
        "\"params\":[\"00ff\",[{\"txid\":\"aa\",\"vout\":1}],2]}' -H 'content-type: application/json' "
        "http://127.0.0.1:8332/\n");
}

TEST(ReplyBody, PiecesAndTruncation) {
    ReplyBody body;
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
        const std::string piece(static_cast<size_t>(i), static_cast<char>('a' + i % 26));
        body.append(piece);
        expected += piece;
    }
    EXPECT_EQ(body.text(), expected);
    for (const size_t size :
         {expected.size() - 1, ReplyBody::kPieceSize + 1, ReplyBody::kPieceSize, size_t{5}}) {
        body.truncate(size);
        EXPECT_EQ(body.size(), size);
        EXPECT_EQ(body.text(), expected.substr(0, size));
    }
    body.append("xyz");
    EXPECT_EQ(body.text(), expected.substr(0, 5) + "xyz");
    body.truncate(0);
    EXPECT_TRUE(body.take().empty());
}

std::string metrics_of(const Dispatcher& dispatcher) {
    metrics::Exposition out;
    dispatcher.write_metrics(out);
    return out.take();
}

TEST_F(DispatcherTest, MetricsOfCallsByMethodAndOutcome) {
    EXPECT_THAT(metrics_of(m_dispatcher), Not(HasSubstr("method=")));
    m_dispatcher.add({.name = "slow"}, [this](const Call&, json::Writer&) -> RpcResult<void> {
        m_clock.advance_us(2'000);
        EXPECT_THAT(metrics_of(m_dispatcher), HasSubstr("quanta_rpc_calls_running 1\n"));
        return {};
    });
    ask(R"([{"method":"slow"},{"method":"slow"},{"method":"throws"},{"method":"slow","params":[1]}])");
    ask(R"({"method":"no such one"})");
    ask(R"({"method":"nor this"})");
    const std::string text = metrics_of(m_dispatcher);
    EXPECT_THAT(text, HasSubstr("quanta_rpc_calls_total{method=\"slow\",outcome=\"ok\"} 2\n"
                                "quanta_rpc_calls_total{method=\"slow\",outcome=\"error\"} 1\n"
                                "quanta_rpc_calls_total{method=\"throws\",outcome=\"ok\"} 0\n"
                                "quanta_rpc_calls_total{method=\"throws\",outcome=\"error\"} 1\n"
                                "quanta_rpc_calls_total{method=\"unknown\",outcome=\"ok\"} 0\n"
                                "quanta_rpc_calls_total{method=\"unknown\",outcome=\"error\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("quanta_rpc_call_seconds_bucket{method=\"slow\",le=\"0.001\"} 1\n"
                                "quanta_rpc_call_seconds_bucket{method=\"slow\",le=\"0.0025\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("quanta_rpc_call_seconds_sum{method=\"slow\"} 0.004\n"
                                "quanta_rpc_call_seconds_count{method=\"slow\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("quanta_rpc_calls_running 0\n"));
    EXPECT_THAT(text, Not(HasSubstr("no such one")));
}

TEST_F(DispatcherTest, MetricsOfWhatIsNoCall) {
    ask("{");
    ask("5");
    ask(R"([1,{"method":5}])");
    m_caller.may_call = [](std::string_view) { return false; };
    ask(R"({"method":"uptime"})");
    ask(R"([{"method":"uptime"},{"method":"uptime"}])");
    const std::string text = metrics_of(m_dispatcher);
    EXPECT_THAT(text, HasSubstr("quanta_rpc_malformed_total 4\n"));
    EXPECT_THAT(text, HasSubstr("quanta_rpc_forbidden_total 2\n"));
    EXPECT_THAT(text, Not(HasSubstr("method=")));
}

TEST_F(DispatcherTest, MetricsOfCallsWhileStarting) {
    m_dispatcher.set_warm_up("Loading");
    ask(R"({"method":"nothing"})");
    EXPECT_THAT(metrics_of(m_dispatcher),
                HasSubstr("quanta_rpc_calls_total{method=\"nothing\",outcome=\"error\"} 1\n"));
}

}  // namespace
}  // namespace quanta::rpc
