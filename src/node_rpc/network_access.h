// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <utility>

#include "node/network.h"
#include "node/peer_names.h"
#include "node_rpc/context.h"

namespace quanta::node_rpc {

/// What `work(node::NetworkParts&)` returns, run in the net thread. kNetworkDisabled without a network.
template <typename Work>
auto in_network(const Context& context, Work work)
    -> rpc::RpcResult<std::invoke_result_t<Work, node::NetworkParts&>> {
    const auto network = context.node.network();
    if (network) {
        if (auto result = network->run(std::move(work))) return std::move(*result);
    }
    return rpc::fail(rpc::kNetworkDisabled, "Error: Peer-to-peer functionality missing or disabled");
}

/// "NETWORK", …; bits without a name as "UNKNOWN[2^n]".
void write_service_names(uint64_t services, json::Writer& out);
/// 16 hex digits.
std::string services_hex(uint64_t services);

}  // namespace quanta::node_rpc
