// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "base/base64.h"
#include "base/hex.h"
#include "crypto/recoverable.h"
#include "keys/address.h"
#include "keys/private_key_text.h"
#include "node_rpc/context.h"
#include "script/script.h"
#include "sign/signed_message.h"

namespace quanta::node_rpc {

namespace {

using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// The members of validateaddress that tell what kind of address it is.
class KindWriter {
public:
    explicit KindWriter(json::Writer& out) : m_out(out) {}

    void operator()(const keys::PubKeyHash&) const { flags(false, false); }
    void operator()(const keys::ScriptHash&) const { flags(true, false); }
    void operator()(const keys::WitnessV0KeyHash& to) const { program(false, 0, to.hash); }
    void operator()(const keys::WitnessV0ScriptHash& to) const { program(true, 0, to.hash); }
    void operator()(const keys::Taproot& to) const { program(true, 1, to.key); }
    void operator()(const keys::Anchor&) const { flags(true, true); }
    void operator()(const keys::WitnessUnknown& to) const {
        m_out.member("iswitness", true);
        write_program(to.version, to.program);
    }
    // These have no address.
    void operator()(const keys::NoDestination&) const {}
    void operator()(const keys::BareKey&) const {}

private:
    void flags(bool is_script, bool is_witness) const {
        m_out.member("isscript", is_script).member("iswitness", is_witness);
    }
    void program(bool is_script, int version, base::ByteSpan bytes) const {
        flags(is_script, true);
        write_program(version, bytes);
    }
    void write_program(int version, base::ByteSpan bytes) const {
        m_out.member("witness_version", version).member("witness_program", base::to_hex(bytes));
    }

    json::Writer& m_out;
};

RpcResult<void> validateaddress(const Context& context, const rpc::Call& call, json::Writer& out) {
    const params::ChainParams& params = context.node.params();
    const auto destination = keys::decode_address(TRY(call.args.string("address")), params);
    out.begin_object().member("isvalid", destination.has_value());
    if (destination) {
        const primitives::ScriptBytes script = keys::script_for_destination(*destination);
        out.member("address", keys::encode_address(*destination, params));
        out.member("scriptPubKey", base::to_hex(script.span()));
        std::visit(KindWriter(out), *destination);
    } else {
        out.key("error_locations").begin_array();
        for (const int position : destination.error().error_locations)
            out.value(position);
        out.end_array().member("error", destination.error().message);
    }
    out.end_object();
    return {};
}

RpcResult<void> signmessagewithprivkey(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto key = keys::decode_private_key(TRY(call.args.string("privkey")), context.node.params());
    if (!key) return rpc::fail(rpc::kUnknownKey, "Invalid private key");
    const crypto::Digest256 hash = sign::signed_message_hash(TRY(call.args.string("message")));
    const crypto::RecoverableSignature signature = crypto::sign_recoverable(key->key, key->form, hash);
    out.value(base::to_base64({reinterpret_cast<const char*>(signature.data()), signature.size()}));
    return {};
}

/// Whether `signature` over `hash` was made with the key of `wanted`.
bool is_signed_by(const std::string& signature, const crypto::Digest256& hash,
                  const crypto::Digest160& wanted) {
    if (signature.size() != sizeof(crypto::RecoverableSignature)) return false;
    crypto::RecoverableSignature bytes;
    std::copy(signature.begin(), signature.end(), bytes.begin());
    const auto key = crypto::recover_public_key(bytes, hash);
    return key && key->hash() == wanted;
}

RpcResult<void> verifymessage(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto destination = keys::decode_address(TRY(call.args.string("address")), context.node.params());
    if (!destination) return rpc::fail(rpc::kUnknownKey, "Invalid address");
    const auto* key_hash = std::get_if<keys::PubKeyHash>(&*destination);
    if (key_hash == nullptr) return rpc::fail(rpc::kWrongType, "Address does not refer to key");
    const auto signature = base::from_base64(TRY(call.args.string("signature")));
    if (!signature) return rpc::fail(rpc::kWrongType, "Malformed base64 encoding");
    const crypto::Digest256 hash = sign::signed_message_hash(TRY(call.args.string("message")));
    out.value(is_signed_by(*signature, hash, key_hash->hash));
    return {};
}

rpc::Method validateaddress_declaration() {
    return {
        .name = "validateaddress",
        .category = Category::Util,
        .description = "Tells whether a text is an address of this chain, and what it pays to.",
        .params = {{.name = "address", .kind = Kind::String, .text = "The text"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {
                          {Kind::Bool, "isvalid", "Whether it is an address"},
                          {Kind::String, "address", "The address in its usual form", {}, true},
                          {Kind::Hex, "scriptPubKey", "The script of outputs that pay to it", {}, true},
                          {Kind::Bool, "isscript", "Whether a script stands behind it, if known", {}, true},
                          {Kind::Bool, "iswitness", "Whether it is a witness program", {}, true},
                          {Kind::Number, "witness_version", "The version of that", {}, true},
                          {Kind::Hex, "witness_program", "Its bytes", {}, true},
                          {Kind::Array,
                           "error_locations",
                           "Which characters are wrong, from 0, where that could be found",
                           {{Kind::Number, "index", "A position"}},
                           true},
                          {Kind::String, "error", "What is wrong", {}, true},
                      }}}},
        .examples = {R"(["bc1q09vm5lfy0j5reeulh4x5752q25uqqvz34hufdl"])"},
    };
}

}  // namespace

void add_address_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, validateaddress_declaration(), validateaddress);
    add(dispatcher, context,
        {.name = "signmessagewithprivkey",
         .category = Category::Util,
         .description = "Signs a text with a private key.",
         .params = {{.name = "privkey", .kind = Kind::String, .text = "The key, in wallet import format"},
                    {.name = "message", .kind = Kind::String, .text = "The text"}},
         .results = {{"", {Kind::String, "signature", "The signature in base 64"}}},
         .examples = {R"(["privkey", "my message"])"}},
        signmessagewithprivkey);
    add(dispatcher, context,
        {.name = "verifymessage",
         .category = Category::Util,
         .description = "Tells whether a text was signed with the key of an address.",
         .params = {{.name = "address", .kind = Kind::String, .text = "An address of a key's hash (P2PKH)"},
                    {.name = "signature", .kind = Kind::String, .text = "The signature in base 64"},
                    {.name = "message", .kind = Kind::String, .text = "The text"}},
         .results = {{"", {Kind::Bool, "", "Whether it was"}}},
         .examples = {R"(["1D1ZrZNe3JUo7ZycKEYQQiQAWd9y54F4XX", "signature", "my message"])"}},
        verifymessage);
}

}  // namespace quanta::node_rpc
