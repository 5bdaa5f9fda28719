// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool_rpc/methods.h"

#include <utility>

#include "mempool_rpc/context.h"

namespace quanta::mempool_rpc {

void add_mempool_methods(rpc::Dispatcher& dispatcher, node::Node& node, node_rpc::MethodOptions options) {
    const auto context = std::make_shared<const Context>(Context{node, std::move(options)});
    add_entry_methods(dispatcher, context);
    add_cluster_methods(dispatcher, context);
    add_fee_methods(dispatcher, context);
    add_lookup_methods(dispatcher, context);
    add_offer_methods(dispatcher, context);
    add_package_methods(dispatcher, context);
    add_upkeep_methods(dispatcher, context);
}

}  // namespace quanta::mempool_rpc
