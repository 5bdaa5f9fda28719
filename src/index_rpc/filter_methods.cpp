// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>

#include "base/hex.h"
#include "base/log.h"
#include "index_rpc/methods.h"

namespace quanta::index_rpc {

namespace {

using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

RpcResult<void> getblockfilter(const Context& context, const rpc::Call& call, json::Writer& out) {
    const index::FilterIndex& index = *TRY(filters_of(context, call));
    const chain::HeaderNode& node = *TRY(node_rpc::find_block(context, call, "blockhash", "blockhash"));
    const bool synced = context.node.indexes().wait_for_filters();
    const auto filter = index.filter(node);
    const auto link = index.link(node);
    if (!filter || !link) {
        base::log_error("cannot read a block filter: {}", (filter ? link.error() : filter.error()).message);
        return no_filter(node, true);
    }
    if (!*filter || !*link) return no_filter(node, synced);
    out.begin_object().member("filter", base::to_hex(**filter));
    out.member("header", (*link)->header.to_text()).end_object();
    return {};
}

rpc::Method getblockfilter_declaration() {
    return {
        .name = "getblockfilter",
        .category = Category::Blockchain,
        .description = "The compact filter of a block (BIP157).",
        .params = {{.name = "blockhash", .kind = Kind::Hex, .text = "Hash of the block"},
                   filter_type_parameter()},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {
                          {Kind::Hex, "filter", "The filter"},
                          {Kind::Hex, "header", "Its header, which stands for all filters before it, too"},
                      }}}},
        .examples = {R"(["00000000c937983704a73af28acdec37b049d214adbda81d7e2a3dd146f6ed09", "basic"])"},
    };
}

RpcResult<void> getindexinfo(const Context& context, const rpc::Call& call, json::Writer& out) {
    std::string_view wanted;
    if (call.args.has("index_name")) wanted = TRY(call.args.string("index_name"));
    out.begin_object();
    for (const node::Indexes::Status& status : context.node.indexes().status()) {
        if (!wanted.empty() && wanted != status.name) continue;
        out.key(status.name).begin_object().member("synced", status.synced);
        out.member("best_block_height", status.best_height).end_object();
    }
    out.end_object();
    return {};
}

rpc::Method getindexinfo_declaration() {
    return {
        .name = "getindexinfo",
        .category = Category::Util,
        .description = "The indexes that the node keeps, or one of them.",
        .params = {{.name = "index_name",
                    .kind = Kind::String,
                    .text = "Tells of the index of this name alone",
                    .optional = true}},
        .results = {{"",
                     {Kind::Map,
                      "",
                      "",
                      {{Kind::Object,
                        "name",
                        "An index",
                        {
                            {Kind::Bool, "synced", "Whether it has caught up with the chain"},
                            {Kind::Number, "best_block_height", "Height of its last block"},
                        }}}}}},
        .examples = {"[]", R"(["basic block filter index"])"},
    };
}

}  // namespace

void add_filter_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    node_rpc::add(dispatcher, context, getblockfilter_declaration(), getblockfilter);
    node_rpc::add(dispatcher, context, getindexinfo_declaration(), getindexinfo);
}

}  // namespace quanta::index_rpc
