// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <filesystem>
#include <fstream>

#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

class BlockMethods : public RpcFixture {
protected:
    /// A chain of 102 blocks; the last spends the first coinbase with a fee of 1,000 satoshi.
    void start_with_spend() {
        start();
        m_builder.mine_empty(101);
        const std::vector<testing::SpendableCoin> coins{m_builder.coinbase_coin(1)};
        m_builder.mine({testing::spend_to(coins, testing::anyone_script(), {1000})});
        submit_built();
    }
    std::string tip() const { return m_builder.tip().hash.to_text(); }
    /// The names of the members of an object, in order.
    static std::vector<std::string> names(const json::Value& object) {
        std::vector<std::string> names;
        for (const auto& [name, value] : object.object())
            names.push_back(name);
        return names;
    }
};

using Names = std::vector<std::string>;

TEST_F(BlockMethods, GetblockheaderShowsHeaders) {
    start();
    EXPECT_EQ(
        call("getblockheader", one("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206")),
        R"({"hash":"0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206","confirmations":1,)"
        R"("height":0,"version":1,"versionHex":"00000001",)"
        R"("merkleroot":"4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b",)"
        R"("time":1296688602,"mediantime":1296688602,"nonce":2,"bits":"207fffff",)"
        R"("target":"7fffff0000000000000000000000000000000000000000000000000000000000",)"
        R"("difficulty":4.656542373906925e-10,)"
        R"("chainwork":"0000000000000000000000000000000000000000000000000000000000000002","nTx":1})");
    m_builder.mine_empty(2);
    submit_built();
    const auto& first = *m_builder.blocks()[0];
    const json::Value header = value("getblockheader", one(first.hash().to_text()));
    EXPECT_EQ(header.find("confirmations")->as_int64(), 2);
    EXPECT_EQ(header.find("nextblockhash")->string(), tip());
    EXPECT_EQ(header.find("previousblockhash")->string(), first.header().previous.to_text());
    EXPECT_EQ(call("getblockheader", R"({"args":[")" + tip() + R"("],"verbose":false})"),
              "\"" + base::to_hex(m_builder.blocks()[1]->header().serialize()) + "\"");
}

TEST_F(BlockMethods, GetblockheaderOfStaleAndUnseenBlocks) {
    start();
    m_builder.mine_empty(2);
    submit_built();
    const auto stale = m_builder.build_on(m_builder.genesis(), 1);
    ASSERT_TRUE(m_node->chain().submit_header(stale->header()));
    const json::Value header = value("getblockheader", one(stale->hash().to_text()));
    EXPECT_EQ(header.find("confirmations")->as_int64(), -1);
    EXPECT_EQ(header.find("nTx")->as_int64(), 0);
    EXPECT_EQ(header.find("nextblockhash"), nullptr);
    EXPECT_EQ(call("getblock", one(stale->hash().to_text())),
              "-1: Block not available (not fully downloaded)");
}

TEST_F(BlockMethods, RefuseWhatIsNoBlock) {
    start();
    const std::string unknown(64, '1');
    EXPECT_EQ(call("getblockheader", one(unknown)), "-5: Block not found");
    EXPECT_EQ(call("getblockheader", one("nonsense")),
              "-8: hash must be of length 64 (not 8, for 'nonsense')");
    const std::string bad = "ZZZ7bb8b1697ea987f3b223ba7819250cae33efacb068d23dc24859824a77844";
    EXPECT_EQ(call("getblockheader", one(bad)), "-8: hash must be hexadecimal string (not '" + bad + "')");
    EXPECT_EQ(call("getblock", one(unknown)), "-5: Block not found");
    EXPECT_EQ(call("getblock", one("zz")), "-8: blockhash must be of length 64 (not 2, for 'zz')");
    EXPECT_EQ(call("getblock", "[\"" + unknown + "\",\"a\"]"),
              "-3: JSON value of type string is not of expected type number");
}

TEST_F(BlockMethods, GetblockVerbosities) {
    start_with_spend();
    const auto& block = *m_builder.blocks().back();
    for (const std::string verbosity : {"0", "false", "-1"}) {
        EXPECT_EQ(call("getblock", "[\"" + tip() + "\"," + verbosity + "]"), "\"" + hex_of(block) + "\"");
    }
    const std::string ids = call("getblock", one(tip()));
    EXPECT_EQ(call("getblock", "[\"" + tip() + "\",true]"), ids);
    EXPECT_EQ(call("getblock", R"({"blockhash":")" + tip() + R"(","verbose":1})"), ids);
    const json::Value shown = json::parse(ids).value();
    EXPECT_EQ(names(shown),
              (Names{"hash",         "confirmations", "height",     "version",     "versionHex",
                     "merkleroot",   "time",          "mediantime", "nonce",       "bits",
                     "target",       "difficulty",    "chainwork",  "nTx",         "previousblockhash",
                     "strippedsize", "size",          "weight",     "coinbase_tx", "tx"}));
    EXPECT_EQ(shown.find("size")->as_uint64(), block.raw().size());
    EXPECT_EQ(shown.find("nTx")->as_int64(), 2);
    EXPECT_EQ(shown.find("tx")->array()[1].string(), block.transactions()[1].txid().to_text());
}

TEST_F(BlockMethods, GetblockShowsFeesAndPrevouts) {
    start_with_spend();
    const json::Value at2 = value("getblock", "[\"" + tip() + "\",2]").find("tx")->array()[1];
    EXPECT_EQ(names(at2), (Names{"txid", "hash", "version", "size", "vsize", "weight", "locktime", "vin",
                                 "vout", "fee", "hex"}));
    EXPECT_EQ(at2.find("fee")->number_text(), "0.00001000");
    EXPECT_EQ(at2.find("vin")->array()[0].find("prevout"), nullptr);
    const json::Value block3 = value("getblock", "[\"" + tip() + "\",3]");
    EXPECT_EQ(block3.find("tx")->array()[0].find("fee"), nullptr);
    const json::Value input = block3.find("tx")->array()[1].find("vin")->array()[0];
    const json::Value& prevout = *input.find("prevout");
    EXPECT_TRUE(prevout.find("generated")->boolean());
    EXPECT_EQ(prevout.find("height")->as_int64(), 1);
    EXPECT_EQ(prevout.find("value")->number_text(), "50.00000000");
    EXPECT_EQ(names(input), (Names{"txid", "vout", "scriptSig", "prevout", "sequence"}));
}

TEST_F(BlockMethods, GetblockTellsOfFilesGone) {
    start_with_spend();
    ASSERT_TRUE(m_node->chain().flush());
    std::filesystem::resize_file(m_directory / "blocks" / "rev00000.dat", 8);
    EXPECT_EQ(call("getblock", "[\"" + tip() + "\",2]"),
              "-32603: Undo data expected but can't be read. This could be due to disk corruption or a "
              "conflict with a "
              "pruning event.");
    std::filesystem::resize_file(m_directory / "blocks" / "blk00000.dat", 8);
    EXPECT_EQ(call("getblock", one(tip())), "-1: Block not found on disk");
    EXPECT_EQ(call("getblock", "[\"" + tip() + "\",0]"), "-1: Block not found on disk");
}

}  // namespace
}  // namespace quanta::node_rpc
