// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "node_rpc/context.h"
#include "node_rpc/methods.h"

namespace quanta::index_rpc {

using node_rpc::Context;
using node_rpc::ContextPtr;

/// Adds the methods about indexes to `dispatcher`: as node_rpc::add_node_methods.
void add_index_methods(rpc::Dispatcher& dispatcher, node::Node& node, node_rpc::MethodOptions options);

/// The index of basic filters, if `filter_type`, a parameter of `call`, names it. kUnknownKey "Unknown
/// filtertype"; kMisc "Index is not enabled for filtertype basic".
rpc::RpcResult<const index::FilterIndex*> filters_of(const Context& context, const rpc::Call& call);
/// That parameter, for declarations.
rpc::Param filter_type_parameter();

/// What is wrong when the filter of `node` is not in the index; `synced`: what wait_for_filters() said
/// before.
base::Err<rpc::RpcError> no_filter(const chain::HeaderNode& node, bool synced);

// Each adds the methods of one .cpp file.
void add_filter_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_block_scan_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);

}  // namespace quanta::index_rpc
