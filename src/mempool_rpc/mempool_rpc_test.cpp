// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "mempool_rpc/mempool_fixture.h"

namespace quanta::mempool_rpc {
namespace {

class MempoolRpc : public MempoolFixture {};

TEST_F(MempoolRpc, WhatIsSentIsThere) {
    start_mempool();
    const auto sent = spend(1);
    EXPECT_EQ(send(sent), "\"" + txid(sent) + "\"");
    EXPECT_EQ(send(sent), "\"" + txid(sent) + "\"") << "once more is no error";
    EXPECT_EQ(call("getrawmempool"), quoted(txid(sent)));
    EXPECT_EQ(call("getrawmempool", "[false, true]"),
              "{\"txids\":" + quoted(txid(sent)) + ",\"mempool_sequence\":2}");
    EXPECT_EQ(call("getrawmempool", "[true, true]"),
              "-8: Verbose results cannot contain mempool sequence values.");
    EXPECT_EQ(
        call("gettxspendingprevout", "[[{\"txid\":\"" + m_builder.coinbase_coin(1).outpoint.txid.to_text() +
                                         "\",\"vout\":0}],{\"return_spending_tx\":true}]"),
        "[{\"txid\":\"" + m_builder.coinbase_coin(1).outpoint.txid.to_text() +
            "\",\"vout\":0,\"spendingtxid\":\"" + txid(sent) + "\",\"spendingtx\":\"" + hex(sent) + "\"}]");
}

TEST_F(MempoolRpc, RefusalsOfWhatIsSent) {
    start_mempool();
    EXPECT_EQ(call("sendrawtransaction", quoted("00")),
              "-22: TX decode failed. Make sure the tx has at least one input.");
    const auto parent = spend(1);
    EXPECT_EQ(send(child_of(parent)), "-25: bad-txns-inputs-missingorspent");
    EXPECT_EQ(send(spend(50)),
              "-26: bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 61");
    EXPECT_EQ(call("sendrawtransaction", "[\"" + hex(spend(1, 1'000'000)) + "\"]").substr(0, 5), "-25: ");
    EXPECT_EQ(call("sendrawtransaction", "[\"" + hex(parent) + "\", 0.0001]"),
              "-25: Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)");
    EXPECT_EQ(call("sendrawtransaction", "[\"" + hex(parent) + "\", 1]"),
              "-8: Fee rates larger than or equal to 1BTC/kvB are not accepted");
    EXPECT_EQ(send(spend(1, 0)).substr(0, 30), "-26: min relay fee not met, 0 ");
    EXPECT_EQ(send(parent), "\"" + txid(parent) + "\"");
    EXPECT_EQ(send(spend(1, 9'000)).substr(0, 58),
              "-26: insufficient fee, rejecting replacement " + txid(spend(1, 9'000)).substr(0, 13));
    ASSERT_TRUE(m_node->chain().submit_and_wait(m_builder.mine({primitives::MutableTransaction(*parent)})));
    EXPECT_EQ(call("getrawmempool"), "[]");
    EXPECT_EQ(send(parent), "-27: Transaction outputs already in utxo set");
}

TEST_F(MempoolRpc, BurningHasToBeMeant) {
    start_mempool();
    const auto burn = [&](int64_t sat) {
        primitives::MutableTransaction made(*spend(1, 10'000));
        made.outputs.push_back({{sat}, {0x6a}});
        made.outputs[0].value.sat -= sat;
        return hex(made.freeze());
    };
    const std::string refused = "-25: Unspendable output exceeds maximum configured by user (maxburnamount)";
    EXPECT_EQ(call("sendrawtransaction", quoted(burn(1))), refused);
    EXPECT_EQ(call("sendrawtransaction", "[\"" + burn(1001) + "\", 0, 0.00001]"), refused);
    EXPECT_EQ(call("submitpackage", "[[\"" + burn(1001) + "\"], 0, 0.00001]"), refused);
    EXPECT_EQ(call("sendrawtransaction", "[\"" + burn(1000) + "\", 0, 0.00001]").front(), '"');
}

TEST_F(MempoolRpc, TestsHaveNoEffect) {
    start_mempool();
    const auto parent = spend(1);
    const auto child = child_of(parent);
    const std::string both = "[[\"" + hex(parent) + "\",\"" + hex(child) + "\"]";
    const auto answers = value("testmempoolaccept", both + "]");
    ASSERT_EQ(answers.array().size(), 2u);
    for (const auto& answer : answers.array())
        EXPECT_TRUE(answer.find("allowed")->boolean());
    EXPECT_EQ(call("getrawmempool"), "[]");
    const std::string over = call("testmempoolaccept", both + ", 0.0001]");
    EXPECT_EQ(over, "[{\"txid\":\"" + txid(parent) + "\",\"wtxid\":\"" + parent->wtxid().to_text() +
                        "\",\"allowed\":false,\"reject-reason\":\"max-fee-exceeded\"},{\"txid\":\"" +
                        txid(child) + "\",\"wtxid\":\"" + child->wtxid().to_text() + "\"}]");
    const std::string alone = call("testmempoolaccept", "[" + quoted(hex(child)) + "]");
    EXPECT_NE(alone.find("\"allowed\":false,\"reject-reason\":\"missing-inputs\"}"), std::string::npos)
        << alone;
    const std::string reversed =
        call("testmempoolaccept", "[[\"" + hex(child) + "\",\"" + hex(parent) + "\"]]");
    EXPECT_NE(reversed.find("\"package-error\":\"package-not-sorted\"}"), std::string::npos) << reversed;
    EXPECT_EQ(call("testmempoolaccept", "[[]]"), "-8: Array must contain between 1 and 25 transactions.");
    EXPECT_EQ(call("testmempoolaccept", "[[\"00\"]]"),
              "-22: TX decode failed: 00 Make sure the tx has at least one input.");
}

TEST_F(MempoolRpc, AChildPaysForItsParent) {
    start_mempool();
    const auto parent = spend(1, 0);
    const auto child = child_of(parent, 20'000);
    const auto reply = value("submitpackage", "[[\"" + hex(parent) + "\",\"" + hex(child) + "\"]]");
    EXPECT_EQ(reply.find("package_msg")->string(), "success");
    const json::Value* const results = reply.find("tx-results");
    const json::Value* const of_parent = results->find(parent->wtxid().to_text());
    ASSERT_NE(of_parent, nullptr);
    EXPECT_EQ(of_parent->find("fees")->find("effective-includes")->array().size(), 2u);
    const auto again = value("submitpackage", "[[\"" + hex(parent) + "\",\"" + hex(child) + "\"]]");
    EXPECT_EQ(
        again.find("tx-results")->find(parent->wtxid().to_text())->find("fees")->find("effective-feerate"),
        nullptr);
    const std::string alone = call("submitpackage", "[[\"" + hex(spend(2, 0)) + "\"]]");
    EXPECT_NE(alone.find("\"error\":\"min relay fee not met, 0 < "), std::string::npos) << alone;
}

TEST_F(MempoolRpc, EntriesShowWhereTheyStand) {
    node_rpc::MethodOptions methods;
    methods.deprecated = {"bip125", "fullrbf"};
    start_mempool(methods);
    const auto parent = spend(1, 5'000);
    const auto child = child_of(parent, 50'000);
    send(parent);
    send(child);
    const auto entry = value("getmempoolentry", quoted(txid(parent)));
    EXPECT_EQ(entry.find("descendantcount")->number_text(), "2");
    EXPECT_EQ(entry.find("ancestorcount")->number_text(), "1");
    EXPECT_EQ(entry.find("fees")->find("base")->number_text(), "0.00005000");
    EXPECT_EQ(entry.find("fees")->find("chunk")->number_text(), "0.00055000");
    EXPECT_EQ(entry.find("spentby")->array().size(), 1u);
    EXPECT_TRUE(entry.find("unbroadcast")->boolean());
    EXPECT_FALSE(entry.find("bip125-replaceable")->boolean());
    EXPECT_EQ(call("getmempoolancestors", quoted(txid(child))), quoted(txid(parent)));
    EXPECT_EQ(call("getmempooldescendants", quoted(txid(parent))), quoted(txid(child)));
    EXPECT_NE(value("getmempoolancestors", "[\"" + txid(child) + "\", true]").find(txid(parent)), nullptr);
    EXPECT_NE(value("getrawmempool", "[true]").find(txid(child)), nullptr);
    const auto cluster = value("getmempoolcluster", quoted(txid(child)));
    EXPECT_EQ(cluster.find("txcount")->number_text(), "2");
    EXPECT_EQ(cluster.find("chunks")->array().size(), 1u);
    EXPECT_EQ(value("getmempoolfeeratediagram").array().size(), 2u);
    const auto info = value("getmempoolinfo");
    EXPECT_EQ(info.find("size")->number_text(), "2");
    EXPECT_EQ(info.find("total_fee")->number_text(), "0.00055000");
    EXPECT_EQ(info.find("unbroadcastcount")->number_text(), "2");
    EXPECT_EQ(info.find("limitclustersize")->number_text(), "101000");
    EXPECT_TRUE(info.find("fullrbf")->boolean());
    for (const char* method :
         {"getmempoolentry", "getmempoolancestors", "getmempooldescendants", "getmempoolcluster"}) {
        EXPECT_EQ(call(method, quoted(txid(spend(2)))), "-5: Transaction not in mempool");
        EXPECT_EQ(call(method, quoted("zz")), "-8: txid must be of length 64 (not 2, for 'zz')");
    }
}

TEST_F(MempoolRpc, Priorities) {
    start_mempool();
    const auto sent = spend(1);
    EXPECT_EQ(call("prioritisetransaction", "[\"" + txid(sent) + "\", 0, 500]"), "true");
    EXPECT_EQ(call("getprioritisedtransactions"),
              "{\"" + txid(sent) + "\":{\"fee_delta\":500,\"in_mempool\":false}}");
    send(sent);
    EXPECT_EQ(call("getprioritisedtransactions"),
              "{\"" + txid(sent) + "\":{\"fee_delta\":500,\"in_mempool\":true,\"modified_fee\":10500}}");
    EXPECT_EQ(call("prioritisetransaction", "[\"" + txid(sent) + "\", null, -500]"), "true");
    EXPECT_EQ(call("getprioritisedtransactions"), "{}");
    EXPECT_EQ(call("prioritisetransaction", "[\"" + txid(sent) + "\", 1, 5]"),
              "-8: Priority is no longer supported, dummy argument to prioritisetransaction must be 0.");
    primitives::MutableTransaction dusty(*spend(2, 0));
    dusty.outputs.push_back({{1}, testing::anyone_witness_script()});
    dusty.outputs[0].value.sat -= 1;
    const auto parent = dusty.freeze();
    auto child = primitives::MutableTransaction(*child_of(parent, 10'000));
    child.inputs.push_back(child.inputs[0]);
    child.inputs[1].prevout.index = 1;
    value("submitpackage", "[[\"" + hex(parent) + "\",\"" + hex(child.freeze()) + "\"]]");
    EXPECT_EQ(call("prioritisetransaction", "[\"" + txid(parent) + "\", 0, 5]"),
              "-8: Priority is not supported for transactions with dust outputs.");
}

TEST_F(MempoolRpc, SavedAndImported) {
    start_mempool();
    const auto sent = spend(1);
    send(sent);
    while (!m_node->pool().loaded())
        std::this_thread::yield();
    const auto saved = value("savemempool");
    const std::string path = saved.find("filename")->string();
    EXPECT_EQ(path, (m_directory / "mempool.dat").string());
    EXPECT_EQ(call("importmempool", "[\"" + path + "\", {\"apply_unbroadcast_set\": true}]"), "{}");
    EXPECT_EQ(call("importmempool", quoted("/nonexistent")),
              "-1: Unable to import mempool file, see debug log for details.");
    EXPECT_EQ(call("importmempool", "[\"" + path + "\", {\"x\": true}]"), "-3: Unexpected key x");
}

}  // namespace
}  // namespace quanta::mempool_rpc
