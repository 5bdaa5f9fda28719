// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <set>
#include <string>

#include "node/node.h"
#include "rpc/dispatcher.h"

namespace quanta::node_rpc {

/// Settings of the node's methods, from the command line.
struct MethodOptions {
    std::set<std::string> deprecated;  ///< -deprecatedrpc: old behaviours wanted back
};

/// Adds the methods about the chain and mining to `dispatcher`: call before it takes requests. They use the
/// chain of `node`, which must be up once warm-up ends and outlive the dispatcher. Calls that may take long
/// end soon after the node was asked to stop.
void add_node_methods(rpc::Dispatcher& dispatcher, node::Node& node, MethodOptions options);

}  // namespace quanta::node_rpc
