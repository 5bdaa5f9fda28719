// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/base64.h"
#include "keys/address.h"
#include "keys/private_key_text.h"
#include "node_rpc/test_rpc.h"
#include "sign/signed_message.h"

namespace quanta::node_rpc {
namespace {

class AddressMethods : public RpcFixture {
protected:
    std::string address_of(const keys::Destination& destination) const {
        return keys::encode_address(destination, m_builder.params());
    }
    /// What validateaddress says behind the script.
    std::string kind_of(const keys::Destination& destination) {
        const std::string address = address_of(destination);
        const std::string text = call("validateaddress", one(address));
        const std::string start = R"({"isvalid":true,"address":")" + address + R"(","scriptPubKey":")" +
                                  base::to_hex(keys::script_for_destination(destination).span()) + "\"";
        EXPECT_EQ(text.substr(0, start.size()), start);
        return text.substr(start.size());
    }
    static crypto::PrivateKey key() {
        std::array<uint8_t, 32> bytes{};
        bytes.fill(3);
        return *crypto::PrivateKey::from_bytes(bytes);
    }
    static std::string list(std::initializer_list<std::string> texts) {
        std::string out;
        for (const std::string& text : texts)
            out += (out.empty() ? "[\"" : ",\"") + text + "\"";
        return out + "]";
    }
};

TEST_F(AddressMethods, ValidateaddressTellsTheKind) {
    start();
    const std::string zeros20(40, '0');
    const std::string zeros32(64, '0');
    EXPECT_EQ(kind_of(keys::PubKeyHash{}), R"(,"isscript":false,"iswitness":false})");
    EXPECT_EQ(kind_of(keys::ScriptHash{}), R"(,"isscript":true,"iswitness":false})");
    EXPECT_EQ(
        kind_of(keys::WitnessV0KeyHash{}),
        R"(,"isscript":false,"iswitness":true,"witness_version":0,"witness_program":")" + zeros20 + "\"}");
    EXPECT_EQ(
        kind_of(keys::WitnessV0ScriptHash{}),
        R"(,"isscript":true,"iswitness":true,"witness_version":0,"witness_program":")" + zeros32 + "\"}");
    EXPECT_EQ(
        kind_of(keys::Taproot{}),
        R"(,"isscript":true,"iswitness":true,"witness_version":1,"witness_program":")" + zeros32 + "\"}");
    EXPECT_EQ(kind_of(keys::Anchor{}), R"(,"isscript":true,"iswitness":true})");
    EXPECT_EQ(kind_of(keys::WitnessUnknown{16, {1, 2}}),
              R"(,"iswitness":true,"witness_version":16,"witness_program":"0102"})");
}

TEST_F(AddressMethods, ValidateaddressTellsWhatIsWrong) {
    start();
    EXPECT_EQ(
        call("validateaddress", R"([""])"),
        R"x({"isvalid":false,"error_locations":[],"error":"Invalid checksum or length of Base58 address (P2PKH or P2SH)"})x");
    std::string damaged = address_of(keys::WitnessV0KeyHash{});
    damaged[10] = damaged[10] == 'q' ? 'p' : 'q';
    const json::Value wrong = value("validateaddress", one(damaged));
    EXPECT_FALSE(wrong.find("isvalid")->boolean());
    EXPECT_EQ(json::to_text(*wrong.find("error_locations")), "[10]");
    EXPECT_NE(call("validateaddress", "[null]").find("-3: Wrong type passed"), std::string::npos);
}

TEST_F(AddressMethods, MessagesAreSignedAndVerified) {
    start();
    for (const crypto::KeyForm form : {crypto::KeyForm::Compressed, crypto::KeyForm::Uncompressed}) {
        const std::string secret = keys::encode_private_key({key(), form}, m_builder.params());
        const std::string address = address_of(keys::PubKeyHash{key().public_key(form).hash()});
        const std::string signature = value("signmessagewithprivkey", list({secret, "words"})).string();
        EXPECT_EQ(call("verifymessage", list({address, signature, "words"})), "true");
        EXPECT_EQ(call("verifymessage", list({address, signature, "other words"})), "false");
        EXPECT_EQ(call("verifymessage", list({address_of(keys::PubKeyHash{}), signature, "words"})), "false");
    }
    const std::string address = address_of(keys::PubKeyHash{});
    EXPECT_EQ(call("verifymessage", list({address, "AAAA", "words"})), "false");
    EXPECT_EQ(call("verifymessage", list({address, base::to_base64(std::string(65, '\0')), "words"})),
              "false");
}

TEST_F(AddressMethods, ErrorsAboutMessages) {
    start();
    const std::string address = address_of(keys::PubKeyHash{});
    EXPECT_EQ(call("signmessagewithprivkey", list({"bad", "words"})), "-5: Invalid private key");
    EXPECT_EQ(call("verifymessage", list({"bad", "A", "words"})), "-5: Invalid address");
    EXPECT_EQ(call("verifymessage", list({address_of(keys::WitnessV0KeyHash{}), "A", "words"})),
              "-3: Address does not refer to key");
    EXPECT_EQ(call("verifymessage", list({address, "*", "words"})), "-3: Malformed base64 encoding");
}

TEST_F(AddressMethods, CreatemultisigMakesEachKindOfAddress) {
    start();
    const crypto::PublicKey public_key = key().public_key();
    const std::string hex = base::to_hex(public_key.bytes());
    const std::string script =
        "51"
        "21" +
        hex +
        "51"
        "ae";
    const base::Bytes bytes = *base::from_hex(script);
    const auto made = [&](const std::string& type) {
        return value("createmultisig", "[1,[\"" + hex + "\"],\"" + type + "\"]");
    };
    const json::Value legacy = made("legacy");
    EXPECT_EQ(legacy.find("address")->string(), address_of(keys::ScriptHash{crypto::hash160(bytes)}));
    EXPECT_EQ(legacy.find("redeemScript")->string(), script);
    EXPECT_EQ(legacy.find("descriptor")->string().substr(0, 80), "sh(multi(1," + hex + "))#");
    EXPECT_EQ(call("createmultisig", "[1,[\"" + hex + "\"]]"), json::to_text(legacy));
    const keys::WitnessV0ScriptHash witness{crypto::sha256(bytes)};
    EXPECT_EQ(made("bech32").find("address")->string(), address_of(witness));
    EXPECT_EQ(made("bech32").find("descriptor")->string().find("wsh(multi(1,"), 0u);
    EXPECT_EQ(made("p2sh-segwit").find("address")->string(),
              address_of(keys::ScriptHash{crypto::hash160(keys::script_for_destination(witness).span())}));
    EXPECT_EQ(made("p2sh-segwit").find("descriptor")->string().find("sh(wsh(multi(1,"), 0u);
    EXPECT_EQ(legacy.find("warnings"), nullptr);
}

TEST_F(AddressMethods, CreatemultisigWithKeysInFull) {
    start();
    const std::string hex = base::to_hex(key().public_key(crypto::KeyForm::Uncompressed).bytes());
    const json::Value made = value("createmultisig", "[1,[\"" + hex + "\"],\"bech32\"]");
    EXPECT_EQ(made.find("descriptor")->string().find("sh(multi(1,"), 0u);
    EXPECT_EQ(
        json::to_text(*made.find("warnings")),
        R"(["Unable to make chosen address type, please ensure no uncompressed public keys are present."])");
}

TEST_F(AddressMethods, CreatemultisigErrors) {
    start();
    const std::string hex = base::to_hex(key().public_key().bytes());
    const auto keys_of = [&](int count) {
        std::string out = "[\"" + hex + "\"";
        for (int i = 1; i < count; ++i)
            out += ",\"" + hex + "\"";
        return out + "]";
    };
    EXPECT_EQ(call("createmultisig", R"([1,["zz"]])"), "-5: Pubkey \"zz\" must be a hex string");
    EXPECT_EQ(call("createmultisig", R"([1,["00"]])"),
              "-5: Pubkey \"00\" must have a length of either 33 or 65 bytes");
    EXPECT_EQ(call("createmultisig", "[1,[\"02" + std::string(64, 'f') + "\"],\"x\"]"),
              "-5: Pubkey \"02" + std::string(64, 'f') + "\" must be cryptographically valid.");
    EXPECT_EQ(call("createmultisig", "[1," + keys_of(1) + ",\"\"]"), "-5: Unknown address type ''");
    EXPECT_EQ(call("createmultisig", "[1," + keys_of(1) + ",\"bech32m\"]"),
              "-5: createmultisig cannot create bech32m multisig addresses");
    EXPECT_EQ(call("createmultisig", "[0," + keys_of(1) + "]"),
              "-8: a multisignature address must require at least one key to redeem");
    EXPECT_EQ(call("createmultisig", "[2," + keys_of(1) + "]"),
              "-8: not enough keys supplied (got 1 keys, but need at least 2 to redeem)");
    EXPECT_EQ(call("createmultisig", "[1," + keys_of(21) + "]"),
              "-8: Number of keys involved in the multisignature address creation > 20\nReduce the number");
    EXPECT_EQ(call("createmultisig", "[1," + keys_of(16) + "]"),
              "-8: redeemScript exceeds size limit: 547 > 520");
    EXPECT_EQ(value("createmultisig", "[1," + keys_of(15) + "]").find("redeemScript")->string().size(),
              1026u);
}

}  // namespace
}  // namespace quanta::node_rpc
