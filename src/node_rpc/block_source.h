// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <optional>

#include "node_rpc/context.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "store/store_error.h"

namespace quanta::node_rpc {

/// kMisc "Block not available (pruned data)" or "… (not fully downloaded)" unless the block of `node` is on
/// disk.
rpc::RpcResult<void> check_available(const Context& context, const chain::HeaderNode& node);

/// The answer to a block that could not be read: kMisc "Block not found on disk". The reason goes to the log.
base::Err<rpc::RpcError> not_found_on_disk(const store::StoreError& error);

/// The block of `node`. Errors: those of the two above.
rpc::RpcResult<std::shared_ptr<const primitives::Block>> read_block(const Context& context,
                                                                    const chain::HeaderNode& node);

/// The coins that `block`, which is that of `node`, spent, where they are known. kInternal when they should
/// be and cannot be read.
rpc::RpcResult<std::optional<primitives::BlockUndo>> read_undo(const Context& context,
                                                               const chain::HeaderNode& node,
                                                               const primitives::Block& block);

}  // namespace quanta::node_rpc
