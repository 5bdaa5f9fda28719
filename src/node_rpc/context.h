// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string_view>

#include "json/writer.h"
#include "node/node.h"
#include "node_rpc/methods.h"
#include "rpc/dispatcher.h"

namespace quanta::node_rpc {

/// What every method of this library works on.
struct Context {
    node::Node& node;
    const MethodOptions options;

    chain::Chain& chain() const { return node.chain(); }
};

using ContextPtr = std::shared_ptr<const Context>;
/// A method's code.
using Method = rpc::RpcResult<void> (*)(const Context& context, const rpc::Call& call, json::Writer& out);

/// Adds a method whose code is `run`.
void add(rpc::Dispatcher& dispatcher, const ContextPtr& context, rpc::Method declaration, Method run);

/// The header named by hash parameter `name`. kUnknownKey "Block not found"; kBadParameter for what is no
/// hash, which the message calls `shown_name`.
rpc::RpcResult<const chain::HeaderNode*> find_block(const Context& context, const rpc::Call& call,
                                                    std::string_view name, std::string_view shown_name);

/// Writes member "warnings": the node's, one text or several by -deprecatedrpc=warnings.
void write_warnings(json::Writer& out, const Context& context);

// Each adds the methods of one .cpp file.
void add_chain_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_block_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_coin_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_descriptor_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_generate_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_maintenance_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_mining_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_progress_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_psbt_combine_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_psbt_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_psbt_sign_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_raw_sign_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_raw_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_state_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_stats_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_wait_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_time_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_scan_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_proof_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_multisig_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_added_node_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_address_book_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_ban_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_network_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_peer_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_address_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);

}  // namespace quanta::node_rpc
