// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/hex.h"
#include "node_rpc/context.h"
#include "node_rpc/psbt_text.h"
#include "psbt/combine.h"
#include "psbt/sign.h"
#include "sys/random.h"

namespace quanta::node_rpc {

namespace {

using psbt::Psbt;
using rpc::Category;
using rpc::fail;
using rpc::kBadParameter;
using rpc::Kind;
using rpc::RpcResult;

RpcResult<void> combinepsbt(const Context&, const rpc::Call& call, json::Writer& out) {
    std::vector<Psbt> psbts = TRY(read_psbts(call));
    if (psbts.empty()) return fail(kBadParameter, "Parameter 'txs' cannot be empty");
    for (size_t i = 1; i < psbts.size(); ++i) {
        if (!psbt::combine(psbts[0], psbts[i])) {
            return fail(kBadParameter, "PSBTs not compatible (different transactions)");
        }
    }
    out.value(psbt_text(psbts[0]));
    return {};
}

RpcResult<void> finalizepsbt(const Context&, const rpc::Call& call, json::Writer& out) {
    Psbt psbt = TRY(read_psbt(TRY(call.args.string("psbt"))));
    const bool extract = TRY(call.args.boolean_or("extract", true));
    const bool complete = psbt::finalize(psbt);
    out.begin_object();
    if (complete && extract)
        out.member("hex", base::to_hex(psbt::extract(psbt).serialize()));
    else
        out.member("psbt", psbt_text(psbt));
    out.member("complete", complete).end_object();
    return {};
}

/// Puts `parts` into an order that tells nothing about where they come from.
template <typename Part>
void shuffle(std::vector<Part>& parts) {
    for (size_t left = parts.size(); left > 1; --left)
        std::swap(parts[left - 1], parts[sys::os_random().below(left)]);
}

RpcResult<void> joinpsbts(const Context&, const rpc::Call& call, json::Writer& out) {
    if (call.args["txs"].array().size() < 2) {
        return fail(kBadParameter, "At least two PSBTs are required to join PSBTs.");
    }
    const std::vector<Psbt> psbts = TRY(read_psbts(call));
    const auto is_other_version = [](const Psbt& psbt) { return psbt.version != psbt::kVersion0; };
    if (std::any_of(psbts.begin(), psbts.end(), is_other_version)) {
        return fail(kBadParameter, "joinpsbts only operates on version 0 PSBTs");
    }
    auto joined = psbt::join(psbts);
    if (!joined) {
        const primitives::OutPoint& shared = joined.error().prevout;
        return fail(kBadParameter,
                    fmt::format("Input {}:{} exists in multiple PSBTs", shared.txid.to_text(), shared.index));
    }
    shuffle(joined->inputs);
    shuffle(joined->outputs);
    out.value(psbt_text(*joined));
    return {};
}

rpc::Method finalizepsbt_declaration() {
    return {
        .name = "finalizepsbt",
        .category = Category::Rawtransactions,
        .description = "Makes scripts and witnesses of the signatures in a PSBT, where there are enough.",
        .params = {psbt_parameter(),
                   {.name = "extract",
                    .kind = Kind::Bool,
                    .text = "Whether a complete one is answered as a transaction",
                    .optional = true,
                    .default_json = "true"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {
                          {Kind::String, "psbt", "The PSBT in base64, unless it was extracted", {}, true},
                          {Kind::Hex, "hex", "The transaction, if it was", {}, true},
                          {Kind::Bool, "complete", "Whether every input may spend its coins"},
                      }}}},
        .examples = {R"(["mypsbt"])"},
    };
}

}  // namespace

void add_psbt_combine_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    const std::vector<rpc::ResultCase> result{{"", {Kind::String, "", "The PSBT in base64"}}};
    add(dispatcher, context,
        {.name = "combinepsbt",
         .category = Category::Rawtransactions,
         .description = "Puts what several PSBTs of one transaction know into one.",
         .params = {psbts_parameter()},
         .results = result,
         .examples = {R"([["mypsbt1", "mypsbt2"]])"}},
        combinepsbt);
    add(dispatcher, context,
        {.name = "joinpsbts",
         .category = Category::Rawtransactions,
         .description =
             "Makes one transaction of the inputs and outputs of several PSBTs of version 0, in an "
             "order that tells nothing. Signatures are dropped.",
         .params = {psbts_parameter()},
         .results = result,
         .examples = {R"([["mypsbt1", "mypsbt2"]])"}},
        joinpsbts);
    add(dispatcher, context, finalizepsbt_declaration(), finalizepsbt);
}

}  // namespace quanta::node_rpc
