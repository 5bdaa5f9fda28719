// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "node_rpc/context.h"
#include "node_rpc/psbt_shapes.h"
#include "node_rpc/psbt_text.h"
#include "node_rpc/raw_transaction.h"
#include "psbt/analyse.h"
#include "txjson/psbt_json.h"
#include "txjson/transaction_hex.h"

namespace quanta::node_rpc {

namespace {

using primitives::MutableTransaction;
using psbt::Psbt;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

RpcResult<void> createpsbt(const Context& context, const rpc::Call& call, json::Writer& out) {
    const MutableTransaction transaction = TRY(build_transaction(call, context.node.params()));
    out.value(psbt_text(Psbt::from_transaction(transaction, TRY(psbt_version(call)))));
    return {};
}

RpcResult<void> converttopsbt(const Context&, const rpc::Call& call, json::Writer& out) {
    const bool may_be_signed = TRY(call.args.boolean_or("permitsigdata", false));
    const auto decoded =
        txjson::decode_transaction(TRY(call.args.string("hexstring")), TRY(transaction_form(call)));
    if (!decoded) return rpc::fail(rpc::kDecode, "TX decode failed");
    const MutableTransaction transaction(*decoded);
    const auto is_signed = [](const MutableTransaction::Input& input) {
        return !input.script_sig.empty() || !input.witness.empty();
    };
    if (!may_be_signed && std::any_of(transaction.inputs.begin(), transaction.inputs.end(), is_signed)) {
        return rpc::fail(rpc::kDecode, "Inputs must not have scriptSigs and scriptWitnesses");
    }
    out.value(psbt_text(Psbt::from_transaction(transaction, TRY(psbt_version(call)))));
    return {};
}

RpcResult<void> decodepsbt(const Context& context, const rpc::Call& call, json::Writer& out) {
    const Psbt psbt = TRY(read_psbt(TRY(call.args.string("psbt"))));
    txjson::write_psbt(out, context.node.params(), psbt);
    return {};
}

RpcResult<void> analyzepsbt(const Context&, const rpc::Call& call, json::Writer& out) {
    const Psbt psbt = TRY(read_psbt(TRY(call.args.string("psbt"))));
    txjson::write_analysis(out, psbt::analyse(psbt));
    return {};
}

rpc::Method createpsbt_declaration() {
    std::vector<rpc::Param> params = build_parameters();
    params.push_back(psbt_version_parameter());
    return {
        .name = "createpsbt",
        .category = Category::Rawtransactions,
        .description = "Makes a PSBT of a new transaction. Nothing is known of its inputs yet.",
        .params = std::move(params),
        .results = {{"", {Kind::String, "", "The PSBT in base64"}}},
        .examples = {R"([[], [{"data": "00010203"}]])"},
    };
}

rpc::Method converttopsbt_declaration() {
    return {
        .name = "converttopsbt",
        .category = Category::Rawtransactions,
        .description = "Makes a PSBT of a transaction.",
        .params = {{.name = "hexstring", .kind = Kind::Hex, .text = "The transaction's bytes"},
                   {.name = "permitsigdata",
                    .kind = Kind::Bool,
                    .text = "Whether it may have signatures, which are dropped",
                    .optional = true,
                    .default_json = "false"},
                   form_parameter(),
                   psbt_version_parameter()},
        .results = {{"", {Kind::String, "", "The PSBT in base64"}}},
        .examples = {R"(["myhex"])"},
    };
}

}  // namespace

void add_psbt_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, createpsbt_declaration(), createpsbt);
    add(dispatcher, context, converttopsbt_declaration(), converttopsbt);
    add(dispatcher, context,
        {.name = "decodepsbt",
         .category = Category::Rawtransactions,
         .description = "Shows all that a PSBT holds.",
         .params = {psbt_parameter()},
         .results = {{"", {Kind::Object, "", "", psbt_shapes()}}},
         .examples = {R"(["mypsbt"])"}},
        decodepsbt);
    add(dispatcher, context,
        {.name = "analyzepsbt",
         .category = Category::Rawtransactions,
         .description = "Tells whose turn it is to work on a PSBT, and what is missing.",
         .params = {psbt_parameter()},
         .results = {{"", {Kind::Object, "", "", analysis_shapes()}}},
         .examples = {R"(["mypsbt"])"}},
        analyzepsbt);
}

}  // namespace quanta::node_rpc
