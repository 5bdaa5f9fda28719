// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "descriptor/checksum.h"
#include "keys/address.h"
#include "node_rpc/context.h"
#include "script/script.h"

namespace quanta::node_rpc {

namespace {

using crypto::PublicKey;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// How a script becomes an address.
enum class Wrapping : uint8_t { Sh, ShWsh, Wsh };

RpcResult<PublicKey> read_key(const json::Value& value) {
    const std::string_view text = TRY(rpc::read_string(value));
    const auto refuse = [&](const char* why) {
        return rpc::fail(rpc::kUnknownKey, "Pubkey \"" + std::string(text) + "\" must " + why);
    };
    if (!base::is_hex(text)) return refuse("be a hex string");
    const base::Bytes bytes = *base::from_hex(text);
    if (bytes.size() != PublicKey::kCompressedSize && bytes.size() != PublicKey::kUncompressedSize) {
        return refuse("have a length of either 33 or 65 bytes");
    }
    const auto key = PublicKey::from_bytes(bytes);
    if (!key || !key->is_valid()) return refuse("be cryptographically valid.");
    return *key;
}

RpcResult<Wrapping> read_wrapping(std::string_view name) {
    if (name == "legacy") return Wrapping::Sh;
    if (name == "p2sh-segwit") return Wrapping::ShWsh;
    if (name == "bech32") return Wrapping::Wsh;
    if (name == "bech32m") {
        return rpc::fail(rpc::kUnknownKey, "createmultisig cannot create bech32m multisig addresses");
    }
    return rpc::fail(rpc::kUnknownKey, "Unknown address type '" + std::string(name) + "'");
}

RpcResult<void> check_counts(int required, size_t keys) {
    constexpr auto kMaxKeys = static_cast<size_t>(script::kMaxMultisigKeys);
    if (required < 1) {
        return rpc::fail(rpc::kBadParameter,
                         "a multisignature address must require at least one key to redeem");
    }
    if (keys < static_cast<size_t>(required)) {
        return rpc::fail(rpc::kBadParameter, "not enough keys supplied (got " + std::to_string(keys) +
                                                 " keys, but need at least " + std::to_string(required) +
                                                 " to redeem)");
    }
    if (keys > kMaxKeys) {
        return rpc::fail(rpc::kBadParameter,
                         "Number of keys involved in the multisignature address creation > " +
                             std::to_string(kMaxKeys) + "\nReduce the number");
    }
    return {};
}

base::Bytes multisig_script(int required, const std::vector<PublicKey>& keys) {
    script::ScriptBuilder builder;
    builder.number(required);
    for (const PublicKey& key : keys)
        builder.push(key.bytes());
    builder.number(static_cast<int64_t>(keys.size())).op(script::OP_CHECKMULTISIG);
    return std::move(builder).bytes();
}

keys::Destination wrap(const base::Bytes& redeem_script, Wrapping wrapping) {
    const keys::WitnessV0ScriptHash witness{crypto::sha256(redeem_script)};
    if (wrapping == Wrapping::Wsh) return witness;
    if (wrapping == Wrapping::Sh) return keys::ScriptHash{crypto::hash160(redeem_script)};
    return keys::ScriptHash{crypto::hash160(keys::script_for_destination(witness).span())};
}

std::string descriptor_of(int required, const std::vector<PublicKey>& keys, Wrapping wrapping) {
    std::string text = "multi(" + std::to_string(required);
    for (const PublicKey& key : keys)
        text += "," + base::to_hex(key.bytes());
    text += ")";
    if (wrapping != Wrapping::Sh) text = "wsh(" + text + ")";
    if (wrapping != Wrapping::Wsh) text = "sh(" + text + ")";
    return descriptor::with_checksum(text);
}

RpcResult<void> createmultisig(const Context& context, const rpc::Call& call, json::Writer& out) {
    const int required = TRY(call.args.integer<int>("nrequired"));
    std::vector<PublicKey> keys;
    for (const json::Value& value : call.args["keys"].array())
        keys.push_back(TRY(read_key(value)));
    const Wrapping wanted = TRY(read_wrapping(TRY(call.args.string_or("address_type", "legacy"))));
    TRY(check_counts(required, keys.size()));
    const base::Bytes redeem_script = multisig_script(required, keys);
    if (redeem_script.size() > script::kMaxElementSize) {
        return rpc::fail(rpc::kBadParameter,
                         "redeemScript exceeds size limit: " + std::to_string(redeem_script.size()) + " > " +
                             std::to_string(script::kMaxElementSize));
    }
    // Witness scripts take compressed keys alone.
    const bool compressed = std::ranges::all_of(
        keys, [](const PublicKey& key) { return key.form() == crypto::KeyForm::Compressed; });
    const Wrapping wrapping = compressed ? wanted : Wrapping::Sh;
    out.begin_object().member("address",
                              keys::encode_address(wrap(redeem_script, wrapping), context.node.params()));
    out.member("redeemScript", base::to_hex(redeem_script));
    out.member("descriptor", descriptor_of(required, keys, wrapping));
    if (wrapping != wanted) {
        out.key("warnings").begin_array();
        out.value(
            "Unable to make chosen address type, please ensure no uncompressed public keys are present.");
        out.end_array();
    }
    out.end_object();
    return {};
}

}  // namespace

void add_multisig_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context,
        {.name = "createmultisig",
         .category = Category::Util,
         .description = "Makes an address that takes the signatures of some of several keys to spend from.",
         .params = {{.name = "nrequired", .kind = Kind::Number, .text = "How many signatures it takes"},
                    {.name = "keys",
                     .kind = Kind::Array,
                     .text = "The public keys",
                     .inner = {{Kind::Hex, "key", "A public key"}}},
                    {.name = "address_type",
                     .kind = Kind::String,
                     .text = "legacy, p2sh-segwit or bech32",
                     .optional = true,
                     .default_json = R"("legacy")"}},
         .results = {{"",
                      {Kind::Object,
                       "",
                       "",
                       {
                           {Kind::String, "address", "The address"},
                           {Kind::Hex, "redeemScript", "The script behind it"},
                           {Kind::String, "descriptor", "Its descriptor"},
                           {Kind::Array,
                            "warnings",
                            "What could not be done as wished",
                            {{Kind::String, "", "A sentence"}},
                            true},
                       }}}},
         .examples =
             {R"([2, ["03789ed0bb717d88f7d321a368d905e7430207ebbd82bd342cf11ae157a7ace5fd", "03dbc6764b8884a92e871274b87583e6d5c2a58819473e17e107ef3f6aa5a61626"]])"}},
        createmultisig);
}

}  // namespace quanta::node_rpc
