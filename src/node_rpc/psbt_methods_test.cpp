// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>

#include "node_rpc/transcript_rpc.h"

namespace quanta::node_rpc {
namespace {

const std::string kTxid(64, '1');
/// Private key 1 in the wallet import format of test networks.
const std::string kSecret = "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA";
constexpr const char* kEmpty = "cHNidP8BAgQCAAAAAQMEAAAAAAEEAQABBQEAAfsEAgAAAAA=";

class PsbtMethods : public TranscriptFixture {
protected:
    void SetUp() override { start(); }

    static std::string quoted(const std::string& text) { return "\"" + text + "\""; }
    /// The text that is answered.
    std::string text(const std::string& method, const std::string& params) {
        const json::Value reply = value(method, params);
        return reply.is_string() ? reply.string() : json::to_text(reply);
    }
    /// A PSBT that spends outputs of kTxid with `indexes` and pays nobody.
    std::string create(std::initializer_list<int> indexes, int version = 2) {
        std::string inputs;
        for (const int index : indexes) {
            inputs += inputs.empty() ? "" : ",";
            inputs += "{\"txid\":\"" + kTxid + "\",\"vout\":" + std::to_string(index) + "}";
        }
        return text("createpsbt", "[[" + inputs + "],[],0,true,2," + std::to_string(version) + "]");
    }
    /// A PSBT of version `version` that spends the only output to `descriptor` of a block made for that.
    std::string spend(const std::string& descriptor, int version = 2) {
        const json::Value made = value("generatetodescriptor", "[1,\"" + descriptor + "\"]");
        const json::Value block = value("getblock", one(made.array()[0].string()));
        const std::string input = "{\"txid\":\"" + block.find("tx")->array()[0].string() + "\",\"vout\":0}";
        return text("createpsbt",
                    "[[" + input + R"(],[{"data":"00"}],0,true,2,)" + std::to_string(version) + "]");
    }
    json::Value process(const std::string& psbt, const std::string& descriptor,
                        const std::string& more = "") {
        return value("descriptorprocesspsbt", "[\"" + psbt + "\",[\"" + descriptor + "\"]" + more + "]");
    }
};

TEST_F(PsbtMethods, CreatepsbtAnswersAsRecorded) {
    replay("createpsbt");
}
TEST_F(PsbtMethods, ConverttopsbtAnswersAsRecorded) {
    replay("converttopsbt");
}
TEST_F(PsbtMethods, DecodepsbtAnswersAsRecorded) {
    replay("decodepsbt");
}
TEST_F(PsbtMethods, AnalyzepsbtAnswersAsRecorded) {
    replay("analyzepsbt");
}
TEST_F(PsbtMethods, CombinepsbtAnswersAsRecorded) {
    replay("combinepsbt");
}
TEST_F(PsbtMethods, JoinpsbtsAnswersAsRecorded) {
    replay("joinpsbts");
}
TEST_F(PsbtMethods, FinalizepsbtAnswersAsRecorded) {
    // Nobody here puts together signatures that several signers make part by part (BIP327).
    replay("finalizepsbt", [](const std::string& params, const json::Value&) {
        return params.find("\"extract\"") == std::string::npos;
    });
}
TEST_F(PsbtMethods, UtxoupdatepsbtAnswersAsRecorded) {
    // Replies need outputs that were in the chain of the recording node.
    replay("utxoupdatepsbt",
           [](const std::string&, const json::Value& recorded) { return recorded.find("error") != nullptr; });
}
TEST_F(PsbtMethods, DescriptorprocesspsbtAnswersAsRecorded) {
    replay("descriptorprocesspsbt", [](const std::string& params, const json::Value& recorded) {
        return recorded.find("error") != nullptr || params.find("finalize") != std::string::npos;
    });
}

/// What the recorded updates make of a PSBT that already says what it spends.
TEST_F(PsbtMethods, RecordedUpdatesOfWhatIsTold) {
    const auto path = testing::test_data(QUANTA_TEST_DATA, "reference/rpc-transcripts/utxoupdatepsbt.jsonl");
    if (!path) GTEST_SKIP() << "needs reference/rpc-transcripts of QUANTA_TEST_DATA";
    std::istringstream lines(testing::read_text(*path));
    std::string line;
    std::string told;
    size_t compared = 0;
    while (std::getline(lines, line)) {
        const json::Value recorded = json::parse(line).value();
        const json::Value* reply = recorded.find("reply");
        if (reply == nullptr) continue;
        const json::Value::Array& params = recorded.find("params")->array();
        if (params.size() == 1) {
            told = reply->string();
            continue;
        }
        ++compared;
        const std::string again = "[\"" + told + "\"," + json::to_text(params[1]) + "]";
        EXPECT_EQ(call("utxoupdatepsbt", again), json::to_text(*reply));
        EXPECT_EQ(call("descriptorprocesspsbt", again),
                  "{\"psbt\":" + json::to_text(*reply) + ",\"complete\":false}");
    }
    EXPECT_GT(compared, 0u);
    std::printf("utxoupdatepsbt: %zu recorded updates\n", compared);
}

TEST_F(PsbtMethods, WhatIsNoPsbt) {
    const std::string failed = "-22: TX decode failed ";
    for (const char* bad : {"A", "AA", "AA=", "AB==", "AA==\\n", "=", "%%%%"})
        EXPECT_EQ(call("decodepsbt", one(bad)), failed + "invalid base64") << bad;
    EXPECT_EQ(call("decodepsbt", one("")), failed + "Invalid PSBT magic bytes");
    EXPECT_EQ(call("decodepsbt", one("AA==")), failed + "Invalid PSBT magic bytes");
    EXPECT_EQ(call("analyzepsbt", one("cHNidP8=")).substr(0, failed.size()), failed);
    EXPECT_EQ(call("combinepsbt", R"([["AA=="]])"), failed + "Invalid PSBT magic bytes");
    EXPECT_EQ(call("combinepsbt", "[[5]]"), "-3: JSON value of type number is not of expected type string");
    EXPECT_EQ(call("descriptorprocesspsbt", R"(["AA==",[]])"), failed + "Invalid PSBT magic bytes");
}

TEST_F(PsbtMethods, Versions) {
    EXPECT_EQ(text("createpsbt", "[[],[]]"), kEmpty);
    for (const int version : {0, 2}) {
        const json::Value decoded = value("decodepsbt", one(create({3}, version)));
        EXPECT_EQ(decoded.find("psbt_version")->as_int64(), version);
        EXPECT_EQ(decoded.find("tx") != nullptr, version == 0);
        EXPECT_EQ(decoded.find("input_count") != nullptr, version == 2);
        EXPECT_EQ(decoded.find("inputs")->array()[0].object().empty(), version == 0);
    }
    const std::string refused = "-8: The PSBT version can only be 2 or 0";
    for (const char* version : {"-1", "1", "3"}) {
        EXPECT_EQ(call("createpsbt", std::string("[[],[],0,true,2,") + version + "]"), refused);
        EXPECT_EQ(
            call("converttopsbt", std::string(R"(["02000000000000000000",false,false,)") + version + "]"),
            refused);
    }
}

TEST_F(PsbtMethods, Converttopsbt) {
    EXPECT_EQ(call("converttopsbt", R"(["00"])"), "-22: TX decode failed");
    EXPECT_EQ(text("converttopsbt", R"(["02000000000000000000",false,false])"), kEmpty);
    EXPECT_EQ(call("converttopsbt", R"(["02000000000100000000000000000000000000",false,true])"),
              "-22: TX decode failed");
    const std::string with_script =
        "0200000001" + std::string(64, '1') + "000000000151ffffffff00" + "00000000";
    EXPECT_EQ(call("converttopsbt", one(with_script)),
              "-22: Inputs must not have scriptSigs and scriptWitnesses");
    EXPECT_EQ(value("decodepsbt", one(text("converttopsbt", "[\"" + with_script + "\",true]")))
                  .find("inputs")
                  ->array()[0]
                  .find("sequence")
                  ->as_int64(),
              0xffffffff);
}

TEST_F(PsbtMethods, Combinepsbt) {
    const std::string psbt = create({1, 2});
    EXPECT_EQ(text("combinepsbt", "[[\"" + psbt + "\"]]"), psbt);
    EXPECT_EQ(text("combinepsbt", "[[\"" + psbt + "\",\"" + psbt + "\"]]"), psbt);
    EXPECT_EQ(call("combinepsbt", "[[\"" + psbt + "\",\"" + create({1}) + "\"]]"),
              "-8: PSBTs not compatible (different transactions)");
    EXPECT_EQ(call("combinepsbt", "[[\"" + create({1}) + "\",\"" + create({1}, 0) + "\"]]"),
              "-8: PSBTs not compatible (different transactions)");
}

TEST_F(PsbtMethods, Joinpsbts) {
    const std::string first = quoted(create({1, 2, 3, 4}, 0));
    EXPECT_EQ(call("joinpsbts", "[[" + first + "," + quoted(create({9, 3}, 0)) + "]]"),
              "-8: Input " + kTxid + ":3 exists in multiple PSBTs");
    const std::string params = "[[" + first + "," + quoted(create({5, 6}, 0)) + "]]";
    const std::vector<int64_t> sorted{1, 2, 3, 4, 5, 6};
    bool other_order = false;
    for (int i = 0; i < 20; ++i) {
        const json::Value joined = value("decodepsbt", one(text("joinpsbts", params)));
        std::vector<int64_t> indexes;
        for (const json::Value& input : joined.find("tx")->find("vin")->array())
            indexes.push_back(input.find("vout")->as_int64().value());
        other_order = other_order || indexes != sorted;
        std::sort(indexes.begin(), indexes.end());
        EXPECT_EQ(indexes, sorted);
    }
    // Twenty times in order would happen once in 720^20.
    EXPECT_TRUE(other_order);
}

TEST_F(PsbtMethods, FromTheChainToASpend) {
    for (const char* form : {"wpkh", "tr"}) {
        const std::string own = std::string(form) + "(" + kSecret + ")";
        const std::string created = spend(own);
        EXPECT_EQ(text("analyzepsbt", one(created)),
                  R"({"inputs":[{"has_utxo":false,"is_final":false,"next":"updater"}],"next":"updater"})");
        const std::string updated = text("utxoupdatepsbt", "[\"" + created + "\",[\"" + own + "\"]]");
        const json::Value analysis = value("analyzepsbt", one(updated));
        EXPECT_EQ(analysis.find("next")->string(), std::string(form) == "tr" ? "updater" : "signer");
        EXPECT_NE(analysis.find("fee"), nullptr);
        EXPECT_EQ(value("finalizepsbt", one(updated)).find("psbt")->string(), updated);

        const json::Value done = process(created, own);
        ASSERT_TRUE(done.find("complete")->boolean());
        const std::string finished = done.find("psbt")->string();
        EXPECT_EQ(text("finalizepsbt", one(finished)),
                  "{\"hex\":\"" + done.find("hex")->string() + "\",\"complete\":true}");
        EXPECT_EQ(text("finalizepsbt", "[\"" + finished + "\",false]"),
                  "{\"psbt\":\"" + finished + "\",\"complete\":true}");
        EXPECT_EQ(value("analyzepsbt", one(finished)).find("next")->string(), "extractor");

        const json::Value open = process(created, own, ",null,true,false");
        EXPECT_FALSE(open.find("complete")->boolean());
        EXPECT_EQ(open.find("hex"), nullptr);
        EXPECT_EQ(text("finalizepsbt", one(open.find("psbt")->string())),
                  "{\"hex\":\"" + done.find("hex")->string() + "\",\"complete\":true}");
    }
}

TEST_F(PsbtMethods, OutputsWithoutWitnessStayUntold) {
    const std::string created = spend("pkh(" + kSecret + ")");
    EXPECT_EQ(text("utxoupdatepsbt", one(created)), created);
    // Whether a hash is that of a witness program must be known.
    const std::string wrapped = "sh(wpkh(" + kSecret + "))";
    const std::string hashed = spend(wrapped);
    EXPECT_EQ(text("utxoupdatepsbt", one(hashed)), hashed);
    EXPECT_TRUE(process(hashed, wrapped).find("complete")->boolean());
}

TEST_F(PsbtMethods, WhatIsToldAboutKeys) {
    const std::string own = "wpkh([d34db33f/84h]" + kSecret + ")";
    const std::string created = spend(own);
    const auto input_of = [&](const json::Value& processed) {
        return value("decodepsbt", one(processed.find("psbt")->string())).find("inputs")->array()[0];
    };
    const json::Value told = input_of(process(created, own, ",null,true,false"));
    EXPECT_EQ(json::to_text(told.find("bip32_derivs")->array()[0].find("path")[0]), R"("m/84h")");
    EXPECT_EQ(input_of(process(created, own, ",null,false,false")).find("bip32_derivs"), nullptr);
    const json::Value none = input_of(process(created, own, R"(,"NONE|ANYONECANPAY",true,false)"));
    EXPECT_EQ(none.find("sighash")->string(), "NONE|ANYONECANPAY");
}

TEST_F(PsbtMethods, HashTypesMustAgree) {
    const std::string own = "wpkh(" + kSecret + ")";
    const std::string created = spend(own);
    const json::Value none = process(created, own, R"(,"NONE",true,false)");
    const std::string mismatch = "-22: Specified sighash value does not match value stored in PSBT";
    const std::string params = "[\"" + none.find("psbt")->string() + "\",[\"" + own + "\"]";
    EXPECT_EQ(call("descriptorprocesspsbt", params + "]"), mismatch);
    EXPECT_EQ(call("utxoupdatepsbt", params + "]"), mismatch);
    EXPECT_TRUE(value("descriptorprocesspsbt", params + R"(,"NONE"])").find("complete")->boolean());
    EXPECT_EQ(call("descriptorprocesspsbt", params + R"(,"none"])"),
              "-8: 'none' is not a valid sighash parameter.");
}

TEST_F(PsbtMethods, Descriptors) {
    const auto update = [&](const std::string& object) {
        return call("utxoupdatepsbt", "[" + quoted(kEmpty) + ",[" + object + "]]");
    };
    EXPECT_EQ(update("5"), "-8: Scan object needs to be either a string or an object");
    EXPECT_EQ(update("{}"), "-8: Descriptor needs to be provided in scan object");
    EXPECT_EQ(update(R"({"desc":5})"), "-3: JSON value of type number is not of expected type string");
    EXPECT_EQ(update(R"__({"desc":"raw(51)","range":-1})__"), "-8: End of range is too high");
    EXPECT_EQ(update(R"__({"desc":"raw(51)","range":[2,1]})__"),
              "-8: Range specified as [begin,end] must not have begin after end");
    EXPECT_EQ(update(R"__({"desc":"raw(51)","range":7})__"), quoted(kEmpty));
    EXPECT_EQ(update(quoted("wpkh(zz)")), "-5: wpkh(): key 'zz' is not valid");
    EXPECT_EQ(update(quoted("wpkh(" + kSecret + ")#00000000")).substr(0, 3), "-5:");
    EXPECT_TRUE(process(kEmpty, "raw(51)").find("complete")->boolean());
}

}  // namespace
}  // namespace quanta::node_rpc
