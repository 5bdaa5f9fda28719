// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "index_rpc/methods.h"

#include <utility>

namespace quanta::index_rpc {

void add_index_methods(rpc::Dispatcher& dispatcher, node::Node& node, node_rpc::MethodOptions options) {
    const auto context = std::make_shared<const Context>(Context{node, std::move(options)});
    add_filter_methods(dispatcher, context);
    add_block_scan_methods(dispatcher, context);
}

rpc::RpcResult<const index::FilterIndex*> filters_of(const Context& context, const rpc::Call& call) {
    if (call.args.has("filtertype") && TRY(call.args.string("filtertype")) != "basic")
        return rpc::fail(rpc::kUnknownKey, "Unknown filtertype");
    const index::FilterIndex* filters = context.node.indexes().filters();
    if (filters == nullptr) return rpc::fail(rpc::kMisc, "Index is not enabled for filtertype basic");
    return filters;
}

rpc::Param filter_type_parameter() {
    return {.name = "filtertype",
            .kind = rpc::Kind::String,
            .text = "Which kind of filter; there is one",
            .optional = true,
            .default_json = "\"basic\""};
}

base::Err<rpc::RpcError> no_filter(const chain::HeaderNode& node, bool synced) {
    const std::string missing = "Filter not found. ";
    if (node.validity() != store::Validity::Scripts)
        return rpc::fail(rpc::kUnknownKey, missing + "Block was not connected to active chain.");
    if (!synced)
        return rpc::fail(rpc::kMisc, missing + "Block filters are still in the process of being indexed.");
    return rpc::fail(rpc::kInternal, missing + "This error is unexpected and indicates index corruption.");
}

}  // namespace quanta::index_rpc
