// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/address.h"

#include <gtest/gtest.h>

#include <cctype>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/hex.h"
#include "keys/base58.h"
#include "keys/bech32.h"
#include "keys/private_key_text.h"

namespace quanta::keys {
namespace {

const params::ChainParams& chain(std::string_view name) {
    static const std::vector<params::ChainParams> all = [] {
        std::vector<params::ChainParams> made;
        for (const auto which : {params::Chain::Main, params::Chain::Testnet3, params::Chain::Testnet4,
                                 params::Chain::Signet, params::Chain::Regtest}) {
            made.push_back(params::make_params(which).value());
        }
        return made;
    }();
    return all.at(static_cast<size_t>(params::chain_from_name(name).value()));
}

std::string script_hex(const Destination& destination) {
    return base::to_hex(script_for_destination(destination).span());
}

struct Sample {
    std::string chain;
    std::string text;
    std::string address;  ///< as shown
    std::string script;
};

TEST(Address, DecodesWhatTheNetworksUse) {
    const std::vector<Sample> samples = {
        {"main", "bc1pfeessrawgf", "bc1pfeessrawgf", "51024e73"},
        {"main", "BC1SW50QGDZ25J", "bc1sw50qgdz25j", "6002751e"},
        {"regtest", "2N42Djbnk2KJ5jYgTeWoHfse8smSx1yN5DZ", "2N42Djbnk2KJ5jYgTeWoHfse8smSx1yN5DZ",
         "a9147633c3c94adeb118050b4e086fa813f1c9100df587"},
        {"regtest", "mgf1KLgkiUFkB5MEo64hVSet5JbUkR9oca", "mgf1KLgkiUFkB5MEo64hVSet5JbUkR9oca",
         "76a9140c7df9ec66ab473ffbeddfc00b00f185ce2783eb88ac"},
        {"main", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
         "0014751e76e8199196d454941c45d1b3a323f1433bd6"},
        {"main", "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3",
         "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3",
         "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262"},
        {"regtest", "bcrt1pzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygsqysakq",
         "bcrt1pzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygsqysakq",
         "51201111111111111111111111111111111111111111111111111111111111111111"}};
    for (const Sample& sample : samples) {
        const auto decoded = decode_address(sample.text, chain(sample.chain));
        ASSERT_TRUE(decoded) << sample.text << ": " << decoded.error().message;
        EXPECT_EQ(script_hex(*decoded), sample.script);
        EXPECT_EQ(encode_address(*decoded, chain(sample.chain)), sample.address);
        EXPECT_EQ(destination_from_script(script_for_destination(*decoded).span()), *decoded);
        EXPECT_TRUE(has_address(*decoded));
    }
}

std::string segwit(Bech32Variant variant, uint8_t version, size_t size, std::string_view prefix = "bc") {
    base::Bytes values = to_five_bits(base::Bytes(size, 1));
    values.insert(values.begin(), version);
    return encode_bech32(variant, prefix, values);
}

std::string base58(uint8_t prefix, size_t size) {
    base::Bytes bytes(1 + size, 9);
    bytes[0] = prefix;
    return encode_base58_check(bytes);
}

struct Refusal {
    std::string text;
    std::string message;
};

TEST(Address, SaysWhyItRefuses) {
    constexpr auto kV0 = Bech32Variant::Bech32;
    constexpr auto kV1 = Bech32Variant::Bech32m;
    const std::vector<Refusal> refusals = {
        {"", "Invalid checksum or length of Base58 address (P2PKH or P2SH)"},
        {"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", "Invalid checksum or length of Base58 address (P2PKH or P2SH)"},
        {base58(0, 21), "Invalid checksum or length of Base58 address (P2PKH or P2SH)"},
        {base58(0, 19), "Invalid length for Base58 address (P2PKH or P2SH)"},
        {base58(5, 0), "Invalid length for Base58 address (P2PKH or P2SH)"},
        {base58(1, 20), "Invalid or unsupported Base58-encoded address."},
        {encode_base58_check({}), "Invalid or unsupported Base58-encoded address."},
        {"not an address", "Invalid or unsupported Segwit (Bech32) or Base58 encoding."},
        {std::string(200, 'z'), "Invalid or unsupported Segwit (Bech32) or Base58 encoding."},
        {"bc1gmk9yu", "Empty Bech32 data section"},
        {segwit(kV0, 0, 20, "bcx"),
         "Invalid or unsupported prefix for Segwit (Bech32) address (expected bc, got bcx)."},
        {segwit(kV1, 0, 20), "Version 0 witness address must use Bech32 checksum"},
        {segwit(kV0, 1, 32), "Version 1+ witness address must use Bech32m checksum"},
        {segwit(kV0, 0, 19), "Invalid Bech32 v0 address program size (19 bytes), per BIP141"},
        {segwit(kV0, 0, 1), "Invalid Bech32 v0 address program size (1 byte), per BIP141"},
        {segwit(kV1, 17, 32), "Invalid Bech32 address witness version"},
        {segwit(kV1, 1, 1), "Invalid Bech32 address program size (1 byte)"},
        {segwit(kV1, 2, 41), "Invalid Bech32 address program size (41 bytes)"},
        {segwit(kV1, 1, 0), "Invalid Bech32 address program size (0 bytes)"},
        {encode_bech32(kV1, "bc", base::Bytes{1, 1}), "Invalid padding in Bech32 data section"},
        {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "Invalid Bech32 checksum"},
        {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4", "Invalid character or mixed case"}};
    for (const Refusal& refusal : refusals) {
        const auto decoded = decode_address(refusal.text, chain("main"));
        ASSERT_FALSE(decoded) << refusal.text;
        EXPECT_EQ(decoded.error().message, refusal.message) << refusal.text;
    }
}

TEST(Address, ProgramsOfTwoToFortyBytes) {
    for (const size_t size : {2, 40}) {
        const auto decoded = decode_address(segwit(Bech32Variant::Bech32m, 16, size), chain("main"));
        ASSERT_TRUE(decoded);
        EXPECT_EQ(std::get<WitnessUnknown>(*decoded).program.size(), size);
    }
}

TEST(Address, PointsOutWrongCharacters) {
    const auto decoded = decode_address("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", chain("main"));
    EXPECT_EQ(decoded.error().error_locations, std::vector<int>{41});
}

TEST(Destination, FormsWithoutAddress) {
    const base::Bytes key = base::from_hex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798").value();
    const Destination bare = BareKey{*crypto::PublicKey::from_bytes(key)};
    EXPECT_EQ(script_hex(bare), "21" + base::to_hex(key) + "ac");
    EXPECT_EQ(destination_from_script(script_for_destination(bare).span()), bare);
    EXPECT_EQ(encode_address(bare, chain("main")), "");
    EXPECT_EQ(encode_address(NoDestination{}, chain("main")), "");
    EXPECT_FALSE(has_address(bare));
    EXPECT_FALSE(has_address(NoDestination{}));
    EXPECT_TRUE(script_for_destination(NoDestination{}).span().empty());
}

TEST(Destination, ScriptsOneByteOffAreNone) {
    const std::vector<std::string> scripts = {
        "",
        "ac",
        "00130102030405060708090a0b0c0d0e0f10111213",                // version 0 of 19 bytes
        "510101",                                                    // one byte
        "5129" + std::string(82, '1'),                               // 41 bytes
        "76a914" + std::string(40, '0') + "88ac51",                  // something behind
        "76a913" + std::string(38, '0') + "88ac",
        "a914" + std::string(40, '0') + "88",
        "a91400" + std::string(38, '0') + "8787",
        "2105" + std::string(64, '1') + "ac",                        // no such key prefix
        "2002" + std::string(62, '1') + "ac",                        // key of 32 bytes
        "4f20" + std::string(64, '1'),                               // -1 is no version
        "6120" + std::string(64, '1'),                               // nor is 17
        "514c20" + std::string(64, '1')};                            // push of another form
    for (const std::string& script : scripts) {
        EXPECT_EQ(destination_from_script(base::from_hex(script).value()), Destination(NoDestination{})) << script;
    }
}

void check_valid(const nlohmann::json& vector) {
    std::string text = vector[0];
    const std::string expected = vector[1];
    const nlohmann::json& about = vector[2];
    const params::ChainParams& params = chain(about["chain"].get<std::string>());
    if (about["isPrivkey"].get<bool>()) {
        const auto key = decode_private_key(text, params);
        ASSERT_TRUE(key) << text;
        EXPECT_EQ(base::to_hex(key->key.bytes()), expected);
        EXPECT_EQ(key->form == crypto::KeyForm::Compressed, about["isCompressed"].get<bool>());
        EXPECT_EQ(encode_private_key(*key, params), text);
        EXPECT_FALSE(decode_address(text, params));
        return;
    }
    const auto decoded = decode_address(text, params);
    ASSERT_TRUE(decoded) << text;
    EXPECT_EQ(script_hex(*decoded), expected);
    EXPECT_EQ(encode_address(*decoded, params), text);
    EXPECT_EQ(destination_from_script(base::from_hex(expected).value()), *decoded);
    EXPECT_FALSE(decode_private_key(text, params));
    for (char& c : text) c = static_cast<char>(std::islower(c) != 0 ? std::toupper(c) : std::tolower(c));
    EXPECT_EQ(decode_address(text, params).has_value(), about.value("tryCaseFlip", false)) << text;
}

TEST(Address, ValidVectors) {
    const std::string folder = QUANTA_TEST_DATA;
    if (folder.empty()) GTEST_SKIP() << "QUANTA_TEST_DATA is not set: key_io_valid.json not run";
    std::ifstream file(folder + "/vectors/key_io_valid.json");
    ASSERT_TRUE(file.good());
    size_t cases = 0;
    for (const nlohmann::json& vector : nlohmann::json::parse(file)) {
        check_valid(vector);
        ++cases;
    }
    std::printf("key_io_valid.json: %zu cases\n", cases);
    EXPECT_GT(cases, 50u);
}

TEST(Address, InvalidVectors) {
    const std::string folder = QUANTA_TEST_DATA;
    if (folder.empty()) GTEST_SKIP() << "QUANTA_TEST_DATA is not set: key_io_invalid.json not run";
    std::ifstream file(folder + "/vectors/key_io_invalid.json");
    ASSERT_TRUE(file.good());
    size_t cases = 0;
    for (const nlohmann::json& vector : nlohmann::json::parse(file)) {
        const std::string text = vector[0];
        for (const char* name : {"main", "test", "testnet4", "signet", "regtest"}) {
            EXPECT_FALSE(decode_address(text, chain(name))) << text << " on " << name;
            EXPECT_FALSE(decode_private_key(text, chain(name))) << text << " on " << name;
        }
        ++cases;
    }
    std::printf("key_io_invalid.json: %zu cases\n", cases);
    EXPECT_GT(cases, 50u);
}

/// One script of every form, the witness programs of every version and size.
std::vector<base::Bytes> scripts_of_every_form() {
    const std::string hash = "00112233445566778899aabbccddeeff00112233";
    const std::string key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    std::vector<base::Bytes> scripts;
    for (const std::string& text : {"76a914" + hash + "88ac", "a914" + hash + "87", "21" + key + "ac",
                                    "5121" + key + "51ae", std::string("6a00"), std::string("51024e73"), std::string()}) {
        scripts.push_back(base::from_hex(text).value());
    }
    for (uint8_t version = 0; version <= 16; ++version) {
        for (uint8_t size = 2; size <= 40; ++size) {
            base::Bytes script = {static_cast<uint8_t>(version == 0 ? 0 : 0x50 + version), size};
            for (uint8_t i = 0; i < size; ++i) script.push_back(static_cast<uint8_t>(version * 37 + i * 101));
            scripts.push_back(std::move(script));
        }
    }
    return scripts;
}

TEST(AddressOfScript, IsThatOfItsDestination) {
    size_t with_address = 0;
    for (const base::Bytes& script : scripts_of_every_form()) {
        for (const char* name : {"main", "regtest"}) {
            const AddressText text = address_of_script(script::classify_kind(script), script, chain(name));
            EXPECT_EQ(text.view(), encode_address(destination_from_script(script), chain(name))) << base::to_hex(script);
            with_address += text.view().empty() ? 0 : 1;
        }
    }
    // Key hash, script hash, anchor, version 0 in two sizes, 39 sizes for each of the others.
    EXPECT_EQ(with_address, 2u * (3 + 2 + 16 * 39));
}

}  // namespace
}  // namespace quanta::keys
