// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/methods.h"

#include <utility>

#include "node_rpc/context.h"

namespace quanta::node_rpc {

void add(rpc::Dispatcher& dispatcher, const ContextPtr& context, rpc::Method declaration, Method run) {
    dispatcher.add(std::move(declaration), [context, run](const rpc::Call& call, json::Writer& out) {
        return run(*context, call, out);
    });
}

rpc::RpcResult<const chain::HeaderNode*> find_block(const Context& context, const rpc::Call& call,
                                                    std::string_view name, std::string_view shown_name) {
    const auto hash = TRY(rpc::parse_hash<primitives::BlockHash>(TRY(call.args.string(name)), shown_name));
    const chain::HeaderNode* node = context.chain().headers().find(hash);
    if (node == nullptr) return rpc::fail(rpc::kUnknownKey, "Block not found");
    return node;
}

void add_node_methods(rpc::Dispatcher& dispatcher, node::Node& node, MethodOptions options) {
    const auto context = std::make_shared<const Context>(Context{node, std::move(options)});
    add_chain_methods(dispatcher, context);
    add_block_methods(dispatcher, context);
    add_coin_methods(dispatcher, context);
    add_descriptor_methods(dispatcher, context);
    add_generate_methods(dispatcher, context);
    add_maintenance_methods(dispatcher, context);
    add_mining_methods(dispatcher, context);
    add_progress_methods(dispatcher, context);
    add_psbt_combine_methods(dispatcher, context);
    add_psbt_methods(dispatcher, context);
    add_psbt_sign_methods(dispatcher, context);
    add_raw_sign_methods(dispatcher, context);
    add_raw_methods(dispatcher, context);
    add_state_methods(dispatcher, context);
    add_stats_methods(dispatcher, context);
    add_wait_methods(dispatcher, context);
    add_time_methods(dispatcher, context);
    add_scan_methods(dispatcher, context);
    add_proof_methods(dispatcher, context);
    add_multisig_methods(dispatcher, context);
    add_address_methods(dispatcher, context);
    add_added_node_methods(dispatcher, context);
    add_address_book_methods(dispatcher, context);
    add_ban_methods(dispatcher, context);
    add_network_methods(dispatcher, context);
    add_peer_methods(dispatcher, context);
}

}  // namespace quanta::node_rpc
