// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>

#include "mempool_rpc/mempool_fixture.h"

namespace quanta::mempool_rpc {
namespace {

class LookupRpc : public MempoolFixture {
protected:
    /// Parameters txid, verbosity and block of getrawtransaction.
    static std::string asked(const mempool::TransactionRef& transaction, const std::string& verbosity,
                             const std::string& block = "") {
        return "[\"" + txid(transaction) + "\"," + verbosity + (block.empty() ? "" : ",\"" + block + "\"") +
               "]";
    }
};

TEST_F(LookupRpc, ATransactionOfThePool) {
    start_mempool();
    const auto sent = spend(1);
    ASSERT_EQ(send(sent).front(), '"');
    EXPECT_EQ(call("getrawtransaction", quoted(txid(sent))), "\"" + hex(sent) + "\"");
    EXPECT_EQ(call("getrawtransaction", asked(sent, "false")), "\"" + hex(sent) + "\"");
    for (const char* verbosity : {"1", "2", "true"}) {
        const auto shown = value("getrawtransaction", asked(sent, verbosity));
        EXPECT_EQ(shown.object()[0].first, "vsize_adjusted");
        EXPECT_EQ(shown.find("hex")->string(), hex(sent));
        EXPECT_EQ(shown.find("confirmations"), nullptr);
        EXPECT_EQ(shown.find("fee"), nullptr);
    }
}

TEST_F(LookupRpc, ATransactionOfABlock) {
    start_mempool();
    const auto sent = spend(1);
    const auto other = spend(2, 5'000);
    const auto block =
        m_builder.mine({primitives::MutableTransaction(*sent), primitives::MutableTransaction(*other)});
    ASSERT_TRUE(m_node->chain().submit_and_wait(block));
    const std::string hash = block->hash().to_text();
    EXPECT_EQ(call("getrawtransaction", asked(other, "0", hash)), "\"" + hex(other) + "\"");
    const auto plain = value("getrawtransaction", asked(other, "1", hash));
    EXPECT_EQ(plain.object()[0].first, "in_active_chain");
    EXPECT_TRUE(plain.find("in_active_chain")->boolean());
    EXPECT_EQ(plain.find("fee"), nullptr);
    EXPECT_EQ(json::to_text(*plain.find("confirmations")), "1");
    EXPECT_EQ(json::to_text(*plain.find("time")), json::to_text(*plain.find("blocktime")));
    const auto full = value("getrawtransaction", asked(other, "2", hash));
    EXPECT_EQ(json::to_text(*full.find("fee")), "0.00005000");
    EXPECT_EQ(json::to_text(*full.find("vin")->array()[0].find("prevout")->find("height")), "2");
    const auto& coinbase = block->transactions()[0];
    const std::string made = "[\"" + coinbase.txid().to_text() + "\",2,\"" + hash + "\"]";
    EXPECT_EQ(value("getrawtransaction", made).find("fee"), nullptr);

    EXPECT_EQ(call("invalidateblock", quoted(hash)), "null");
    const auto stale = value("getrawtransaction", asked(other, "1", hash));
    EXPECT_FALSE(stale.find("in_active_chain")->boolean());
    EXPECT_EQ(json::to_text(*stale.find("confirmations")), "0");
    EXPECT_EQ(stale.find("time"), nullptr);
}

TEST_F(LookupRpc, TransactionsThatAreNotFound) {
    start_mempool();
    const auto absent = spend(1);
    EXPECT_EQ(call("getrawtransaction", quoted(txid(absent))),
              "-5: No such mempool transaction. Use -txindex or provide a block hash to enable blockchain "
              "transaction queries. Use gettransaction for wallet transactions.");
    EXPECT_EQ(call("getrawtransaction", asked(absent, "1", m_builder.blocks()[0]->hash().to_text())),
              "-5: No such transaction found in the provided block. Use gettransaction for wallet "
              "transactions.");
    EXPECT_EQ(call("getrawtransaction", asked(absent, "1", txid(absent))), "-5: Block hash not found");
    EXPECT_EQ(call("getrawtransaction", asked(absent, "1", "foobar")),
              "-8: parameter 3 must be of length 64 (not 6, for 'foobar')");
    EXPECT_EQ(call("getrawtransaction", asked(absent, "\"a\"")),
              "-3: JSON value of type string is not of expected type number");
    const auto genesis = m_node->chain().snapshot()->at(0)->merkle_root.to_text();
    EXPECT_EQ(call("getrawtransaction", quoted(genesis)),
              "-5: The genesis block coinbase is not considered an ordinary transaction and cannot be "
              "retrieved");
}

TEST_F(LookupRpc, CoinsOfThePool) {
    start_mempool();
    const auto sent = spend(1);
    const std::string spent = "[\"" + m_builder.coinbase_coin(1).outpoint.txid.to_text() + "\",0,";
    const std::string made = "[\"" + txid(sent) + "\",0,";
    EXPECT_NE(call("gettxout", spent + "true]"), "null");
    EXPECT_EQ(call("gettxout", made + "true]"), "null");
    ASSERT_EQ(send(sent).front(), '"');
    EXPECT_EQ(call("gettxout", spent + "true]"), "null");
    EXPECT_NE(call("gettxout", spent + "false]"), "null");
    const auto coin = value("gettxout", made + "true]");
    EXPECT_EQ(json::to_text(*coin.find("confirmations")), "0");
    EXPECT_FALSE(coin.find("coinbase")->boolean());
    EXPECT_EQ(call("gettxout", made + "false]"), "null");
}

TEST_F(LookupRpc, OrphansNeedANetwork) {
    start_mempool();
    EXPECT_EQ(call("getorphantxs"), "-31: Error: Peer-to-peer functionality missing or disabled");
    EXPECT_EQ(call("getorphantxs", "[3]"), "-8: Invalid verbosity value 3");
    EXPECT_EQ(call("getorphantxs", "[-1]"), "-8: Invalid verbosity value -1");
    EXPECT_EQ(call("getorphantxs", "[true]"), "-3: Verbosity was boolean but only integer allowed");
}

}  // namespace
}  // namespace quanta::mempool_rpc
