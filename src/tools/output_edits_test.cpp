// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>

#include "crypto/hash.h"
#include "tools/test_edit.h"

namespace quanta::tools {
namespace {

using base::Bytes;

// The generator and twice it.
const std::string kKey = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
const std::string kKey2 = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";
const std::string kLongKey =
    "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
constexpr const char* kSeparators = "TX output missing or too many separators";
constexpr const char* kCompressed = "Uncompressed pubkeys are not useable for SegWit outputs";

/// The script of the output that `command` adds for no coins, in hex; or why it was refused.
std::string script(const std::string& command, params::Chain chain = params::Chain::Main) {
    EditBench bench(chain);
    const std::string outcome = bench.apply({command});
    return outcome == "done" ? base::to_hex(bench.editor().transaction()->outputs()[0].script) : outcome;
}

int64_t value_sat(const std::string& command) {
    EditBench bench;
    EXPECT_EQ(bench.apply({command}), "done");
    return bench.editor().transaction()->outputs()[0].value.sat;
}

std::string p2sh(const std::string& hex) {
    return "a914" + base::to_hex(crypto::hash160(*base::from_hex(hex))) + "87";
}
std::string p2wsh(const std::string& hex) {
    return "0020" + base::to_hex(crypto::sha256(*base::from_hex(hex)));
}

TEST(TxOutputs, Values) {
    EXPECT_EQ(value_sat("outscript=21000000:"), primitives::kMaxMoneySat);
    EXPECT_EQ(value_sat("outscript=0.00000001:"), 1);
    EXPECT_EQ(value_sat("outdata=2:00"), 200000000);
    EXPECT_EQ(value_sat("outdata=00"), 0);
    for (const std::string text : {"21000000.00000001", "-1", "x", "", "0.000000001"}) {
        const std::string refused = "invalid TX output value '" + text + "'";
        EXPECT_EQ(made({"outscript=" + text + ":1"}), refused);
        EXPECT_EQ(made({"outaddr=" + text + ":x"}), refused);
        EXPECT_EQ(made({"outpubkey=" + text + ":x"}), refused);
        EXPECT_EQ(made({"outmultisig=" + text + ":1:1:" + kKey}), refused);
        if (text.empty()) continue;  // Outputs of data need none.
        EXPECT_EQ(made({"outdata=" + text + ":00"}), refused);
    }
}

TEST(TxOutputs, Addresses) {
    EXPECT_EQ(script("outaddr=0:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
              "0014751e76e8199196d454941c45d1b3a323f1433bd6");
    EXPECT_EQ(script("outaddr=0:1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"),
              "76a914751e76e8199196d454941c45d1b3a323f1433bd688ac");
    EXPECT_EQ(script("outaddr=0:1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH", params::Chain::Regtest)
                  .find("invalid TX output address '1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH': "),
              0u);
    EXPECT_EQ(script("outaddr=0"), kSeparators);
    EXPECT_EQ(script("outaddr=0:1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH:"), kSeparators);
}

TEST(TxOutputs, Keys) {
    const std::string hash = base::to_hex(crypto::hash160(*base::from_hex(kKey)));
    const std::string bare = "21" + kKey + "ac";
    EXPECT_EQ(script("outpubkey=0:" + kKey), bare);
    EXPECT_EQ(script("outpubkey=0:" + kKey + ":"), bare);
    EXPECT_EQ(script("outpubkey=0:" + kKey + ":S"), p2sh(bare));
    EXPECT_EQ(script("outpubkey=0:" + kKey + ":W"), "0014" + hash);
    EXPECT_EQ(script("outpubkey=0:" + kKey + ":WS"), p2sh("0014" + hash));
    EXPECT_EQ(script("outpubkey=0:" + kKey + ":SW"), p2sh("0014" + hash));
    EXPECT_EQ(script("outpubkey=0:" + kLongKey), "41" + kLongKey + "ac");
    EXPECT_EQ(script("outpubkey=0:" + kLongKey + ":W"), kCompressed);
    EXPECT_EQ(script("outpubkey=0"), kSeparators);
    EXPECT_EQ(script("outpubkey=0:" + kKey + ":W:S"), kSeparators);
    // No hex, too short, and no point of the curve.
    const std::string no_point = "02" + std::string(62, '0') + "05";
    for (const std::string& text : {std::string("zz"), std::string(), kKey.substr(2), no_point})
        EXPECT_EQ(script("outpubkey=0:" + text), "invalid TX output pubkey '" + text + "'");
}

TEST(TxOutputs, Multisig) {
    const std::string keys = kKey + ":" + kKey2;
    const std::string bare = "5121" + kKey + "21" + kKey2 + "52ae";
    EXPECT_EQ(script("outmultisig=0:1:2:" + keys), bare);
    EXPECT_EQ(script("outmultisig=0: 1 : 2 :" + keys), bare);
    EXPECT_EQ(script("outmultisig=0:1:2:" + keys + ":S"), p2sh(bare));
    EXPECT_EQ(script("outmultisig=0:1:2:" + keys + ":W"), p2wsh(bare));
    EXPECT_EQ(script("outmultisig=0:1:2:" + keys + ":WS"), p2sh(p2wsh(bare)));
    EXPECT_EQ(script("outmultisig=0:1:1:" + kLongKey), "5141" + kLongKey + "51ae");
    EXPECT_EQ(script("outmultisig=0:1:1:" + kLongKey + ":W"), kCompressed);
    EXPECT_EQ(script("outmultisig=0:1"), "Not enough multisig parameters");
    EXPECT_EQ(script("outmultisig=0:-2:2:" + keys), "invalid multisig required number '-2'");
    EXPECT_EQ(script("outmultisig=0:1:2a:" + keys), "invalid multisig total number '2a'");
    EXPECT_EQ(script("outmultisig=0:1:3:" + keys), "incorrect number of multisig pubkeys");
    EXPECT_EQ(script("outmultisig=0:1:2:" + keys + ":W:x"), "Too many parameters");
    EXPECT_EQ(script("outmultisig=0:0:2:" + keys),
              "multisig parameter mismatch. Required 0 of 2 signatures.");
    EXPECT_EQ(script("outmultisig=0:3:2:" + keys),
              "multisig parameter mismatch. Required 3 of 2 signatures.");
    EXPECT_EQ(script("outmultisig=0:1:1:02a5"), "invalid TX output pubkey '02a5'");
}

TEST(TxOutputs, MultisigLimits) {
    const auto many = [](int count) {
        std::string text = "outmultisig=0:1:" + std::to_string(count);
        for (int i = 0; i < count; ++i)
            text += ":" + kKey;
        return text;
    };
    EXPECT_EQ(script(many(20)).substr(0, 4), "5121");
    EXPECT_EQ(script(many(21)), "multisig parameter mismatch. Required 1 of 21 signatures.");
    // 15 keys make 513 bytes, 16 make 547.
    EXPECT_EQ(script(many(15) + ":S").substr(0, 4), "a914");
    EXPECT_EQ(script(many(16) + ":S"), "redeemScript exceeds size limit: 547 > 520");
    EXPECT_EQ(script(many(16) + ":WS").substr(0, 4), "a914");
}

TEST(TxOutputs, Scripts) {
    EXPECT_EQ(script("outscript=0:"), "");
    EXPECT_EQ(script("outscript=0:OP_DROP"), "75");
    EXPECT_EQ(script("outscript=0:DROP:S"), p2sh("75"));
    EXPECT_EQ(script("outscript=0:DROP:W"), p2wsh("75"));
    EXPECT_EQ(script("outscript=0:DROP:WS"), p2sh(p2wsh("75")));
    EXPECT_EQ(script("outscript=0"), kSeparators);
    EXPECT_EQ(script("outscript=0:1:W:S"), kSeparators);
    EXPECT_EQ(script("outscript=0:badword"), "script parse error: unknown opcode");
    const auto raw = [](size_t size) { return "outscript=0:0x" + std::string(2 * size, '6'); };
    EXPECT_EQ(script(raw(10000)).size(), 20000u);
    EXPECT_EQ(script(raw(10001)), "script exceeds size limit: 10001 > 10000");
    EXPECT_EQ(script(raw(520) + ":S").substr(0, 4), "a914");
    EXPECT_EQ(script(raw(521) + ":S"), "redeemScript exceeds size limit: 521 > 520");
}

TEST(TxOutputs, Data) {
    EXPECT_EQ(script("outdata=00ff"), "6a0200ff");
    EXPECT_EQ(script("outdata=1:" + std::string(160, 'a')), "6a4c50" + std::string(160, 'a'));
    EXPECT_EQ(script("outdata=:00"), "TX output value not specified");
    for (const std::string text : {"", "0", "zz", "00:"})
        EXPECT_NE(script("outdata=" + text).find("invalid TX output"), std::string::npos) << text;
    EXPECT_EQ(script("outdata=1:0"), "invalid TX output data '0'");
}

}  // namespace
}  // namespace quanta::tools
