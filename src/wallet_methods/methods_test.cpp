// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_methods/methods.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "json/parser.h"
#include "rpc/conversion_check.h"
#include "sys/clock.h"

namespace quanta::wallet_methods {
namespace {

using interfaces::WalletRpcReply;
using interfaces::WalletRpcRequest;

/// A node's dispatcher whose calls end here.
class WalletMethods : public ::testing::Test {
protected:
    WalletMethods() : m_dispatcher(m_clock) {
        add_wallet_methods(
            m_dispatcher,
            [this](const WalletRpcRequest& request) {
                m_requests.push_back(request);
                if (m_throws) throw std::runtime_error("the wallet process has gone");
                return m_reply;
            },
            [this](const std::string& wallet, bool load) { m_startup.emplace_back(wallet, load); });
        m_dispatcher.end_warm_up();
    }

    std::string call(const std::string& method, const std::string& params, const rpc::Caller& caller = {}) {
        std::string text;
        json::Writer out(text);
        const auto done = m_dispatcher.call(method, json::parse(params).value(), caller, out);
        return done ? text : std::to_string(done.error().code) + ": " + done.error().message;
    }

    sys::FakeClock m_clock;
    rpc::Dispatcher m_dispatcher;
    WalletRpcReply m_reply;
    bool m_throws = false;
    std::vector<WalletRpcRequest> m_requests;
    std::vector<std::pair<std::string, bool>> m_startup;
};

TEST_F(WalletMethods, AreConvertedAsDeclared) {
    for (const rpc::Method& method : wallet_methods()) {
        for (const std::string& fault : rpc::conversion_faults(method))
            ADD_FAILURE() << fault;
    }
}

TEST_F(WalletMethods, ForwardsByPosition) {
    m_reply.result = "1.00000000";
    rpc::Caller caller;
    caller.wallet = "w";
    EXPECT_EQ(call("getbalance", R"({"minconf":6})", caller), "1.00000000");
    ASSERT_EQ(m_requests.size(), 1u);
    EXPECT_EQ(m_requests[0].method, "getbalance");
    EXPECT_EQ(m_requests[0].params, "[null,6]");
    EXPECT_EQ(m_requests[0].wallet, "w");
    EXPECT_TRUE(m_startup.empty());
}

TEST_F(WalletMethods, NullIsNothingWritten) {
    EXPECT_EQ(call("setlabel", R"(["a","b"])"), "");
    EXPECT_EQ(m_requests[0].wallet, std::nullopt);
}

TEST_F(WalletMethods, ErrorsComeBack) {
    m_reply.error_code = -18;
    m_reply.error_message = "Requested wallet does not exist or is not loaded";
    EXPECT_EQ(call("getwalletinfo", "[]"), "-18: Requested wallet does not exist or is not loaded");
    m_throws = true;
    EXPECT_EQ(call("getwalletinfo", "[]"), "-1: the wallet process has gone");
}

TEST_F(WalletMethods, WrongParametersAskNobody) {
    EXPECT_TRUE(call("getbalance", R"(["*","six"])").starts_with("-3: Wrong type passed"));
    EXPECT_TRUE(call("createwallet", "[]").starts_with("-1: createwallet \"wallet_name\""));
    EXPECT_TRUE(m_requests.empty());
}

TEST_F(WalletMethods, StartupIsToldAfterSuccess) {
    call("createwallet", R"({"wallet_name":"a","load_on_startup":true})");
    call("createwallet", R"(["b"])");
    call("loadwallet", R"(["c",false])");
    rpc::Caller caller;
    caller.wallet = "d";
    call("unloadwallet", R"({"load_on_startup":false})", caller);
    call("loadwallet", R"(["e",null])");
    const std::vector<std::pair<std::string, bool>> expected{{"a", true}, {"c", false}, {"d", false}};
    EXPECT_EQ(m_startup, expected);
    m_reply.error_code = -4;
    call("createwallet", R"({"wallet_name":"f","load_on_startup":true})");
    EXPECT_EQ(m_startup, expected);
}

TEST_F(WalletMethods, HelpNeedsNoWallets) {
    for (const rpc::Method& method : wallet_methods()) {
        // One of them stands among those of raw transactions, as deployed.
        const bool raw = method.name == "fundrawtransaction";
        EXPECT_EQ(method.category, raw ? rpc::Category::Rawtransactions : rpc::Category::Wallet);
        const std::string help = m_dispatcher.help(method.name);
        EXPECT_TRUE(help.starts_with(method.name)) << help;
        EXPECT_NE(help.find("\nResult"), help.npos) << method.name;
    }
    EXPECT_TRUE(m_requests.empty());
}

/// Names and order of parameters, and which are optional, are those of the deployed interface.
TEST_F(WalletMethods, ParametersAsDeployed) {
    if (std::string_view(QUANTA_TEST_DATA).empty())
        GTEST_SKIP() << "needs reference/rpc.json of QUANTA_TEST_DATA";
    std::ifstream in(std::string(QUANTA_TEST_DATA) + "/reference/rpc.json");
    if (!in) GTEST_SKIP() << "needs reference/rpc.json of QUANTA_TEST_DATA";
    const nlohmann::json reference = nlohmann::json::parse(in)["methods"];
    int cases = 0;
    for (const rpc::Method& method : wallet_methods()) {
        ASSERT_TRUE(reference.contains(method.name)) << method.name;
        const auto& params = reference[method.name]["params"];
        ASSERT_EQ(params.size(), method.params.size()) << method.name;
        for (size_t i = 0; i < params.size(); ++i) {
            EXPECT_EQ(params[i]["name"].get<std::string>(), method.params[i].name) << method.name;
            EXPECT_EQ(params[i].value("optional", false), method.params[i].optional)
                << method.name << ' ' << method.params[i].name;
        }
        ++cases;
    }
    std::printf("rpc.json: %d methods\n", cases);
}

}  // namespace
}  // namespace quanta::wallet_methods
