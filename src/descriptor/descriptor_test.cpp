// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/descriptor.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/hex.h"
#include "descriptor/checksum.h"
#include "keys/address.h"

namespace quanta::descriptor {
namespace {

const params::ChainParams& chain(params::Chain which) {
    static const params::ChainParams main = params::make_params(params::Chain::Main).value();
    static const params::ChainParams regtest = params::make_params(params::Chain::Regtest).value();
    return which == params::Chain::Main ? main : regtest;
}

/// The master key of the seed phrase that BIP84 and BIP86 show addresses of.
constexpr std::string_view kRoot =
    "xprv9s21ZrQH143K3GJpoapnV8SFfukcVBSfeCficPSGfubmSFDxo1kuHnLisriDvSnRRuL2Qrg5ggqHKNVpxR86QEC8w35uxmGoggxt"
    "QTP"
    "vfUu";
constexpr std::string_view kPublicRoot =
    "xpub661MyMwAqRbcFkPHucMnrGNzDwb6teAX1RbKQmqtEF8kK3Z7LZ59qafCjB9eCRLiTVG3uxBxgKvRgbubRhqSKXnGGb1aoaqLrpMB"
    "DrV"
    "xga8";
constexpr std::string_view kKey = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
constexpr std::string_view kLongKey =
    "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b4"
    "48a6855419"
    "9c47d08ffb10d4b8";

Descriptor parse(const std::string& text, params::Chain which = params::Chain::Main) {
    auto parsed = Descriptor::parse(text, chain(which));
    EXPECT_TRUE(parsed) << text << ": " << (parsed ? "" : parsed.error());
    return *parsed;
}

std::string error_of(const std::string& text, ChecksumRule rule = ChecksumRule::Optional) {
    const auto parsed = Descriptor::parse(text, chain(params::Chain::Main), rule);
    return parsed ? "none" : parsed.error();
}

std::string address_of(const Descriptor& descriptor, uint32_t index,
                       params::Chain which = params::Chain::Main) {
    const auto expansion = descriptor.expand(index);
    if (!expansion) return "none";
    return keys::encode_address(keys::destination_from_script(expansion->script), chain(which));
}

std::string script_of(const std::string& text) {
    const auto expansion = parse(text).expand(0);
    return expansion ? base::to_hex(expansion->script) : "none";
}

TEST(Descriptor, AddressesOfWalletPaths) {
    const std::string root(kRoot);
    EXPECT_EQ(address_of(parse("pkh(" + root + "/44'/0'/0'/0/*)"), 0), "1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA");
    EXPECT_EQ(address_of(parse("sh(wpkh(" + root + "/49h/0h/0h/0/*))"), 0),
              "37VucYSaXLCAsxYyAPfbSi9eh4iEcbShgf");
    EXPECT_EQ(address_of(parse("wpkh(" + root + "/84h/0h/0h/0/*)"), 0),
              "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu");
    EXPECT_EQ(address_of(parse("wpkh(" + root + "/84h/0h/0h/0/*)"), 1),
              "bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g");
    EXPECT_EQ(address_of(parse("wpkh(" + root + "/84h/0h/0h/1/*)"), 0),
              "bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el");
    EXPECT_EQ(address_of(parse("tr(" + root + "/86h/0h/0h/0/*)"), 0),
              "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr");
    EXPECT_EQ(address_of(parse("tr(" + root + "/86h/0h/0h/1/*)"), 0),
              "bc1p3qkhfews2uk44qtvauqyr2ttdsw7svhkl9nkm9s9c3x4ax5h60wqwruhk7");
}

TEST(Descriptor, ScriptsOfEachForm) {
    const std::string key(kKey);
    EXPECT_EQ(script_of("pk(" + key + ")"), "21" + key + "ac");
    EXPECT_EQ(script_of("pkh(" + key + ")"), "76a914751e76e8199196d454941c45d1b3a323f1433bd688ac");
    EXPECT_EQ(script_of("wpkh(" + key + ")"), "0014751e76e8199196d454941c45d1b3a323f1433bd6");
    EXPECT_EQ(script_of("sh(wpkh(" + key + "))"), "a914bcfeb728b584253d5f3f70bcb780e9ef218a68f487");
    EXPECT_EQ(script_of("tr(" + key + ")"),
              "5120da4710964f7852695de2da025290e24af6d8c281de5a0b902b7135fd9fd74d21");
    EXPECT_EQ(script_of("tr(" + key.substr(2) + ")"), script_of("tr(" + key + ")"));
    EXPECT_EQ(script_of("pkh(" + std::string(kLongKey) + ")"),
              "76a91491b24bf9f5288532960ac687abb035127b1d28a588ac");
}

TEST(Descriptor, InnerScriptsFromOutsideIn) {
    const std::string key(kKey);
    const auto nested = parse("sh(wsh(pk(" + key + ")))").expand(0);
    ASSERT_TRUE(nested);
    ASSERT_EQ(nested->inner.size(), 2u);
    EXPECT_EQ(base::to_hex(nested->inner[1]), "21" + key + "ac");
    EXPECT_EQ(base::to_hex(nested->inner[0]).substr(0, 4), "0020");
    EXPECT_EQ(base::to_hex(nested->script).substr(0, 4), "a914");
    ASSERT_EQ(nested->keys.size(), 1u);
    EXPECT_EQ(base::to_hex(nested->keys[0].key.bytes()), key);
    EXPECT_EQ(base::to_hex(nested->keys[0].source.fingerprint), "751e76e8");
}

TEST(Descriptor, OutputTypes) {
    const std::string key(kKey);
    EXPECT_EQ(parse("pk(" + key + ")").output_type(), std::nullopt);
    EXPECT_EQ(parse("pkh(" + key + ")").output_type(), OutputType::Legacy);
    EXPECT_EQ(parse("sh(pkh(" + key + "))").output_type(), OutputType::Legacy);
    EXPECT_EQ(parse("sh(wpkh(" + key + "))").output_type(), OutputType::P2shSegwit);
    EXPECT_EQ(parse("sh(wsh(pkh(" + key + ")))").output_type(), OutputType::P2shSegwit);
    EXPECT_EQ(parse("wpkh(" + key + ")").output_type(), OutputType::Bech32);
    EXPECT_EQ(parse("wsh(pk(" + key + "))").output_type(), OutputType::Bech32);
    EXPECT_EQ(parse("tr(" + key + ")").output_type(), OutputType::Bech32m);
}

TEST(Descriptor, TextsOfThreeForms) {
    const std::string text = "wpkh(" + std::string(kRoot) + "/84'/0'/0'/0/*)";
    const Descriptor descriptor = parse(text);
    EXPECT_TRUE(descriptor.is_ranged());
    EXPECT_TRUE(descriptor.has_private_keys());
    EXPECT_EQ(descriptor.to_text(TextForm::Private), with_checksum(text));
    EXPECT_EQ(descriptor.to_text(TextForm::Public),
              with_checksum("wpkh(" + std::string(kPublicRoot) + "/84'/0'/0'/0/*)"));
    const std::string normalized = descriptor.to_text(TextForm::Normalized).value();
    EXPECT_TRUE(
        normalized.starts_with("wpkh([73c5da0a/84h/0h/0h]xpub6CatWdiZiodmUeTDp8LT5or8nmbKNcuyvz7WyksVFkKB4RHw"
                               "CD3XyuvPEbvqAQY3rAPshWcMLoP2fMFMKHPJ4ZeZXYVUhLv1VMrjPC7PW6V/0/*)#"))
        << normalized;
    const Descriptor watching = parse(normalized);
    EXPECT_FALSE(watching.has_private_keys());
    EXPECT_EQ(address_of(watching, 7), address_of(descriptor, 7));
    EXPECT_EQ(watching.to_text(TextForm::Normalized), normalized);
    EXPECT_EQ(watching.text_at(5), descriptor.text_at(5));
    EXPECT_TRUE(watching.text_at(5)->starts_with("wpkh([73c5da0a/84h/0h/0h/0/5]0")) << *watching.text_at(5);
    EXPECT_EQ(parse("wpkh(" + std::string(kPublicRoot) + "/84h/0)").to_text(TextForm::Normalized),
              std::nullopt);
}

TEST(Descriptor, HardenedRangeNeedsThePrivateKey) {
    const Descriptor known = parse("pkh(" + std::string(kRoot) + "/1/*h)");
    EXPECT_TRUE(known.expand(0));
    EXPECT_EQ(known.private_keys(3).size(), 1u);
    EXPECT_EQ(known.private_keys(3)[0].public_key(), known.expand(3)->keys[0].key);
    EXPECT_EQ(known.expand(3)->keys[0].source.path, (keys::KeyPath{1, 3 | keys::kHardened}));
    const Descriptor unknown = parse(known.to_text(TextForm::Public).value());
    EXPECT_FALSE(unknown.expand(0));
    EXPECT_FALSE(unknown.text_at(0));
    EXPECT_TRUE(unknown.private_keys(0).empty());
}

TEST(Descriptor, PrivateKeysMatchTheirScripts) {
    const Descriptor single = parse("wpkh(L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1)");
    EXPECT_FALSE(single.is_ranged());
    ASSERT_EQ(single.private_keys(0).size(), 1u);
    EXPECT_EQ(single.private_keys(0)[0].public_key(), single.expand(0)->keys[0].key);
    EXPECT_EQ(single.to_text(TextForm::Private),
              with_checksum("wpkh(L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1)"));
    EXPECT_EQ(single.to_text(TextForm::Public),
              with_checksum("wpkh(" + base::to_hex(single.expand(0)->keys[0].key.bytes()) + ")"));
    const Descriptor range = parse("tr(" + std::string(kRoot) + "/86h/0h/0h/0/*)");
    EXPECT_EQ(range.private_keys(9)[0].public_key(), range.expand(9)->keys[0].key);
    const Descriptor last = parse("pkh(" + std::string(kRoot) + "/7)");
    EXPECT_EQ(last.private_keys(0)[0].public_key(), last.expand(0)->keys[0].key);
}

TEST(Descriptor, OriginsAreKept) {
    const std::string text = "wpkh([deadbeef/1'/2]" + std::string(kKey) + ")";
    EXPECT_EQ(parse(text).to_text(TextForm::Public), with_checksum(text));
    EXPECT_EQ(parse(text).to_text(TextForm::Normalized),
              with_checksum("wpkh([deadbeef/1h/2]" + std::string(kKey) + ")"));
    const std::string tree = "wpkh([deadbeef/1h]" + std::string(kPublicRoot) + "/3/*)";
    EXPECT_TRUE(parse(tree).text_at(4)->starts_with("wpkh([deadbeef/1h/3/4]0"));
}

TEST(Descriptor, ChecksumErrors) {
    const std::string text = "pk(" + std::string(kKey) + ")";
    EXPECT_EQ(error_of(text), "none");
    EXPECT_EQ(error_of(text + "#gn28ywm7", ChecksumRule::Required), "none");
    EXPECT_EQ(error_of(text, ChecksumRule::Required), "Missing checksum");
    EXPECT_EQ(error_of(text + "#gn28ywm"), "Expected 8 character checksum, not 7 characters");
    EXPECT_EQ(error_of(text + "#"), "Expected 8 character checksum, not 0 characters");
    EXPECT_EQ(error_of(text + "##gn28ywm7"), "Multiple '#' symbols");
    EXPECT_EQ(error_of(text + "#gn28ywm8"),
              "Provided checksum 'gn28ywm8' does not match computed checksum 'gn28ywm7'");
    EXPECT_EQ(error_of("pk(\x01)"), "Invalid characters in payload");
}

TEST(Descriptor, FormErrors) {
    const std::string key(kKey);
    EXPECT_EQ(error_of(""), "'' is not a valid descriptor function");
    EXPECT_EQ(error_of("bad"), "'bad' is not a valid descriptor function");
    EXPECT_EQ(error_of("pk"), "'pk' is not a valid descriptor function");
    EXPECT_EQ(error_of("pk(" + key), "'pk(" + key + "' is not a valid descriptor function");
    EXPECT_EQ(error_of("sh(bad)"), "A function is needed within P2SH");
    EXPECT_EQ(error_of("wsh(bad)"), "A function is needed within P2WSH");
    EXPECT_EQ(error_of("sh(sh(pk(" + key + ")))"), "Can only have sh() at top level");
    EXPECT_EQ(error_of("wsh(wsh(pk(" + key + ")))"), "Can only have wsh() at top level or inside sh()");
    EXPECT_EQ(error_of("wsh(wpkh(" + key + "))"), "Can only have wpkh() at top level or inside sh()");
    EXPECT_EQ(error_of("sh(tr(" + key + "))"), "Can only have tr at top level");
}

TEST(Descriptor, KeyErrors) {
    const std::string key(kKey);
    const std::string root(kPublicRoot);
    const std::string zero(62, '0');
    EXPECT_EQ(error_of("pk()"), "pk(): No key provided");
    EXPECT_EQ(error_of("pk( " + key + ")"), "pk(): Key ' " + key + "' is invalid due to whitespace");
    EXPECT_EQ(error_of("pk(" + key + " )"), "pk(): Key '" + key + " ' is invalid due to whitespace");
    EXPECT_EQ(error_of("pkh(xyz)"), "pkh(): key 'xyz' is not valid");
    EXPECT_EQ(
        error_of(
            "wpkh(tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76"
            "uZPStJRJCTKvosUCJZL5B)"),
        "wpkh(): key "
        "'tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJC"
        "TKvos"
        "UCJZL5B' is not valid");
    EXPECT_EQ(error_of("pk(02" + zero + "05)"), "pk(): Pubkey '02" + zero + "05' is invalid");
    EXPECT_EQ(error_of("pk(ab)"), "pk(): Pubkey 'ab' is invalid");
    EXPECT_EQ(error_of("tr(" + zero + "05)"), "tr(): Pubkey '" + zero + "05' is invalid");
    EXPECT_EQ(error_of("wpkh(" + key.substr(2) + ")"), "wpkh(): Pubkey '" + key.substr(2) + "' is invalid");
    for (const std::string form : {"wpkh(", "tr(", "sh(wpkh("}) {
        const std::string end = form.find("(w") == form.npos ? ")" : "))";
        const std::string name = form == "tr(" ? "tr" : "wpkh";
        EXPECT_EQ(error_of(form + std::string(kLongKey) + end),
                  name + "(): Uncompressed keys are not allowed");
        EXPECT_EQ(error_of(form + "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss" + end),
                  name + "(): Uncompressed keys are not allowed");
    }
    EXPECT_EQ(error_of("wsh(pk(" + std::string(kLongKey) + "))"), "pk(): Uncompressed keys are not allowed");
    std::string hybrid(kLongKey);
    hybrid[1] = '6';
    EXPECT_EQ(error_of("pk(" + hybrid + ")"), "pk(): Hybrid public keys are not allowed");
}

TEST(Descriptor, PathErrors) {
    const std::string root(kPublicRoot);
    EXPECT_EQ(error_of("pkh(" + root + "/2147483647h/*)"), "none");
    EXPECT_EQ(error_of("pkh(" + root + "/2147483648)"), "pkh(): Key path value 2147483648 is out of range");
    EXPECT_EQ(error_of("pkh(" + root + "/4294967296)"),
              "pkh(): Key path value '4294967296' is not a valid uint32");
    EXPECT_EQ(error_of("pkh(" + root + "/)"), "pkh(): Key path value '' is not a valid uint32");
    EXPECT_EQ(error_of("pkh(" + root + "/1//2)"), "pkh(): Key path value '' is not a valid uint32");
    EXPECT_EQ(error_of("pkh(" + root + "/*/1)"), "pkh(): Key path value '*' is not a valid uint32");
    EXPECT_EQ(error_of("pkh(" + root + "/*x)"), "pkh(): Key path value '*x' is not a valid uint32");
    EXPECT_EQ(error_of("pkh(" + root + "/1/<0;1>/*)"), "A descriptor of one path is needed, not of several");
    std::string deep = "pkh(" + root;
    for (int i = 0; i < 256; ++i)
        deep += "/1";
    EXPECT_EQ(error_of(deep + ")"), "pkh(): Key path is too long");
}

TEST(Descriptor, OriginErrors) {
    const std::string key(kKey);
    EXPECT_EQ(error_of("pk([deadbeef]" + key + ")"), "none");
    EXPECT_EQ(error_of("pk([deadbee]" + key + ")"),
              "pk(): Fingerprint is not 4 bytes (7 characters instead of 8 characters)");
    EXPECT_EQ(error_of("pk([deadbeex]" + key + ")"), "pk(): Fingerprint 'deadbeex' is not hex");
    EXPECT_EQ(error_of("pk([deadbeef]]" + key + ")"),
              "pk(): Multiple ']' characters found for a single pubkey");
    EXPECT_EQ(error_of("pk(deadbeef]" + key + ")"),
              "pk(): Key origin start '[ character expected but not found, got 'd' instead");
    EXPECT_EQ(error_of("pk([deadbeef/x]" + key + ")"), "pk(): Key path value 'x' is not a valid uint32");
    EXPECT_EQ(error_of("pk([deadbeef/*]" + key + ")"), "pk(): Key path value '*' is not a valid uint32");
    EXPECT_EQ(error_of("pk([deadbeef])"), "pk(): No key provided");
}

/// Lines of a recording of a deployed wallet; empty when the data is not there.
std::vector<nlohmann::json> recording(const std::string& method) {
    std::vector<nlohmann::json> lines;
    if (std::string_view(QUANTA_TEST_DATA).empty()) return lines;
    std::ifstream in(std::string(QUANTA_TEST_DATA) + "/reference/rpc-transcripts/" + method + ".jsonl");
    for (std::string line; std::getline(in, line);)
        lines.push_back(nlohmann::json::parse(line));
    return lines;
}

/// The index and, in `path`, the whole path of a key: "m/84h/1h/0h/1/0".
uint32_t last_number(const std::string& path) {
    const size_t slash = path.rfind('/');
    return slash == path.npos ? 0 : static_cast<uint32_t>(std::stoul(path.substr(slash + 1)));
}

TEST(Descriptor, RecordedAddresses) {
    const auto lines = recording("getaddressinfo");
    if (lines.empty()) GTEST_SKIP() << "needs reference/rpc-transcripts of QUANTA_TEST_DATA";
    int cases = 0;
    for (const auto& line : lines) {
        if (!line.contains("reply") || !line["reply"].contains("hdkeypath")) continue;
        const auto& reply = line["reply"];
        const auto parsed = Descriptor::parse(reply["parent_desc"].get<std::string>(),
                                              chain(params::Chain::Regtest), ChecksumRule::Required);
        if (!parsed) continue;
        if (!parsed->is_single()) continue;
        const uint32_t index = last_number(reply["hdkeypath"].get<std::string>());
        EXPECT_EQ(address_of(*parsed, index, params::Chain::Regtest), reply["address"].get<std::string>());
        EXPECT_EQ(parsed->text_at(index).value_or(""), reply["desc"].get<std::string>());
        EXPECT_EQ(parsed->to_text(TextForm::Normalized).value_or(""),
                  reply["parent_desc"].get<std::string>());
        ++cases;
    }
    std::printf("getaddressinfo: %d recorded descriptors\n", cases);
    EXPECT_GT(cases, 5);
}

TEST(Descriptor, RecordedTexts) {
    int cases = 0;
    for (const auto& line : recording("getdescriptorinfo")) {
        if (!line.contains("reply")) continue;
        const auto parsed =
            Descriptor::parse(line["params"][0].get<std::string>(), chain(params::Chain::Regtest));
        if (!parsed) continue;
        EXPECT_EQ(parsed->to_text(TextForm::Public).value(), line["reply"]["descriptor"].get<std::string>());
        EXPECT_EQ(parsed->is_ranged(), line["reply"]["isrange"].get<bool>());
        EXPECT_EQ(parsed->has_private_keys(), line["reply"]["hasprivatekeys"].get<bool>());
        ++cases;
    }
    for (const auto& line : recording("listdescriptors")) {
        if (!line.contains("reply")) continue;
        for (const auto& item : line["reply"]["descriptors"]) {
            const std::string text = item["desc"].get<std::string>();
            const auto parsed =
                Descriptor::parse(text, chain(params::Chain::Regtest), ChecksumRule::Required);
            if (!parsed) continue;
            const TextForm form = parsed->has_private_keys() ? TextForm::Private : TextForm::Public;
            EXPECT_EQ(parsed->to_text(form).value(), text);
            EXPECT_EQ(parsed->is_ranged(), item.contains("range")) << text;
            ++cases;
        }
    }
    if (cases == 0) GTEST_SKIP() << "needs reference/rpc-transcripts of QUANTA_TEST_DATA";
    std::printf("getdescriptorinfo, listdescriptors: %d recorded descriptors\n", cases);
}

}  // namespace
}  // namespace quanta::descriptor
