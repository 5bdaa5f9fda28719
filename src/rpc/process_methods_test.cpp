// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/process_methods.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "json/parser.h"
#include "rpc/control.h"
#include "sys/secret_memory.h"

namespace quanta::rpc {
namespace {

class ProcessMethods : public ::testing::Test {
protected:
    ProcessMethods() {
        add_control_methods(m_dispatcher, {[] {}, [] { return int64_t{1}; }, "", "9.8.7"});
        m_dispatcher.end_warm_up();
        switch_off();
    }
    ~ProcessMethods() override { switch_off(); }

    static void switch_off() {
        for (int i = 0; i < base::kCategoryCount; ++i)
            base::Log::set_level(static_cast<base::Category>(i), base::LogLevel::Info);
    }
    std::string call(const std::string& method, const std::string& params = "[]") {
        std::string text;
        json::Writer writer(text);
        const auto result = m_dispatcher.call(method, *json::parse(params), {}, writer);
        return result ? text : std::to_string(result.error().code) + ": " + result.error().message;
    }
    json::Value value(const std::string& method, const std::string& params = "[]") {
        return *json::parse(call(method, params));
    }
    /// The categories that logging says are on.
    std::string shown(const std::string& params) {
        std::string names;
        const json::Value answer = value("logging", params);
        for (const auto& [name, on] : answer.object()) {
            if (on.boolean()) names += (names.empty() ? "" : " ") + name;
        }
        return names;
    }

    sys::FakeClock m_clock;
    Dispatcher m_dispatcher{m_clock};
};

TEST_F(ProcessMethods, GetmemoryinfoHasTwoForms) {
    const std::string stats =
        R"({"locked":{"used":0,"free":0,"total":0,"locked":0,"chunks_used":0,"chunks_free":0}})";
    EXPECT_EQ(call("getmemoryinfo"), stats);
    EXPECT_EQ(call("getmemoryinfo", R"(["stats"])"), stats);
    {
        const sys::SecretBytes secret(20);
        const json::Value locked = *value("getmemoryinfo").find("locked");
        EXPECT_EQ(json::to_text(*locked.find("used")), "32");
        EXPECT_EQ(json::to_text(*locked.find("free")), std::to_string(256 * 1024 - 32));
        EXPECT_EQ(json::to_text(*locked.find("total")), std::to_string(256 * 1024));
        EXPECT_EQ(json::to_text(*locked.find("chunks_used")), "1");
        EXPECT_EQ(json::to_text(*locked.find("chunks_free")), "1");
    }
    EXPECT_EQ(call("getmemoryinfo", R"(["bad"])"), "-8: unknown mode bad");
#if defined(__GLIBC__)
    EXPECT_EQ(value("getmemoryinfo", R"(["mallocinfo"])").string().find("<malloc version="), 0u);
#endif
}

TEST_F(ProcessMethods, LoggingSwitchesCategories) {
    EXPECT_EQ(shown("[]"), "");
    EXPECT_EQ(shown(R"([["rpc", "net"]])"), "net rpc");
    EXPECT_TRUE(base::Log::enabled(base::Category::Rpc, base::LogLevel::Debug));
    EXPECT_EQ(shown(R"([["http"], ["net", "http"]])"), "rpc");
    EXPECT_EQ(value("logging", R"([["all"]])").object().size(), static_cast<size_t>(base::kCategoryCount));
    EXPECT_EQ(shown(R"({"exclude":["1"]})"), "");
    EXPECT_EQ(call("logging", R"([["bad"]])"), "-8: unknown logging category bad");
    EXPECT_EQ(call("logging", "[[1]]"), "-3: JSON value of type number is not of expected type string");
}

TEST_F(ProcessMethods, LoggingKeepsFinerLevels) {
    base::Log::set_level(base::Category::Ipc, base::LogLevel::Trace);
    EXPECT_EQ(shown(R"([["all"]])").empty(), false);
    EXPECT_EQ(base::Log::level(base::Category::Ipc), base::LogLevel::Trace);
}

TEST_F(ProcessMethods, EchoipcAnswersTheSame) {
    EXPECT_EQ(call("echoipc", R"(["hello"])"), "\"hello\"");
}

TEST_F(ProcessMethods, EchoHasAFaultToShow) {
    EXPECT_EQ(call("echo", R"({"arg9":"trigger_internal_bug"})").find("-1: Internal bug detected: "), 0u);
    EXPECT_EQ(call("echo", R"({"arg9":"other"})"),
              R"([null,null,null,null,null,null,null,null,null,"other"])");
}

TEST_F(ProcessMethods, GetopenrpcinfoDescribesWhatIsListed) {
    const json::Value document = value("getopenrpcinfo");
    EXPECT_EQ(
        json::to_text(*document.find("info")),
        R"({"title":"Quanta JSON-RPC","version":"9.8.7","description":"What a Quanta node answers over JSON-RPC."})");
    const auto find = [](const json::Value& from, std::string_view name) -> const json::Value* {
        for (const json::Value& method : from.find("methods")->array()) {
            if (method.find("name")->string() == name) return &method;
        }
        return nullptr;
    };
    EXPECT_EQ(find(document, "echo"), nullptr);
    const json::Value hidden = value("getopenrpcinfo", "[true]");
    EXPECT_NE(find(hidden, "echo"), nullptr);
    ASSERT_NE(find(document, "getmemoryinfo"), nullptr);
    EXPECT_EQ(json::to_text(*find(document, "getmemoryinfo")->find("params")),
              R"([{"name":"mode","required":false,"schema":{"type":"string","default":"stats"},)"
              R"("description":"stats for numbers, mallocinfo for the allocator's own report"}])");
    EXPECT_EQ(find(document, "getmemoryinfo")->find("x-bitcoin-category")->string(), "control");
    EXPECT_EQ(find(document, "getmemoryinfo")->find("result")->find("schema")->find("oneOf")->array().size(),
              2u);
    EXPECT_EQ(
        json::to_text(*find(document, "logging")->find("result")->find("schema")),
        R"({"type":"object","additionalProperties":{"type":"boolean","description":"Whether its messages are on"}})");
    EXPECT_TRUE(find(document, "stop")->find("params")->array()[0].find("x-bitcoin-placeholder")->boolean());
}

}  // namespace
}  // namespace quanta::rpc
