// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <array>
#include <string>

#include "base/log.h"
#include "mempool_rpc/context.h"
#include "policy/dust.h"
#include "rpc/values.h"

namespace quanta::mempool_rpc {

namespace {

using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

RpcResult<void> prioritisetransaction(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto txid = TRY(txid_argument(call));
    if (call.args.has("dummy") && TRY(rpc::read_double(call.args["dummy"])) != 0) {
        return rpc::fail(
            rpc::kBadParameter,
            "Priority is no longer supported, dummy argument to prioritisetransaction must be 0.");
    }
    const auto delta = TRY(call.args.integer<int64_t>("fee_delta"));
    mempool::Mempool& pool = synced_pool(context);
    const auto entry = pool.reader().find(txid);
    if (entry && !policy::dust_outputs(*entry->transaction, pool.options().policy.dust).empty()) {
        return rpc::fail(rpc::kBadParameter, "Priority is not supported for transactions with dust outputs.");
    }
    pool.prioritise(txid, {delta});
    out.value(true);
    return {};
}

rpc::Method prioritise_declaration() {
    return {
        .name = "prioritisetransaction",
        .category = Category::Mining,
        .description = "Lets a transaction count as paying more, or less, than it does.",
        .params =
            {{.name = "txid", .kind = Kind::Hex, .text = "A transaction, in the mempool or not"},
             {.name = "dummy", .kind = Kind::Number, .text = "Without meaning: 0 or null", .optional = true},
             {.name = "fee_delta",
              .kind = Kind::Number,
              .text = "Satoshi to add; several calls add up. No fee is paid by it"}},
        .results = {{"", {Kind::Bool, "", "true"}}},
        .examples = {R"(["4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", 0, 10000])"},
    };
}

RpcResult<void> getprioritisedtransactions(const Context& context, const rpc::Call&, json::Writer& out) {
    out.begin_object();
    for (const auto& [txid, priority] : synced_pool(context).reader().priorities()) {
        out.key(txid.to_text()).begin_object();
        out.member("fee_delta", priority.delta.sat);
        out.member("in_mempool", priority.modified_fee.has_value());
        if (priority.modified_fee) out.member("modified_fee", priority.modified_fee->sat);
        out.end_object();
    }
    out.end_object();
    return {};
}

rpc::Method prioritised_declaration() {
    return {
        .name = "getprioritisedtransactions",
        .category = Category::Mining,
        .description = "Shows what prioritisetransaction has added.",
        .results =
            {{"",
              {Kind::Map,
               "",
               "",
               {{Kind::Object,
                 "txid",
                 "",
                 {{Kind::Number, "fee_delta", "Satoshi added"},
                  {Kind::Bool, "in_mempool", "Whether the transaction is in the mempool"},
                  {Kind::Number, "modified_fee", "Its fee and what was added, if it is", {}, true}}}}}}},
        .examples = {"[]"},
    };
}

RpcResult<void> savemempool(const Context& context, const rpc::Call&, json::Writer& out) {
    node::PoolKeeper& keeper = context.node.pool();
    if (!keeper.loaded()) return rpc::fail(rpc::kMisc, "The mempool was not loaded yet");
    const auto saved = keeper.save();
    if (!saved) {
        base::log_warning("{}", saved.error());
        return rpc::fail(rpc::kMisc, "Unable to dump mempool to disk");
    }
    out.begin_object().member("filename", *saved).end_object();
    return {};
}

RpcResult<mempool::LoadOptions> read_import_options(const rpc::Call& call) {
    static constexpr std::array<rpc::MemberRule, 3> kRules{{
        {"use_current_time", json::Type::Bool, true},
        {"apply_fee_delta_priority", json::Type::Bool, true},
        {"apply_unbroadcast_set", json::Type::Bool, true},
    }};
    mempool::LoadOptions options{.use_current_time = true, .apply_deltas = false, .apply_unbroadcast = false};
    const json::Value* const given = call.args.find("options");
    if (!given) return options;
    TRY(rpc::check_members(*given, kRules, rpc::OtherMembers::Refused));
    const std::array<bool*, 3> targets{&options.use_current_time, &options.apply_deltas,
                                       &options.apply_unbroadcast};
    for (size_t i = 0; i < kRules.size(); ++i) {
        if (const json::Value* const value = given->find(kRules[i].name))
            *targets[i] = TRY(rpc::read_bool(*value));
    }
    return options;
}

RpcResult<void> importmempool(const Context& context, const rpc::Call& call, json::Writer& out) {
    const std::string path(TRY(call.args.string("filepath")));
    mempool::LoadOptions options = TRY(read_import_options(call));
    if (context.chain().snapshot()->initial_block_download) {
        return rpc::fail(rpc::kInitialDownload,
                         "Can only import the mempool after the block download and sync is done.");
    }
    synced_pool(context);
    const auto imported = context.node.pool().import(path, std::move(options));
    if (!imported) {
        base::log_warning("{}", imported.error());
        return rpc::fail(rpc::kMisc, "Unable to import mempool file, see debug log for details.");
    }
    out.begin_object().end_object();
    return {};
}

rpc::Method import_declaration() {
    return {
        .name = "importmempool",
        .category = Category::Blockchain,
        .description =
            "Offers the mempool what a mempool.dat holds.\n"
            "Only import files of your own: others might tell you what to mine and to send.",
        .params =
            {{.name = "filepath", .kind = Kind::String, .text = "The file"},
             {.name = "options",
              .kind = Kind::Object,
              .optional = true,
              .inner =
                  {{Kind::Bool,
                    "use_current_time",
                    "Let them enter now, and not when the file says",
                    {},
                    true},
                   {Kind::Bool, "apply_fee_delta_priority", "Add what was added to fees", {}, true},
                   {Kind::Bool, "apply_unbroadcast_set", "Tell peers of what none had asked for", {}, true}},
              .members_are_named = true}},
        .results = {{"", {Kind::Object, "", ""}}},
        .examples = {R"(["/path/to/mempool.dat"])"},
    };
}

}  // namespace

void add_upkeep_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, prioritise_declaration(), prioritisetransaction);
    add(dispatcher, context, prioritised_declaration(), getprioritisedtransactions);
    add(dispatcher, context,
        {.name = "savemempool",
         .category = Category::Blockchain,
         .description = "Writes the mempool to mempool.dat. Fails until all of it was loaded at the start.",
         .results = {{"", {Kind::Object, "", "", {{Kind::String, "filename", "Where it is now"}}}}},
         .examples = {"[]"}},
        savemempool);
    add(dispatcher, context, import_declaration(), importmempool);
}

}  // namespace quanta::mempool_rpc
