// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_rpc/spending.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "keys/address.h"
#include "testing/temp_dir.h"
#include "wallet/test_chain.h"
#include "wallet_rpc/loader.h"

namespace quanta::wallet_rpc {
namespace {

using Json = nlohmann::ordered_json;
using wallet::regtest;

constexpr const char* kTheirs = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

/// Methods that spend, over a wallet with ten coins of 50 BTC.
class SpendingTest : public ::testing::Test {
protected:
    SpendingTest() {
        wallet::WalletOptions options;
        options.directory = m_directory.path();
        options.params = regtest();
        options.keypool = 4;
        options.chain = m_chain.connect();
        options.random = &m_random;
        options.spend.fallback = primitives::FeeRate::per_kvb(20'000);
        m_loader = make_wallet_loader(std::move(options));
        call("createwallet", R"(["w"])");
        const std::string address = json("getnewaddress")["text"];
        const primitives::ScriptBytes script =
            keys::script_for_destination(keys::decode_address(address, regtest()).value());
        for (int i = 0; i < 10; ++i)
            m_chain.mine(script);
        m_chain.mine_empty(100);
    }

    std::string call(const std::string& method, const std::string& params = "[]") {
        const auto reply = m_loader->execute_rpc({method, params, "w"});
        return reply.error_code == 0 ? reply.result
                                     : std::to_string(reply.error_code) + ": " + reply.error_message;
    }
    /// The reply; a plain text as member "text".
    Json json(const std::string& method, const std::string& params = "[]") {
        const std::string text = call(method, params);
        Json value = Json::parse(text, nullptr, false);
        EXPECT_FALSE(value.is_discarded()) << text;
        if (value.is_string()) return {{"text", value}};
        return value;
    }
    double balance() { return Json::parse(call("getbalance")).get<double>(); }

    testing::TempDir m_directory{"spending"};
    wallet::TestChain m_chain;
    sys::FakeRandom m_random{7};
    std::unique_ptr<wallet::LocalWalletLoader> m_loader;
};

std::string to(const char* rest) {
    return std::string("[\"") + kTheirs + "\"" + rest + "]";
}

TEST_F(SpendingTest, SendToAddress) {
    EXPECT_EQ(balance(), 500);
    const Json sent =
        json("sendtoaddress", R"({"address":")" + std::string(kTheirs) + R"(","amount":1,"verbose":true})");
    EXPECT_EQ(sent["fee_reason"], "Fallback fee");
    const Json told = json("gettransaction", Json::array({sent["txid"]}).dump());
    EXPECT_EQ(told["amount"], -1);
    EXPECT_NEAR(balance(), 499 + told["fee"].get<double>(), 1e-9);
    EXPECT_EQ(call("sendtoaddress", R"(["bad",1])"), "-5: Invalid Bitcoin address: bad");
    EXPECT_EQ(call("sendtoaddress", to(",1000")), "-6: Insufficient funds");
    EXPECT_EQ(call("sendtoaddress", to(",0")), "-6: Transaction amount too small");
    EXPECT_EQ(call("sendtoaddress", to(",\"1f-4\"")), "-3: Invalid amount");
    EXPECT_EQ(call("sendtoaddress", to(",-1")), "-3: Amount out of range");
    EXPECT_EQ(
        call("sendtoaddress", to(",1,null,null,null,null,2,\"bad\"")),
        "-8: Invalid estimate_mode parameter, must be one of: \"unset\", \"economical\", \"conservative\"");
    EXPECT_EQ(call("sendtoaddress", to(",1,null,null,null,null,0")),
              "-8: Invalid conf_target, must be between 1 and 1008");
    EXPECT_EQ(call("sendtoaddress", to(",1,null,null,null,null,null,null,true")),
              "-4: wallet does not have the \"avoid reuse\" feature enabled");
}

TEST_F(SpendingTest, SendMany) {
    EXPECT_EQ(call("sendmany", R"(["",{}])"), "-6: Transaction must have at least one recipient");
    EXPECT_EQ(call("sendmany", R"(["x",{}])"), "-8: Dummy value must be set to \"\"");
    const std::string amounts = R"({")" + std::string(kTheirs) + R"(":1})";
    const auto payers = [&](const std::string& list) {
        return call("sendmany", "[\"\"," + amounts + ",0,\"\"," + list + "]");
    };
    const std::string prefix = "-8: Invalid parameter 'subtract fee from output', ";
    EXPECT_EQ(payers("[-5]"), prefix + "negative position: -5");
    EXPECT_EQ(payers("[5]"), prefix + "position too large: 5");
    EXPECT_EQ(payers("[0,0]"), prefix + "duplicated position: 0");
    EXPECT_EQ(payers("[true]"), prefix + "invalid value type: bool");
    EXPECT_EQ(payers("[\"bad\"]"), prefix + "destination bad not found in tx outputs");
    payers("[0]");
    EXPECT_NEAR(balance(), 499, 1e-9);
}

TEST_F(SpendingTest, FundAndSign) {
    EXPECT_EQ(call("fundrawtransaction", R"(["00"])"), "-22: TX decode failed");
    const std::string raw =
        "02000000000100e1f50500000000160014751e76e8199196d454941c45d1b3a323f1433bd600000000";
    const Json funded = json("fundrawtransaction", "[\"" + raw + "\",{\"fee_rate\":10}]");
    EXPECT_EQ(funded["fee"], 0.0000141);
    const Json made = json("signrawtransactionwithwallet", Json::array({funded["hex"]}).dump());
    EXPECT_EQ(made["complete"], true);
    const Json change = json("simulaterawtransaction", Json::array({Json::array({funded["hex"]})}).dump());
    EXPECT_NEAR(change["balance_change"].get<double>(), -1.0000141, 1e-9);
    EXPECT_EQ(call("fundrawtransaction", "[\"" + raw + "\",{\"foo\":1}]"), "-3: Unexpected key foo");
    EXPECT_EQ(call("fundrawtransaction", "[\"" + raw + "\",{\"changePosition\":2}]"),
              "-8: changePosition out of bounds");
    EXPECT_EQ(call("signrawtransactionwithwallet", R"(["00"])"),
              "-22: TX decode failed. Make sure the tx has at least one input.");
}

TEST_F(SpendingTest, Psbt) {
    const std::string outputs = R"([{")" + std::string(kTheirs) + R"(":1}])";
    const Json made = json("walletcreatefundedpsbt", "[[]," + outputs + "]");
    EXPECT_GE(made["changepos"], 0);
    const Json updated = json("walletprocesspsbt", Json::array({made["psbt"], false}).dump());
    EXPECT_EQ(updated["complete"], false);
    const Json done = json("walletprocesspsbt", Json::array({made["psbt"]}).dump());
    EXPECT_EQ(done["complete"], true);
    EXPECT_TRUE(done.contains("hex"));
    EXPECT_EQ(call("walletcreatefundedpsbt", "[[],[]]"), "-8: TX must have at least one output");
    EXPECT_EQ(call("walletprocesspsbt", R"(["AA"])"), "-22: TX decode failed invalid base64");
}

TEST_F(SpendingTest, SendAllLeavesNothing) {
    EXPECT_EQ(call("sendall", "[[]]"), "-8: Must provide at least one address without a specified amount");
    EXPECT_EQ(call("sendall", R"([["bad"]])"), "-5: Invalid Bitcoin address: bad");
    const Json sent = json("sendall", "[" + to("") + "]");
    EXPECT_EQ(sent["complete"], true);
    EXPECT_EQ(balance(), 0);
    EXPECT_EQ(call("listunspent", "[0]"), "[]");
}

TEST_F(SpendingTest, BumpFee) {
    EXPECT_EQ(call("bumpfee", R"(["zz"])"), "-8: txid must be of length 64 (not 2, for 'zz')");
    EXPECT_EQ(call("bumpfee", "[\"" + std::string(64, '0') + "\"]"),
              "-5: Invalid or non-wallet transaction id");
    const std::string old = json("sendtoaddress", to(",1"))["text"];
    EXPECT_EQ(call("bumpfee", "[\"" + old + "\",{\"x\":1}]"), "-3: Unexpected key x");
    const Json bumped = json("bumpfee", "[\"" + old + "\"]");
    EXPECT_GT(bumped["fee"].get<double>(), bumped["origfee"].get<double>());
    EXPECT_EQ(call("bumpfee", "[\"" + old + "\"]"), "-4: Cannot bump transaction " + old +
                                                        " which was already bumped by transaction " +
                                                        bumped["txid"].get<std::string>());
}

}  // namespace
}  // namespace quanta::wallet_rpc
