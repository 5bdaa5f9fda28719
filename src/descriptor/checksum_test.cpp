// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/checksum.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/hex.h"
#include "descriptor/infer.h"

namespace quanta::descriptor {
namespace {

const params::ChainParams& regtest() {
    static const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    return params;
}

std::string infer(std::string_view hex) { return infer_descriptor(base::from_hex(hex).value(), regtest()); }

// The first is BIP380's; the others were given by a deployed node.
TEST(Checksum, KnownDescriptors) {
    EXPECT_EQ(with_checksum("raw(deadbeef)"), "raw(deadbeef)#89f8spxm");
    EXPECT_EQ(with_checksum("addr(mgf1KLgkiUFkB5MEo64hVSet5JbUkR9oca)"),
              "addr(mgf1KLgkiUFkB5MEo64hVSet5JbUkR9oca)#edcry8q8");
    EXPECT_EQ(with_checksum("wpkh(tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSn"
                            "hyswJ76uZPStJRJCTKvosUCJZL5B/0/*)"),
              "wpkh(tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJC"
              "TKvosUCJZL5B/0/*)#efr7m7hr");
    EXPECT_EQ(with_checksum("raw()"), "raw()#58lrscpx");
}

TEST(Checksum, EveryCharacterCounts) {
    const std::string text = "multi(1,abc)";
    for (size_t i = 0; i < text.size(); ++i) {
        std::string other = text;
        other[i] = other[i] == 'z' ? 'y' : 'z';
        EXPECT_NE(descriptor_checksum(other), descriptor_checksum(text)) << i;
        other.erase(i, 1);
        EXPECT_NE(descriptor_checksum(other), descriptor_checksum(text)) << i;
    }
}

/// Three characters are taken at a time: a refused one is seen at every place, whatever the length.
TEST(Checksum, RefusesAtEveryPlace) {
    for (size_t size = 1; size < 9; ++size) {
        std::string text(size, 'a');
        EXPECT_TRUE(checksum_of(text));
        for (size_t i = 0; i < size; ++i) {
            text[i] = '\x7f';
            EXPECT_FALSE(checksum_of(text)) << size << ' ' << i;
            text[i] = 'a';
        }
    }
}

TEST(Checksum, RefusesCharactersOutsideTheSet) {
    for (int c = 0; c < 256; ++c) {
        const bool printable = c >= 32 && c <= 126;
        const std::string text(1, static_cast<char>(c));
        EXPECT_EQ(descriptor_checksum(text).has_value(), printable) << c;
        EXPECT_EQ(with_checksum(text).empty(), !printable) << c;
    }
}

const std::string kKey = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
const std::string kHybrid =
    "0679be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";

TEST(Infer, BareKeys) {
    EXPECT_EQ(infer("21" + kKey + "ac"), "pk(" + kKey + ")#gn28ywm7");
    EXPECT_EQ(infer("41" + kHybrid + "ac"), with_checksum("raw(41" + kHybrid + "ac)"));
    EXPECT_EQ(infer("5121" + kKey + "51ae"), with_checksum("multi(1," + kKey + ")"));
    EXPECT_EQ(infer("5121" + kKey + "41" + kHybrid + "52ae"),
              with_checksum("raw(5121" + kKey + "41" + kHybrid + "52ae)"));
    EXPECT_EQ(infer("512102020202020202020202020202020202020202020202020202020202020202020251ae"),
              "multi(1,020202020202020202020202020202020202020202020202020202020202020202)#dk3zpmcy");
}

TEST(Infer, TaprootNeedsAPoint) {
    const std::string x = kKey.substr(2);
    EXPECT_EQ(infer("5120" + x), with_checksum("rawtr(" + x + ")"));
    EXPECT_EQ(infer("51201111111111111111111111111111111111111111111111111111111111111111"),
              "addr(bcrt1pzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygsqysakq)#a0jffqm0");
}

TEST(Infer, AddressesAndTheRest) {
    EXPECT_EQ(infer("51024e73"), "addr(bcrt1pfeesnyr2tx)#swxgse0y");
    EXPECT_EQ(infer("5102eeee"), "addr(bcrt1pamhqk96edn)#vkh8uj5a");
    EXPECT_EQ(infer("76a914000000000000000000000000000000000000000088ac"),
              "addr(mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8)#ydtjlapp");
    EXPECT_EQ(infer("6a00"), "raw(6a00)#ncfmkl43");
    EXPECT_EQ(infer(""), "raw()#58lrscpx");
}

/// Checks every {"hex", "desc"} inside `value`; returns how many there were. Cut samples, and those for which
/// the node knew the script behind a hash, do not count.
size_t check_samples(const nlohmann::json& value) {
    size_t cases = 0;
    if (value.is_object() && value.contains("hex") && value.contains("desc")) {
        const std::string hex = value["hex"];
        const std::string expected = value["desc"];
        const bool knew_more = expected.starts_with("wsh(") || expected.starts_with("sh(");
        if (!knew_more && base::from_hex(hex) && expected.find("…") == expected.npos) {
            EXPECT_EQ(infer(hex), expected);
            ++cases;
        }
    }
    if (!value.is_structured()) return cases;
    for (const nlohmann::json& inner : value) cases += check_samples(inner);
    return cases;
}

TEST(Infer, RecordedReplies) {
    const std::string folder = QUANTA_TEST_DATA;
    if (folder.empty()) GTEST_SKIP() << "QUANTA_TEST_DATA is not set: recorded descriptors not compared";
    size_t cases = 0;
    for (const char* method : {"decodescript", "decoderawtransaction", "getblock", "getrawtransaction", "gettxout"}) {
        const std::string name = folder + "/reference/rpc-transcripts/" + method + ".jsonl";
        if (!std::filesystem::exists(name)) continue;
        std::ifstream file(name);
        size_t found = 0;
        for (std::string line; std::getline(file, line);) {
            nlohmann::json sample = nlohmann::json::parse(line);
            if (std::string_view(method) == "decodescript") sample["reply"]["hex"] = sample["params"].at(0);
            found += check_samples(sample);
        }
        std::printf("%s.jsonl: %zu cases\n", method, found);
        cases += found;
    }
    EXPECT_GT(cases, 20u);
}

}  // namespace
}  // namespace quanta::descriptor
