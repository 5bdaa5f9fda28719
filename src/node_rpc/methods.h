// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "node/node.h"
#include "rpc/dispatcher.h"

namespace quanta::node_rpc {

/// Settings of the node's methods, from the command line.
struct MethodOptions {
    std::set<std::string> deprecated;  ///< -deprecatedrpc: old behaviours wanted back
    /// Calls that may wait for blocks at a time, so that threads are left for others.
    size_t max_waiting = SIZE_MAX;
    int version = 0;               ///< of the program, as a number: 10000 is 0.1.0
    int64_t ban_time_s = 24 * 60 * 60;  ///< -bantime
    /// Pins the wall clock, 0: lets it run. May be empty.
    std::function<void(int64_t)> set_mock_time_s;
};

/// Adds the methods about the chain and mining to `dispatcher`: call before it takes requests. They use the
/// chain of `node`, which must be up once warm-up ends and outlive the dispatcher. Calls that may take long
/// end soon after the node was asked to stop.
void add_node_methods(rpc::Dispatcher& dispatcher, node::Node& node, MethodOptions options);

}  // namespace quanta::node_rpc
