// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "node_rpc/methods.h"

namespace quanta::mining_rpc {

/// Adds the methods for miners to `dispatcher`: as node_rpc::add_node_methods.
void add_mining_methods(rpc::Dispatcher& dispatcher, node::Node& node, node_rpc::MethodOptions options);

}  // namespace quanta::mining_rpc
