// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/hex.h"
#include "json/number.h"
#include "keys/destination.h"
#include "keys/private_key_text.h"
#include "primitives/coin.h"
#include "script/script.h"
#include "script/sighash.h"
#include "sign/keyring.h"
#include "sign/sign_transaction.h"
#include "tools/edits.h"

namespace quanta::tools {

namespace {

using base::Bytes;
using base::Err;
using json::Value;
using primitives::Amount;
using primitives::Coin;
using primitives::OutPoint;
template <typename T>
using Outcome = base::Result<T, std::string>;

/// Stands for an amount that was not given.
constexpr Amount kNoAmount{primitives::kMaxMoneySat};

/// What the registers say.
struct Material {
    sign::Keyring keyring;
    std::map<OutPoint, Coin> coins;
};

/// The elements of register `name`.
Outcome<const Value::Array*> elements(const Workbench& bench, std::string_view name) {
    const auto found = bench.registers.find(name);
    if (found == bench.registers.end()) return Err(std::string(name) + " register variable must be set.");
    if (!found->second.is_array()) return Err(std::string(name) + " register variable must be a JSON array");
    return &found->second.array();
}

Outcome<void> read_keys(const Workbench& bench, sign::Keyring& keyring) {
    for (const Value& text : *TRY(elements(bench, "privatekeys"))) {
        if (!text.is_string()) return Err(std::string("privatekey not a std::string"));
        const auto key = keys::decode_private_key(text.string(), bench.params);
        if (!key) return Err(std::string("privatekey not valid"));
        keyring.add_key(key->key, key->form);
    }
    return {};
}

Outcome<Bytes> read_hex(const Value& value, std::string_view name) {
    auto bytes = value.is_string() ? base::from_hex(value.string()) : std::nullopt;
    if (bytes && !bytes->empty()) return std::move(*bytes);
    return Err(fmt::format("{} must be hexadecimal string (not '{}')", name,
                           value.is_string() ? value.string() : json::to_text(value)));
}

Outcome<OutPoint> read_outpoint(const Value& output) {
    const Value* txid_text = output.find("txid");
    const Value* index = output.find("vout");
    const Value* script = output.find("scriptPubKey");
    if (!txid_text || !txid_text->is_string() || !index || !index->is_number() || !script ||
        !script->is_string()) {
        return Err(std::string("prevtxs internal object typecheck fail"));
    }
    const auto txid = primitives::Txid::from_text(txid_text->string());
    if (!txid) {
        return Err(fmt::format("txid must be hexadecimal string (not '{}')", txid_text->string()));
    }
    const std::optional<int64_t> number = index->as_int64();
    if (number && *number < 0) return Err(std::string("vout cannot be negative"));
    if (!number || !std::in_range<int32_t>(*number)) return Err(std::string("JSON integer out of range"));
    return OutPoint{*txid, static_cast<uint32_t>(*number)};
}

Outcome<Amount> read_amount(const Value* value) {
    if (value == nullptr) return kNoAmount;
    const std::optional<std::string> text = value->is_string() ? value->string() : value->number_text();
    if (!text) return Err(std::string("Amount is not a number or string"));
    const auto sat = json::parse_fixed_point(*text, json::kAmountPlaces);
    if (!sat) return Err(std::string("Invalid amount"));
    if (!Amount{*sat}.in_money_range()) return Err(std::string("Amount out of range"));
    return Amount{*sat};
}

/// Keeps what is behind a hash: the script itself, and the program that it is behind in turn.
Outcome<void> read_inner_scripts(const Value& output, sign::Keyring& keyring) {
    for (const std::string_view name : {"redeemScript", "witnessScript"}) {
        const Value* text = output.find(name);
        if (text == nullptr) continue;
        const Bytes script = TRY(read_hex(*text, name));
        const auto program = keys::script_for_destination(keys::WitnessV0ScriptHash{crypto::sha256(script)});
        keyring.add_script(script);
        keyring.add_script(Bytes(program.span().begin(), program.span().end()));
    }
    return {};
}

Outcome<void> read_coin(const Value& output, Material& material) {
    if (!output.is_object()) return Err(std::string("expected prevtxs internal object"));
    const OutPoint outpoint = TRY(read_outpoint(output));
    const Bytes script = TRY(read_hex(*output.find("scriptPubKey"), "scriptPubKey"));
    const Coin coin{TRY(read_amount(output.find("amount"))), primitives::ScriptBytes(script), 1};
    const auto known = material.coins.find(outpoint);
    if (known != material.coins.end() && known->second.script != coin.script) {
        return Err("Previous output scriptPubKey mismatch:\n" + script::to_asm(known->second.script) +
                   "\nvs:\n" + script::to_asm(script));
    }
    material.coins[outpoint] = coin;
    return read_inner_scripts(output, material.keyring);
}

/// Witnesses sign amounts: without them they were made for nothing.
Outcome<void> check_amounts(const Workbench& bench, const sign::InputCoins& coins) {
    for (size_t i = 0; i < coins.size(); ++i) {
        if (!coins[i] || coins[i]->value != kNoAmount) continue;
        if (bench.transaction.inputs[i].witness.empty()) continue;
        return Err("Missing amount for CTxOut with scriptPubKey=" + base::to_hex(coins[i]->script));
    }
    return {};
}

}  // namespace

EditResult sign_inputs(Workbench& bench, std::string_view value) {
    const auto hash_type = script::sighash_from_name(value.empty() ? "ALL" : value);
    if (!hash_type) return Err(std::string("unknown sighash flag/sign option"));
    Material material;
    TRY(read_keys(bench, material.keyring));
    for (const Value& output : *TRY(elements(bench, "prevtxs")))
        TRY(read_coin(output, material));

    primitives::MutableTransaction& transaction = bench.transaction;
    if (transaction.inputs.empty()) return {};
    sign::InputCoins coins;
    for (const auto& input : transaction.inputs) {
        const auto found = material.coins.find(input.prevout);
        coins.push_back(found == material.coins.end() ? std::nullopt : std::optional(found->second));
    }
    // Inputs that cannot be signed yet are left to others.
    static_cast<void>(sign::sign_transaction(transaction, material.keyring, coins, *hash_type));
    return check_amounts(bench, coins);
}

}  // namespace quanta::tools
