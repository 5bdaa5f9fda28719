// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "node_rpc/methods.h"

namespace quanta::mempool_rpc {

/// Adds the methods about transactions that wait for a block to `dispatcher`: as node_rpc::add_node_methods.
void add_mempool_methods(rpc::Dispatcher& dispatcher, node::Node& node, node_rpc::MethodOptions options);

}  // namespace quanta::mempool_rpc
