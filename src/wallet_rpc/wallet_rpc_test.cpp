// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "keys/address.h"
#include "testing/temp_dir.h"
#include "wallet/test_chain.h"
#include "wallet_rpc/loader.h"

namespace quanta::wallet_rpc {
namespace {

using Json = nlohmann::ordered_json;
using wallet::regtest;

const base::Bytes kNobody{0x51};

class WalletRpcTest : public ::testing::Test {
protected:
    WalletRpcTest() {
        wallet::WalletOptions options;
        options.directory = m_directory.path();
        options.params = regtest();
        options.keypool = 4;
        options.chain = m_chain.connect();
        options.random = &m_random;
        m_loader = make_wallet_loader(std::move(options));
    }

    /// The reply as text, or "code: message". `path` is the wallet that the path names.
    std::string call(const std::string& method, const std::string& params = "[]",
                     std::optional<std::string> path = {}) {
        const auto reply = m_loader->execute_rpc({method, params, std::move(path)});
        return reply.error_code == 0 ? reply.result
                                     : std::to_string(reply.error_code) + ": " + reply.error_message;
    }
    Json json(const std::string& method, const std::string& params = "[]") {
        const std::string text = call(method, params);
        Json value = Json::parse(text, nullptr, false);
        EXPECT_FALSE(value.is_discarded()) << text;
        return value;
    }
    std::string make(const std::string& name) { return call("createwallet", "[\"" + name + "\"]"); }
    std::string address(const std::string& params = "[]") {
        return json("getnewaddress", params).get<std::string>();
    }
    static base::Bytes script_of(const std::string& address) {
        const primitives::ScriptBytes script =
            keys::script_for_destination(keys::decode_address(address, regtest()).value());
        return {script.span().begin(), script.span().end()};
    }
    static std::vector<std::string> keys_of(const Json& object) {
        std::vector<std::string> keys;
        for (const auto& [key, value] : object.items())
            keys.push_back(key);
        return keys;
    }
    std::string path(const std::string& name) const { return (m_directory / name).string(); }

    testing::TempDir m_directory{"wallet_rpc"};
    wallet::TestChain m_chain;
    sys::FakeRandom m_random{7};
    std::unique_ptr<wallet::LocalWalletLoader> m_loader;
};

using Names = std::vector<std::string>;

TEST_F(WalletRpcTest, ChoosesTheWallet) {
    EXPECT_EQ(call("getwalletinfo"),
              "-18: No wallet is loaded. Load a wallet using loadwallet or create a new one with "
              "createwallet. (Note: "
              "A default wallet is no longer automatically created)");
    EXPECT_EQ(make("a"), R"({"name":"a"})");
    EXPECT_EQ(json("getwalletinfo")["walletname"], "a");
    make("b");
    EXPECT_EQ(call("getbalance"),
              "-19: Multiple wallets are loaded. Please select which wallet to use by requesting the RPC "
              "through the "
              "/wallet/<walletname> URI path.");
    EXPECT_EQ(call("getbalance", "[]", "b"), "0.00000000");
    EXPECT_EQ(call("getbalance", "[]", "c"), "-18: Requested wallet does not exist or is not loaded");
    EXPECT_EQ(call("getbalance", "[]", ""), "-18: Requested wallet does not exist or is not loaded");
    EXPECT_EQ(call("listwallets"), R"(["a","b"])");
    EXPECT_EQ(call("nonsense"), "-32601: Method not found");
    EXPECT_EQ(call("listwallets", "{bad"), "-32700: Parse error");
}

TEST_F(WalletRpcTest, CreateWallet) {
    EXPECT_EQ(
        call("createwallet", R"(["w",false,false,""])"),
        R"({"name":"w","warnings":["Empty string given as passphrase, wallet will not be encrypted."]})");
    EXPECT_EQ(make("w"), "-4: Wallet file verification failed. Failed to create database path '" + path("w") +
                             "'. Database already exists.");
    EXPECT_EQ(make(""), "-8: Wallet name cannot be empty");
    EXPECT_EQ(make("/"), "-4: Wallet file verification failed. Wallet name cannot be the root path");
    EXPECT_EQ(make("a/"),
              "-4: Wallet file verification failed. Wallet name given as a path must be normalized");
    EXPECT_EQ(make("../a"),
              "-4: Wallet file verification failed. Wallet name given as a relative path cannot begin with "
              "./ or ../, "
              "for wallets not in the walletdir, please use an absolute path.");
    std::ofstream(path("file")) << "x";
    EXPECT_EQ(make("file/bad"),
              "-4: Wallet file verification failed. filesystem error: cannot create directories: Not a "
              "directory [" +
                  path("file/bad") + "]");
    EXPECT_EQ(call("createwallet", R"({"wallet_name":"x","descriptors":false})"),
              "-4: descriptors argument must be set to \"true\"; it is no longer possible to create a legacy "
              "wallet.");
    EXPECT_EQ(call("createwallet", R"({"wallet_name":"x","external_signer":true})"),
              "-4: Private keys must be disabled when using an external signer");
    EXPECT_EQ(
        call("createwallet", R"({"wallet_name":"x","disable_private_keys":true,"external_signer":true})"),
        "-4: Wallets with an external signer are not in this version");
    EXPECT_EQ(
        call("createwallet", R"({"wallet_name":"x","disable_private_keys":true,"passphrase":"p"})"),
        "-4: Passphrase provided but private keys are disabled. A passphrase is only used to encrypt private "
        "keys, so cannot be used for wallets with private keys disabled.");
    EXPECT_EQ(call("createwallet", R"({"wallet_name":"x","passphrase":"p"})"),
              "-4: Encrypted wallets are not in this version");
    EXPECT_EQ(call("listwalletdir"), R"({"wallets":[{"name":"w","warnings":[]}]})");
}

TEST_F(WalletRpcTest, LoadAndUnload) {
    make("w");
    EXPECT_EQ(call("loadwallet", R"(["w"])"), "-35: Wallet \"w\" is already loaded.");
    EXPECT_EQ(call("unloadwallet"),
              "-8: Either the RPC endpoint wallet or the wallet name parameter must be provided");
    EXPECT_EQ(call("unloadwallet", R"(["w"])", "other"),
              "-8: The RPC endpoint wallet and the wallet name parameter specify different wallets");
    EXPECT_EQ(call("unloadwallet", R"(["dummy"])"), "-18: Requested wallet does not exist or is not loaded");
    EXPECT_EQ(call("unloadwallet", "[]", "w"), "{}");
    EXPECT_EQ(call("loadwallet", R"(["w"])"), R"({"name":"w"})");
    EXPECT_EQ(call("unloadwallet", R"(["w"])", "w"), "{}");
    EXPECT_EQ(call("loadwallet", R"(["nope"])"),
              "-18: Wallet file verification failed. Failed to load database path '" + path("nope") +
                  "'. Path does not exist.");
    std::filesystem::create_directories(path("empty"));
    EXPECT_EQ(call("loadwallet", R"(["empty"])"),
              "-18: Wallet file verification failed. Failed to load database path '" + path("empty") +
                  "'. Data is not in recognized format.");
    std::filesystem::resize_file(path("w") + "/wallet.dat", 8192);
    EXPECT_EQ(call("loadwallet", R"(["w"])"),
              "-4: Wallet loading failed. Error loading " + path("w") + "/wallet.dat: Wallet corrupted");
}

TEST_F(WalletRpcTest, WalletInfo) {
    make("w");
    const Json info = json("getwalletinfo");
    EXPECT_EQ(keys_of(info),
              (Names{"walletname", "walletversion", "format", "txcount", "keypoolsize",
                     "keypoolsize_hd_internal", "private_keys_enabled", "avoid_reuse", "scanning",
                     "descriptors", "external_signer", "blank", "birthtime", "flags", "lastprocessedblock"}));
    EXPECT_EQ(info["keypoolsize"], 16);
    EXPECT_EQ(info["scanning"], false);
    EXPECT_EQ(info["flags"].dump(), R"(["last_hardened_xpub_cached","descriptor_wallet"])");
    EXPECT_EQ(info["lastprocessedblock"]["height"], 0);
    call("createwallet", R"(["blank",true,true,null,true])");
    const Json blank = Json::parse(call("getwalletinfo", "[]", "blank"));
    EXPECT_FALSE(blank.contains("birthtime"));
    EXPECT_EQ(
        blank["flags"].dump(),
        R"(["avoid_reuse","last_hardened_xpub_cached","disable_private_keys","blank","descriptor_wallet"])");
    EXPECT_EQ(blank["keypoolsize"], 0);
    EXPECT_EQ(call("getnewaddress", "[]", "blank"), "-4: Error: This wallet has no available keys");
    EXPECT_EQ(call("getrawchangeaddress", "[]", "blank"), "-4: Error: This wallet has no available keys");
    EXPECT_EQ(call("listdescriptors", "[true]", "blank"),
              "-4: Can't get private descriptor string for watch-only wallets");
}

TEST_F(WalletRpcTest, Addresses) {
    make("w");
    EXPECT_TRUE(address().starts_with("bcrt1q"));
    EXPECT_TRUE(address(R"(["","bech32m"])").starts_with("bcrt1p"));
    EXPECT_TRUE(address(R"({"address_type":"p2sh-segwit"})").starts_with("2"));
    EXPECT_TRUE(address(R"(["x","legacy"])").find_first_of("mn") == 0);
    EXPECT_NE(address(), address());
    EXPECT_EQ(call("getnewaddress", R"(["",""])"), "-5: Unknown address type ''");
    EXPECT_EQ(call("getnewaddress", R"(["","bad"])"), "-5: Unknown address type 'bad'");
    EXPECT_EQ(call("getnewaddress", R"(["*"])"), "-11: Invalid label name");
    EXPECT_EQ(call("getrawchangeaddress", R"(["bech23"])"), "-5: Unknown address type 'bech23'");
    EXPECT_TRUE(json("getrawchangeaddress").get<std::string>().starts_with("bcrt1q"));
    // As many as are asked for, however far ahead they are watched.
    std::set<std::string> seen;
    for (int i = 0; i < 50; ++i)
        EXPECT_TRUE(seen.insert(address()).second);
}

TEST_F(WalletRpcTest, Labels) {
    make("w");
    const std::string own = address(R"(["savings"])");
    const std::string other = "bcrt1p424qxxyd0r";
    EXPECT_EQ(call("setlabel", "[\"" + other + "\",\"them\"]"), "");
    EXPECT_EQ(call("listlabels"), R"(["savings","them"])");
    EXPECT_EQ(call("listlabels", R"(["receive"])"), R"(["savings"])");
    EXPECT_EQ(call("listlabels", R"(["send"])"), R"(["them"])");
    EXPECT_EQ(
        call("listlabels", R"(["unknown"])"),
        "-8: Invalid 'purpose' argument, must be a known purpose string, typically 'send', or 'receive'.");
    EXPECT_EQ(call("getaddressesbylabel", R"(["them"])"), "{\"" + other + "\":{\"purpose\":\"send\"}}");
    EXPECT_EQ(call("getaddressesbylabel", R"(["nope"])"), "-11: No addresses with label nope");
    EXPECT_EQ(call("getaddressesbylabel", R"([""])"), "-11: No addresses with label ");
    EXPECT_EQ(call("getaddressesbylabel", R"(["*"])"), "-11: Invalid label name");
    EXPECT_EQ(call("setlabel", R"(["bad","x"])"), "-5: Invalid Bitcoin address");
    EXPECT_EQ(call("setlabel", "[\"" + own + "\",\"*\"]"), "-11: Invalid label name");
    call("setlabel", "[\"" + own + "\",\"spending\"]");
    EXPECT_EQ(json("getaddressinfo", "[\"" + own + "\"]")["labels"].dump(), R"(["spending"])");
}

TEST_F(WalletRpcTest, AddressInfo) {
    make("w");
    const auto info = [&](const std::string& text) { return json("getaddressinfo", "[\"" + text + "\"]"); };
    const Names origin{"ischange", "timestamp", "hdkeypath", "hdseedid", "hdmasterfingerprint", "labels"};
    const auto with_origin = [&](Names names) {
        Names all{"address", "scriptPubKey", "ismine", "solvable", "desc", "parent_desc", "iswatchonly"};
        all.insert(all.end(), names.begin(), names.end());
        all.insert(all.end(), origin.begin(), origin.end());
        return all;
    };
    const Json bech32 = info(address());
    EXPECT_EQ(keys_of(bech32),
              with_origin({"isscript", "iswitness", "witness_version", "witness_program", "pubkey"}));
    EXPECT_EQ(bech32["hdkeypath"], "m/84h/1h/0h/0/0");
    EXPECT_EQ(bech32["isscript"], false);
    EXPECT_EQ(keys_of(info(address(R"(["","legacy"])"))),
              with_origin({"isscript", "iswitness", "pubkey", "iscompressed"}));
    EXPECT_EQ(keys_of(info(address(R"(["","bech32m"])"))),
              with_origin({"isscript", "iswitness", "witness_version", "witness_program"}));
    const Json nested = info(address(R"(["","p2sh-segwit"])"));
    EXPECT_EQ(keys_of(nested), with_origin({"isscript", "iswitness", "script", "hex", "pubkey", "embedded"}));
    EXPECT_EQ(nested["script"], "witness_v0_keyhash");
    EXPECT_EQ(keys_of(nested["embedded"]), (Names{"isscript", "iswitness", "witness_version",
                                                  "witness_program", "pubkey", "address", "scriptPubKey"}));
    const Json change = info(json("getrawchangeaddress").get<std::string>());
    EXPECT_EQ(change["ischange"], true);
    EXPECT_EQ(change["labels"].dump(), "[]");
    EXPECT_EQ(call("getaddressinfo", R"(["bad"])"),
              "-5: Invalid checksum or length of Base58 address (P2PKH or P2SH)");
}

/// What deployed wallets say about addresses of others is what is said here.
TEST_F(WalletRpcTest, RecordedAddressInfo) {
    std::ifstream in(std::string(QUANTA_TEST_DATA) + "/reference/rpc-transcripts/getaddressinfo.jsonl");
    if (std::string_view(QUANTA_TEST_DATA).empty() || !in)
        GTEST_SKIP() << "needs reference/rpc-transcripts of QUANTA_TEST_DATA";
    make("w");
    int cases = 0;
    for (std::string line; std::getline(in, line);) {
        const Json recorded = Json::parse(line);
        const std::string params = recorded["params"].dump();
        if (recorded.contains("error")) {
            EXPECT_EQ(call("getaddressinfo", params), std::to_string(recorded["error"]["code"].get<int>()) +
                                                          ": " +
                                                          recorded["error"]["message"].get<std::string>());
            ++cases;
        } else if (!recorded["reply"]["ismine"].get<bool>()) {
            Json reply = recorded["reply"];
            reply["labels"] = Json::array();
            const Json ours = json("getaddressinfo", params);
            EXPECT_EQ(ours.dump(), reply.dump());
            ++cases;
        }
    }
    std::printf("getaddressinfo: %d recorded replies\n", cases);
    EXPECT_GT(cases, 5);
}

TEST_F(WalletRpcTest, Descriptors) {
    make("w");
    const Json open = json("listdescriptors");
    EXPECT_EQ(keys_of(open), (Names{"wallet_name", "descriptors"}));
    ASSERT_EQ(open["descriptors"].size(), 8u);
    EXPECT_EQ(keys_of(open["descriptors"][0]),
              (Names{"desc", "timestamp", "active", "internal", "range", "next", "next_index"}));
    EXPECT_EQ(open["descriptors"][0]["range"].dump(), "[0,3]");
    Names texts;
    for (const Json& item : open["descriptors"]) {
        texts.push_back(item["desc"]);
        EXPECT_NE(texts.back().find("tpub"), std::string::npos);
        EXPECT_EQ(texts.back().find("tprv"), std::string::npos);
    }
    EXPECT_TRUE(std::is_sorted(texts.begin(), texts.end()));
    const std::string secret = json("listdescriptors", "[true]")["descriptors"][0]["desc"];
    EXPECT_NE(secret.find("tprv"), std::string::npos);
    EXPECT_NE(secret.find("/44h/1h/0h/0/*"), std::string::npos) << secret;
}

TEST_F(WalletRpcTest, Balances) {
    make("w");
    m_chain.mine(script_of(address()));
    EXPECT_EQ(call("getbalance"), "0.00000000");
    const Json young = json("getbalances");
    EXPECT_EQ(keys_of(young), (Names{"mine", "lastprocessedblock"}));
    EXPECT_EQ(keys_of(young["mine"]), (Names{"trusted", "untrusted_pending", "immature", "nonmempool"}));
    EXPECT_EQ(young["mine"]["immature"], 50.0);
    EXPECT_EQ(young["lastprocessedblock"]["height"], 1);
    m_chain.mine_empty(100);
    EXPECT_EQ(call("getbalance"), "50.00000000");
    EXPECT_EQ(call("getbalance", R"(["*",101])"), "50.00000000");
    EXPECT_EQ(call("getbalance", R"(["*",102])"), "0.00000000");
    EXPECT_EQ(call("getbalance", R"([""])"), "-32: dummy first argument must be excluded or set to \"*\".");
    EXPECT_EQ(call("getbalance", R"(["*",0,false,true])"),
              "-4: wallet does not have the \"avoid reuse\" feature enabled");
    EXPECT_EQ(call("getbalance", R"(["*",0,true,false])"), "50.00000000");
}

TEST_F(WalletRpcTest, ReusedAddressesAreKeptApart) {
    call("createwallet", R"({"wallet_name":"w","avoid_reuse":true})");
    const base::Bytes script = script_of(address());
    const primitives::Txid foreign = m_chain.mine(kNobody);
    const auto first = wallet::payment({foreign, 0}, script, 1000);
    m_chain.mine(kNobody, {first});
    EXPECT_EQ(call("getbalance"), "0.00001000");
    m_chain.mine(kNobody, {wallet::payment({first.freeze()->txid(), 0}, script, 900)});
    EXPECT_EQ(call("getbalance"), "0.00000000");
    EXPECT_EQ(call("getbalance", R"({"avoid_reuse":false})"), "0.00000900");
    EXPECT_EQ(json("getbalances")["mine"]["used"], 0.000009);
    EXPECT_EQ(json("listunspent")[0]["reused"], true);
}

TEST_F(WalletRpcTest, ListTransactions) {
    make("w");
    const std::string own = address(R"(["mine"])");
    const primitives::Txid coinbase = m_chain.mine(script_of(own));
    m_chain.mine_empty(100);
    auto spend = wallet::payment({coinbase, 0}, kNobody, 20 * primitives::kCoinSat);
    spend.outputs.push_back({{10 * primitives::kCoinSat}, script_of(own)});
    spend.outputs.push_back({{19 * primitives::kCoinSat}, script_of(json("getrawchangeaddress"))});
    m_chain.mine(kNobody, {spend});
    const Json list = json("listtransactions");
    ASSERT_EQ(list.size(), 4u);
    EXPECT_EQ(keys_of(list[0]), (Names{"address",
                                       "parent_descs",
                                       "category",
                                       "amount",
                                       "label",
                                       "vout",
                                       "abandoned",
                                       "confirmations",
                                       "generated",
                                       "blockhash",
                                       "blockheight",
                                       "blockindex",
                                       "blocktime",
                                       "txid",
                                       "wtxid",
                                       "alternate_wtxids",
                                       "walletconflicts",
                                       "mempoolconflicts",
                                       "time",
                                       "timereceived"}));
    EXPECT_EQ(list[0]["category"], "generate");
    EXPECT_EQ(list[0]["confirmations"], 102);
    // Of one transaction: what came in, then what went out, by falling output.
    EXPECT_EQ(list[1]["category"], "receive");
    EXPECT_EQ(list[1]["vout"], 1);
    EXPECT_EQ(list[2]["category"], "send");
    EXPECT_EQ(list[2]["vout"], 1);
    EXPECT_EQ(list[2]["label"], "mine");
    EXPECT_EQ(list[3]["vout"], 0);
    EXPECT_EQ(list[3]["fee"], -1.0);
    EXPECT_EQ(list[3]["amount"], -20.0);
    EXPECT_EQ(keys_of(list[3]),
              (Names{"category", "amount", "vout", "fee", "confirmations", "blockhash", "blockheight",
                     "blockindex", "blocktime", "txid", "wtxid", "alternate_wtxids", "walletconflicts",
                     "mempoolconflicts", "time", "timereceived", "abandoned"}));
    EXPECT_EQ(list[3]["blockindex"], 1);
    EXPECT_EQ(json("listtransactions", R"(["*",1])")[0].dump(), list[3].dump());
    EXPECT_EQ(json("listtransactions", R"(["*",2,1])").dump(), Json({list[1], list[2]}).dump());
    EXPECT_EQ(json("listtransactions", R"(["*",10,4])").dump(), "[]");
    EXPECT_EQ(json("listtransactions", R"(["mine"])").dump(), Json({list[0], list[1]}).dump());
    EXPECT_EQ(json("listtransactions", R"(["none"])").dump(), "[]");
    EXPECT_EQ(call("listtransactions", R"([""])"), "-8: Label argument must be a valid label name or \"*\".");
    EXPECT_EQ(call("listtransactions", R"(["*",-1])"), "-8: Negative count");
    EXPECT_EQ(call("listtransactions", R"(["*",1,-1])"), "-8: Negative from");
}

TEST_F(WalletRpcTest, GetTransaction) {
    make("w");
    const primitives::Txid coinbase = m_chain.mine(script_of(address()));
    m_chain.mine_empty(100);
    const auto spend = wallet::payment({coinbase, 0}, kNobody, 49 * primitives::kCoinSat);
    m_chain.mine(kNobody, {spend});
    const std::string txid = spend.freeze()->txid().to_text();
    const Json sent = json("gettransaction", "[\"" + txid + "\"]");
    EXPECT_EQ(keys_of(sent),
              (Names{"amount", "fee", "confirmations", "blockhash", "blockheight", "blockindex", "blocktime",
                     "txid", "wtxid", "alternate_wtxids", "walletconflicts", "mempoolconflicts", "time",
                     "timereceived", "details", "hex", "lastprocessedblock"}));
    EXPECT_EQ(sent["amount"], -49.0);
    EXPECT_EQ(sent["fee"], -1.0);
    EXPECT_EQ(keys_of(sent["details"][0]), (Names{"category", "amount", "vout", "fee", "abandoned"}));
    const Json verbose = json("gettransaction", "[\"" + txid + "\",false,true]");
    EXPECT_EQ(verbose["decoded"]["txid"], txid);
    EXPECT_FALSE(verbose["decoded"].contains("hex"));
    const Json generated = json("gettransaction", "[\"" + coinbase.to_text() + "\"]");
    EXPECT_EQ(generated["amount"], 50.0);
    EXPECT_FALSE(generated.contains("fee"));
    EXPECT_EQ(call("gettransaction", R"(["zz"])"), "-8: txid must be of length 64 (not 2, for 'zz')");
    EXPECT_EQ(call("gettransaction", "[\"" + std::string(64, '0') + "\"]"),
              "-5: Invalid or non-wallet transaction id");
    // Without its block it is expected, and its coinbase is not.
    m_chain.cut(0);
    m_chain.mine(kNobody);
    EXPECT_EQ(json("gettransaction", "[\"" + txid + "\"]")["details"][0]["abandoned"], true);
    const Json orphan = json("gettransaction", "[\"" + coinbase.to_text() + "\"]");
    EXPECT_EQ(orphan["details"][0]["category"], "orphan");
    EXPECT_EQ(orphan["trusted"], false);
}

TEST_F(WalletRpcTest, ListUnspent) {
    make("w");
    const std::string nested = address(R"(["n","p2sh-segwit"])");
    const std::string plain = address();
    m_chain.mine(script_of(nested));
    const primitives::Txid foreign = m_chain.mine(kNobody);
    const auto payment = wallet::payment({foreign, 0}, script_of(plain), 1000);
    m_chain.mine(kNobody, {payment});
    Json list = json("listunspent");
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(keys_of(list[0]),
              (Names{"txid", "vout", "address", "label", "scriptPubKey", "amount", "confirmations",
                     "spendable", "solvable", "desc", "parent_descs", "safe"}));
    EXPECT_EQ(json("listunspent", R"({"include_immature_coinbase":true})").size(), 2u);
    m_chain.mine_empty(100);
    list = json("listunspent");
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[0]["address"], nested);
    EXPECT_TRUE(list[0]["redeemScript"].get<std::string>().starts_with("0014"));
    EXPECT_EQ(json("listunspent", R"({"maximumAmount":"0.00001"})").size(), 1u);
    EXPECT_EQ(json("listunspent", R"({"minimumAmount":49})").size(), 1u);
    EXPECT_EQ(json("listunspent", R"({"maximumCount":1})").size(), 1u);
    EXPECT_EQ(json("listunspent", R"({"minimumSumAmount":1})").size(), 1u);
    EXPECT_EQ(json("listunspent", "[104]").dump(), "[]");
    EXPECT_EQ(json("listunspent", "[103]").size(), 1u);
    EXPECT_EQ(json("listunspent", "[1,101]").size(), 1u);
    EXPECT_EQ(json("listunspent", "[1,9999999,[\"" + plain + "\"]]").size(), 1u);
    EXPECT_EQ(call("listunspent", "[1,9999999,[\"bad\"]]"), "-5: Invalid Bitcoin address: bad");
    EXPECT_EQ(call("listunspent", "[1,9999999,[\"" + plain + "\",\"" + plain + "\"]]"),
              "-8: Invalid parameter, duplicated address: " + plain);
    EXPECT_EQ(call("listunspent", R"([0,9999999,[],true,{"x":1}])"), "-3: Unexpected key x");
    // Of others, and in no block: only for who asks for what is not safe.
    m_chain.cut(2);
    m_chain.mine(kNobody);
    EXPECT_EQ(json("listunspent", "[0]")[0]["safe"], false);
    EXPECT_EQ(json("listunspent", "[0,9999999,[],false]").dump(), "[]");
}

}  // namespace
}  // namespace quanta::wallet_rpc
