// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/hex.h"
#include "json/number.h"
#include "keys/destination.h"
#include "keys/private_key_text.h"
#include "node_rpc/context.h"
#include "node_rpc/raw_coins.h"
#include "node_rpc/raw_transaction.h"
#include "rpc/values.h"
#include "script/script.h"
#include "sign/keyring.h"
#include "sign/sign_transaction.h"

namespace quanta::node_rpc {

namespace {

using base::Bytes;
using json::Value;
using primitives::Amount;
using primitives::Coin;
using primitives::MutableTransaction;
using primitives::OutPoint;
using rpc::Category;
using rpc::fail;
using rpc::kBadParameter;
using rpc::kDecode;
using rpc::Kind;
using rpc::RpcResult;

/// Stands for an amount that was not given.
constexpr Amount kNoAmount{primitives::kMaxMoneySat};

Bytes script_of(const keys::Destination& destination) {
    const primitives::ScriptBytes script = keys::script_for_destination(destination);
    return {script.span().begin(), script.span().end()};
}

/// The bytes of member `name` in hex, which was checked to be a text.
RpcResult<Bytes> hex_member(const Value& object, std::string_view name) {
    return rpc::parse_hex(object.find(name)->string(), name);
}

/// The text of member `name`, null when it is missing.
const std::string* text_member(const Value& object, std::string_view name) {
    const Value* found = object.find(name);
    return found && found->is_string() ? &found->string() : nullptr;
}

/// Reads what a caller tells about outputs that the chain may not know: into coins, and scripts into the
/// keyring.
class PreviousOutputs {
public:
    PreviousOutputs(std::map<OutPoint, Coin>& coins, sign::Keyring& keyring)
        : m_coins(coins), m_keyring(keyring) {}

    RpcResult<void> read(const Value& outputs) {
        for (const Value& output : outputs.array()) {
            if (!output.is_object()) {
                return fail(kDecode, R"(expected object with {"txid'","vout","scriptPubKey"})");
            }
            TRY(read_output(output));
        }
        return {};
    }

private:
    RpcResult<void> read_output(const Value& output) {
        constexpr rpc::MemberRule kRules[] = {
            {"txid", json::Type::String}, {"vout", json::Type::Number}, {"scriptPubKey", json::Type::String}};
        TRY(rpc::check_members(output, kRules, rpc::OtherMembers::Ignored));
        OutPoint outpoint;
        outpoint.txid = TRY(rpc::parse_hash<primitives::Txid>(output.find("txid")->string(), "txid"));
        const int index = TRY(rpc::read_integer<int>(*output.find("vout")));
        if (index < 0) return fail(kDecode, "vout cannot be negative");
        outpoint.index = static_cast<uint32_t>(index);
        const Bytes script = TRY(hex_member(output, "scriptPubKey"));
        TRY(note_coin(output, outpoint, script));
        return note_scripts(output, script);
    }

    RpcResult<void> note_coin(const Value& output, const OutPoint& outpoint, const Bytes& script) {
        const auto known = m_coins.find(outpoint);
        const primitives::ScriptBytes given(script);
        if (known != m_coins.end() && known->second.script != given) {
            return fail(kDecode, "Previous output scriptPubKey mismatch:\n" +
                                     script::to_asm(known->second.script) + "\nvs:\n" +
                                     script::to_asm(script));
        }
        Coin coin{kNoAmount, given, 1};
        if (const Value* amount = output.find("amount")) coin.value = {TRY(rpc::parse_amount(*amount))};
        m_coins[outpoint] = std::move(coin);
        return {};
    }

    /// Scripts behind the hash in `script`. Either member may hold the innermost one.
    RpcResult<void> note_scripts(const Value& output, const Bytes& script) {
        const bool p2sh = script::is_p2sh(script);
        const auto program = script::is_witness_program(script);
        if (!p2sh && !(program && program->is_v0_scripthash())) return {};
        constexpr rpc::MemberRule kRules[] = {{"redeemScript", json::Type::String, true},
                                              {"witnessScript", json::Type::String, true}};
        TRY(rpc::check_members(output, kRules, rpc::OtherMembers::Ignored));
        const std::string* redeem = text_member(output, "redeemScript");
        const std::string* witness = text_member(output, "witnessScript");
        if (!redeem && !witness) return fail(kBadParameter, "Missing redeemScript/witnessScript");
        const Bytes inner = TRY(hex_member(output, witness ? "witnessScript" : "redeemScript"));
        const Bytes wrapped = script_of(keys::WitnessV0ScriptHash{crypto::sha256(inner)});
        if (redeem && witness && *redeem != *witness && TRY(hex_member(output, "redeemScript")) != wrapped) {
            return fail(kBadParameter, "redeemScript does not correspond to witnessScript");
        }
        const bool fits = p2sh ? script == script_of(keys::ScriptHash{crypto::hash160(inner)}) ||
                                     script == script_of(keys::ScriptHash{crypto::hash160(wrapped)})
                               : script == wrapped;
        if (!fits) return fail(kBadParameter, "redeemScript/witnessScript does not match scriptPubKey");
        m_keyring.add_script(inner);
        m_keyring.add_script(wrapped);
        return {};
    }

    std::map<OutPoint, Coin>& m_coins;
    sign::Keyring& m_keyring;
};

void write_error(const MutableTransaction& transaction, const sign::InputError& error, json::Writer& out) {
    const MutableTransaction::Input& input = transaction.inputs[error.index];
    out.begin_object().member("txid", input.prevout.txid.to_text()).member("vout", input.prevout.index);
    out.key("witness").begin_array();
    for (const Bytes& item : input.witness)
        out.value(base::to_hex(item));
    out.end_array();
    out.member("scriptSig", base::to_hex(input.script_sig)).member("sequence", input.sequence);
    out.member("error", sign::input_error_text(error)).end_object();
}

/// kWrongType when an amount that a witness signs was not given.
RpcResult<void> check_amounts(const MutableTransaction& transaction, const sign::InputCoins& coins) {
    for (size_t i = 0; i < coins.size(); ++i) {
        if (!coins[i] || coins[i]->value != kNoAmount || transaction.inputs[i].witness.empty()) continue;
        constexpr size_t kShownBytes = 15;
        const base::ByteSpan script = coins[i]->script;
        return fail(rpc::kWrongType,
                    fmt::format("Missing amount for CTxOut(nValue={}, scriptPubKey={})",
                                json::amount_text(kNoAmount.sat),
                                base::to_hex(script.first(std::min(script.size(), kShownBytes)))));
    }
    return {};
}

RpcResult<void> signrawtransactionwithkey(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto decoded =
        txjson::decode_transaction(TRY(call.args.string("hexstring")), txjson::TransactionForm::Either);
    if (!decoded || decoded->inputs().empty()) {
        return fail(kDecode, "TX decode failed. Make sure the tx has at least one input.");
    }
    sign::Keyring keyring;
    for (const Value& text : call.args["privkeys"].array()) {
        const auto key = keys::decode_private_key(TRY(rpc::read_string(text)), context.node.params());
        if (!key) return fail(rpc::kUnknownKey, "Invalid private key");
        keyring.add_key(key->key, key->form);
    }
    MutableTransaction transaction(*decoded);
    std::map<OutPoint, Coin> known = TRY(spent_coins(context, transaction));
    if (const Value* outputs = call.args.find("prevtxs")) TRY(PreviousOutputs(known, keyring).read(*outputs));
    const uint8_t type = TRY(sighash_argument(call)).value_or(0);

    const sign::InputCoins coins = input_coins(transaction, known);
    const auto errors = sign::sign_transaction(transaction, keyring, coins, type);
    TRY(check_amounts(transaction, coins));
    out.begin_object()
        .member("hex", base::to_hex(transaction.serialize()))
        .member("complete", errors.empty());
    if (!errors.empty()) {
        out.key("errors").begin_array();
        for (const sign::InputError& error : errors)
            write_error(transaction, error, out);
        out.end_array();
    }
    out.end_object();
    return {};
}

/// The transaction without what spends its inputs.
Bytes unsigned_bytes(MutableTransaction transaction) {
    for (MutableTransaction::Input& input : transaction.inputs) {
        input.script_sig.clear();
        input.witness.clear();
    }
    return transaction.serialize();
}

RpcResult<std::vector<MutableTransaction>> read_versions(const rpc::Call& call) {
    std::vector<MutableTransaction> versions;
    for (const Value& text : call.args["txs"].array()) {
        const auto decoded =
            txjson::decode_transaction(TRY(rpc::read_string(text)), txjson::TransactionForm::Either);
        if (!decoded || decoded->inputs().empty()) {
            return fail(kDecode,
                        fmt::format("TX decode failed for tx {}. Make sure the tx has at least one input.",
                                    versions.size()));
        }
        versions.emplace_back(*decoded);
    }
    if (versions.size() < 2) {
        return fail(kDecode, "Missing transactions. At least two transactions required.");
    }
    for (size_t i = 1; i < versions.size(); ++i) {
        if (unsigned_bytes(versions[i]) == unsigned_bytes(versions[0])) continue;
        return fail(kBadParameter,
                    fmt::format("Transaction number {} not compatible with first transaction", i + 1));
    }
    return versions;
}

RpcResult<void> combinerawtransaction(const Context& context, const rpc::Call& call, json::Writer& out) {
    const std::vector<MutableTransaction> versions = TRY(read_versions(call));
    MutableTransaction merged = versions[0];
    const auto found = input_coins(merged, TRY(spent_coins(context, merged)));
    std::vector<Coin> coins;
    for (const std::optional<Coin>& coin : found) {
        if (!coin) return fail(rpc::kVerify, "Input not found or already spent");
        coins.push_back(*coin);
    }
    sign::combine_signatures(merged, versions, coins);
    out.value(base::to_hex(merged.serialize()));
    return {};
}

rpc::Method sign_declaration() {
    return {
        .name = "signrawtransactionwithkey",
        .category = Category::Rawtransactions,
        .description = "Signs the inputs of a transaction with the given keys. Keys are not kept.",
        .params = {{.name = "hexstring", .kind = Kind::String, .text = "The transaction's bytes"},
                   {.name = "privkeys",
                    .kind = Kind::Array,
                    .text = "Private keys in the wallet import format",
                    .inner = {{Kind::String, "privatekey", "A key"}}},
                   {.name = "prevtxs",
                    .kind = Kind::Array,
                    .text = "Outputs it spends that the chain does not have yet, and scripts behind hashes",
                    .optional = true,
                    .inner = {{Kind::Object,
                               "",
                               "",
                               {
                                   {Kind::Hex, "txid", "The transaction that made the output"},
                                   {Kind::Number, "vout", "Which of its outputs"},
                                   {Kind::Hex, "scriptPubKey", "The output's script"},
                                   {Kind::Hex, "redeemScript", "The script of a P2SH output", {}, true},
                                   {Kind::Hex, "witnessScript", "The script of a P2WSH output", {}, true},
                                   {Kind::Amount, "amount", "Its coins, which witnesses sign", {}, true},
                               }}}},
                   sighash_parameter()},
        .results =
            {{"",
              {Kind::Object,
               "",
               "",
               {
                   {Kind::Hex, "hex", "The transaction with what could be signed"},
                   {Kind::Bool, "complete", "Whether every input may spend its coins"},
                   {Kind::Array,
                    "errors",
                    "Those that may not",
                    {{Kind::Object,
                      "",
                      "",
                      {
                          {Kind::Hex, "txid", "The transaction that made the output"},
                          {Kind::Number, "vout", "Which of its outputs"},
                          {Kind::Array, "witness", "The input's witness", {{Kind::Hex, "", "An item"}}},
                          {Kind::Hex, "scriptSig", "The input's script"},
                          {Kind::Number, "sequence", "Its sequence number"},
                          {Kind::String, "error", "Why not"},
                      }}},
                    true},
               }}}},
        .examples = {R"(["myhex", ["mykey"]])"},
    };
}

}  // namespace

void add_raw_sign_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, sign_declaration(), signrawtransactionwithkey);
    add(dispatcher, context,
        {.name = "combinerawtransaction",
         .category = Category::Rawtransactions,
         .description = "Puts the signatures of several versions of a transaction into one.",
         .params = {{.name = "txs",
                     .kind = Kind::Array,
                     .text = "The versions, in hex",
                     .inner = {{Kind::Hex, "hexstring", "A transaction"}}}},
         .results = {{"", {Kind::String, "", "The transaction with all of them, in hex"}}},
         .examples = {R"([["myhex1", "myhex2"]])"}},
        combinerawtransaction);
}

}  // namespace quanta::node_rpc
