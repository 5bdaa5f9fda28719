// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/hex.h"
#include "keys/private_key_text.h"
#include "node_rpc/context.h"
#include "node_rpc/raw_coins.h"
#include "node_rpc/raw_transaction.h"
#include "rpc/values.h"
#include "sign/keyring.h"
#include "sign/sign_transaction.h"
#include "tx_arguments/previous_outputs.h"

namespace quanta::node_rpc {

namespace {

using base::Bytes;
using json::Value;
using primitives::Coin;
using primitives::MutableTransaction;
using primitives::OutPoint;
using rpc::Category;
using rpc::fail;
using rpc::kBadParameter;
using rpc::kDecode;
using rpc::Kind;
using rpc::RpcResult;

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
    if (const Value* outputs = call.args.find("prevtxs"))
        TRY(tx_arguments::read_previous_outputs(*outputs, known, keyring));
    const uint8_t type = TRY(sighash_argument(call)).value_or(0);

    const sign::InputCoins coins = input_coins(transaction, known);
    const auto errors = sign::sign_transaction(transaction, keyring, coins, type);
    return tx_arguments::write_signed(transaction, coins, errors, out);
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
                   tx_arguments::previous_outputs_parameter(),
                   sighash_parameter()},
        .results = tx_arguments::signing_results(),
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
