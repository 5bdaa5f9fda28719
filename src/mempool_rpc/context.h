// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mempool/mempool.h"
#include "node_rpc/context.h"
#include "primitives/fee_rate.h"

namespace quanta::mempool_rpc {

using node_rpc::add;
using node_rpc::Context;
using node_rpc::ContextPtr;

/// The pool, which has seen every block that the chain had connected before the call.
mempool::Mempool& synced_pool(const Context& context);

/// Parameter txid as the pool knows it; kUnknownKey "Transaction not in mempool" is for the caller to give.
rpc::RpcResult<primitives::Txid> txid_argument(const rpc::Call& call);
/// kUnknownKey "Transaction not in mempool".
base::Err<rpc::RpcError> not_in_pool();
/// That parameter, for declarations.
rpc::Param txid_parameter();

/// Parameter maxfeerate, BTC/kvB, 0.10 when it is left out; nothing for 0, which is no limit. kBadParameter
/// for 1 and above.
rpc::RpcResult<std::optional<primitives::FeeRate>> max_rate_argument(const rpc::Call& call);
/// Parameter maxburnamount, satoshi.
rpc::RpcResult<int64_t> max_burn_argument(const rpc::Call& call);
rpc::Param max_rate_parameter();
rpc::Param max_burn_parameter();
/// Whether outputs that cannot be spent stay within `max_burn_sat` each; kVerify if not.
rpc::RpcResult<void> check_burn(const primitives::Transaction& transaction, int64_t max_burn_sat);

/// Transactions of an array of 1 to 25 hex texts. kBadParameter, kDecode.
rpc::RpcResult<std::vector<mempool::TransactionRef>> package_argument(const rpc::Call& call,
                                                                      std::string_view name);

/// Members vsize_adjusted, vsize and vsize_bip141.
void write_sizes(json::Writer& out, int64_t adjusted_vsize, const primitives::Transaction& transaction);
std::vector<rpc::Shape> size_shapes();

/// Members effective-feerate and effective-includes, if it was judged by a rate.
void write_effective_rate(json::Writer& out, const mempool::TransactionResult& result);

// Each adds the methods of one .cpp file.
void add_cluster_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_entry_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_fee_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_lookup_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_offer_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_package_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_upkeep_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);

}  // namespace quanta::mempool_rpc
