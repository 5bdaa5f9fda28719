// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/local_service.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "rpc/percent.h"

namespace quanta::rpc {
namespace {

TEST(Percent, Encoding) {
    EXPECT_EQ(encode_percent("a b/c~\xc3"), "a%20b%2Fc~%C3");
    EXPECT_EQ(decode_percent("a%20b%2Fc~%c3"), "a b/c~\xc3");
    EXPECT_EQ(decode_percent(""), "");
    for (const std::string_view bad : {"%", "%2", "%zz", "a%", "%2%30"})
        EXPECT_EQ(decode_percent(bad), std::nullopt);
}

class LocalServiceTest : public ::testing::Test {
protected:
    LocalServiceTest() {
        m_dispatcher.add({.name = "who", .category = Category::Util},
                         [](const Call& call, json::Writer& out) -> RpcResult<void> {
                             out.value(call.caller.user + "@" + call.caller.wallet.value_or("none"));
                             return {};
                         });
    }

    std::string ask(const std::string& uri, const std::string& request = R"({"method":"who","id":1})") {
        return m_service->execute_rpc(request, uri, "me");
    }
    static std::string reply(const std::string& who) {
        return "{\"result\":\"" + who + "\",\"error\":null,\"id\":1}\n";
    }

    sys::FakeClock m_clock;
    Dispatcher m_dispatcher{m_clock};
    std::unique_ptr<interfaces::Rpc> m_service = make_rpc_service(m_dispatcher);
};

TEST_F(LocalServiceTest, TellsWhoAsksAndForWhichWallet) {
    m_dispatcher.end_warm_up();
    EXPECT_EQ(ask("/"), reply("me@none"));
    EXPECT_EQ(ask(""), reply("me@none"));
    EXPECT_EQ(ask("/?a=b"), reply("me@none"));
    EXPECT_EQ(ask("/wallet/"), reply("me@"));
    EXPECT_EQ(ask("/wallet/my%20coins%2F1"), reply("me@my coins/1"));
    EXPECT_EQ(ask("/wallet/a?b"), reply("me@a"));
}

TEST_F(LocalServiceTest, RefusesOtherPaths) {
    EXPECT_THROW(ask("/rest/chaininfo"), std::runtime_error);
    EXPECT_THROW(ask("/wallet"), std::runtime_error);
    EXPECT_THROW(ask("/wallet/%zz"), std::runtime_error);
}

TEST_F(LocalServiceTest, ErrorsAreReplies) {
    EXPECT_NE(ask("/").find("\"code\":-28"), std::string::npos);
    m_dispatcher.end_warm_up();
    EXPECT_NE(ask("/", "{").find("\"code\":-32700"), std::string::npos);
    EXPECT_NE(ask("/", R"({"method":"nobody","id":1})").find("\"code\":-32601"), std::string::npos);
}

TEST_F(LocalServiceTest, NotificationsHaveNoReply) {
    m_dispatcher.end_warm_up();
    EXPECT_EQ(ask("/", R"({"jsonrpc":"2.0","method":"who"})"), "");
}

}  // namespace
}  // namespace quanta::rpc
