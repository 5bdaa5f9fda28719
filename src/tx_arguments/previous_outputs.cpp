// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "tx_arguments/previous_outputs.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "base/hex.h"
#include "json/number.h"
#include "keys/destination.h"
#include "rpc/values.h"
#include "script/script.h"

namespace quanta::tx_arguments {

namespace {

using base::Bytes;
using json::Value;
using primitives::Amount;
using primitives::Coin;
using primitives::MutableTransaction;
using primitives::OutPoint;
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

}  // namespace

RpcResult<void> read_previous_outputs(const Value& outputs, std::map<OutPoint, Coin>& coins,
                                      sign::Keyring& keyring) {
    return PreviousOutputs(coins, keyring).read(outputs);
}

RpcResult<void> write_signed(const MutableTransaction& transaction, const sign::InputCoins& coins,
                             const std::vector<sign::InputError>& errors, json::Writer& out) {
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

rpc::Param previous_outputs_parameter() {
    return {.name = "prevtxs",
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
                       }}}};
}

std::vector<rpc::ResultCase> signing_results() {
    return {{"",
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
              }}}};
}

}  // namespace quanta::tx_arguments
