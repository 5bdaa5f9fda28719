// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.h"
#include "descriptor/descriptor.h"
#include "index_rpc/block_scan.h"
#include "index_rpc/methods.h"
#include "node_rpc/scan_object.h"
#include "rpc/values.h"

namespace quanta::index_rpc {

namespace {

using primitives::Height;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// What is to be searched.
struct Request {
    std::shared_ptr<const chain::Snapshot> snapshot;
    const index::FilterIndex* index = nullptr;
    Height first = 0;
    Height last = 0;
    bool without_false_hits = false;
    Needles needles;
};

/// The height given as `name`; kMisc when the chain has no such block, or it is below `lowest`.
RpcResult<Height> read_height(const rpc::Call& call, std::string_view name, Height fallback,
                              std::pair<Height, Height> range) {
    if (!call.args.has(name)) return fallback;
    const int64_t height = TRY(call.args.integer<int64_t>(name));
    if (height < range.first || height > range.second)
        return rpc::fail(rpc::kMisc, "Invalid " + std::string(name));
    return static_cast<Height>(height);
}

RpcResult<void> add_needles(const Context& context, const json::Value& object, Needles& needles) {
    return node_rpc::visit_scan_object(context, object,
                                       [&](const descriptor::Descriptor& descriptor, uint32_t index) {
                                           const auto expanded = descriptor.expand_all(index);
                                           if (!expanded) return false;
                                           for (const descriptor::Expansion& expansion : *expanded)
                                               needles.emplace(base::as_text(expansion.script));
                                           return true;
                                       });
}

RpcResult<Request> read_request(const Context& context, const rpc::Call& call) {
    if (!call.args.has("scanobjects"))
        return rpc::fail(rpc::kMisc, "scanobjects argument is required for the start action");
    Request request;
    request.index = TRY(filters_of(context, call));
    if (call.args.has("options")) {
        const json::Value* wanted = call.args["options"].find("filter_false_positives");
        request.without_false_hits = wanted != nullptr && !wanted->is_null() && TRY(rpc::read_bool(*wanted));
    }
    request.snapshot = context.chain().snapshot();
    const Height tip = request.snapshot->height();
    request.first = TRY(read_height(call, "start_height", 0, {0, tip}));
    request.last = TRY(read_height(call, "stop_height", tip, {request.first, tip}));
    for (const json::Value& object : call.args["scanobjects"].array())
        TRY(add_needles(context, object, request.needles));
    return request;
}

RpcResult<void> start_scan(const Context& context, BlockScan& scan, const rpc::Call& call,
                           json::Writer& out) {
    const BlockScan::Place place(scan);
    if (!place.taken())
        return rpc::fail(rpc::kBadParameter, "Scan already in progress, use action \"abort\" or \"status\"");
    const Request request = TRY(read_request(context, call));
    const bool synced = context.node.indexes().wait_for_filters();
    const BlockScan::Range range{*request.index, request.first, *request.snapshot->at(request.last),
                                 request.without_false_hits ? &context.chain().archive() : nullptr};
    const auto result = scan.run(range, request.needles, context.node.shutdown().flag());
    if (!result) {
        base::log_error("cannot scan blocks: {}", result.error());
        return rpc::fail(rpc::kInternal, "Unable to read block filters");
    }
    if (result->missing != nullptr) return no_filter(*result->missing, synced);
    out.begin_object().member("from_height", request.first);
    out.member("to_height", std::max(request.first, result->last));
    out.key("relevant_blocks").begin_array();
    for (const primitives::BlockHash& hash : result->relevant)
        out.value(hash.to_text());
    out.end_array().member("completed", result->complete).end_object();
    return {};
}

RpcResult<void> scanblocks(const Context& context, BlockScan& scan, const rpc::Call& call,
                           json::Writer& out) {
    const std::string_view action = TRY(call.args.string("action"));
    if (action == "start") return start_scan(context, scan, call, out);
    if (action == "abort") {
        const bool running = scan.running();
        if (running) scan.stop();
        out.value(running);
        return {};
    }
    if (action != "status")
        return rpc::fail(rpc::kBadParameter, "Invalid action '" + std::string(action) + "'");
    if (!scan.running()) return {};
    out.begin_object().member("progress", scan.progress_percent());
    out.member("current_height", scan.height()).end_object();
    return {};
}

std::vector<rpc::Param> scanblocks_parameters() {
    return {
        {.name = "action", .kind = Kind::String, .text = "start, abort or status"},
        {.name = "scanobjects",
         .kind = Kind::Array,
         .text = "What to look for; needed for start",
         .optional = true,
         .inner = node_rpc::scan_object_shapes()},
        {.name = "start_height",
         .kind = Kind::Number,
         .text = "Height of the first block",
         .optional = true,
         .default_json = "0"},
        {.name = "stop_height",
         .kind = Kind::Number,
         .text = "Height of the last block",
         .optional = true,
         .default_hint = "the tip"},
        filter_type_parameter(),
        {.name = "options",
         .kind = Kind::Object,
         .text = "",
         .optional = true,
         .inner =
             {{Kind::Bool,
               "filter_false_positives",
               "Look into the blocks whose filters match, which is slower, and leave out those that have "
               "to do with no script after all; false by default",
               {},
               true}},
         .members_are_named = true},
    };
}

rpc::Method scanblocks_declaration() {
    return {
        .name = "scanblocks",
        .category = Category::Blockchain,
        .description =
            "Searches blocks for scripts of some descriptors by their filters, which -blockfilterindex "
            "keeps. Another call may watch the search and stop it.",
        .params = scanblocks_parameters(),
        .results =
            {
                {"for start",
                 {Kind::Object,
                  "",
                  "",
                  {
                      {Kind::Number, "from_height", "Height of the first block that was searched"},
                      {Kind::Number, "to_height", "Height of the last one"},
                      {Kind::Array,
                       "relevant_blocks",
                       "",
                       {{Kind::Hex, "blockhash", "A block that may matter"}}},
                      {Kind::Bool, "completed", "Whether it was not stopped before"},
                  }}},
                {"for status, during a scan",
                 {Kind::Object,
                  "",
                  "",
                  {
                      {Kind::Number, "progress", "How much is done, percent"},
                      {Kind::Number, "current_height", "Height of the block it is at"},
                  }}},
                {"for status, otherwise", {Kind::Null, "", ""}},
                {"for abort", {Kind::Bool, "", "Whether there was a scan to stop"}},
            },
        .examples = {R"x(["start", ["addr(bcrt1q4u4nsgk6ug0sqz7r3rj9tykjxrsl0yy4d0wwte)"], 300000])x",
                     R"(["status"])", R"(["abort"])"},
    };
}

}  // namespace

void add_block_scan_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    const auto scan = std::make_shared<BlockScan>();
    dispatcher.add(scanblocks_declaration(), [context, scan](const rpc::Call& call, json::Writer& out) {
        return scanblocks(*context, *scan, call, out);
    });
}

}  // namespace quanta::index_rpc
