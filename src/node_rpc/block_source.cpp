// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/block_source.h"

#include <utility>

#include "base/log.h"

namespace quanta::node_rpc {

namespace {

using chain::HeaderNode;
using primitives::Block;
using primitives::BlockUndo;
using rpc::RpcResult;

constexpr const char* kUndoUnreadable =
    "Undo data expected but can't be read. This could be due to disk corruption or a conflict with a pruning "
    "event.";

/// Whether the block was here once and is deleted.
bool is_pruned(const Context& context, const HeaderNode& node) {
    return context.chain().archive().pruned() && !node.has_block() && node.transaction_count() > 0;
}

/// Whether `undo` holds the coins of all inputs of `block`.
bool fits(const BlockUndo& undo, const Block& block) {
    if (undo.input_counts.size() + 1 != block.transactions().size()) return false;
    for (size_t i = 0; i < undo.input_counts.size(); ++i) {
        if (undo.input_counts[i] != block.transactions()[i + 1].inputs().size()) return false;
    }
    return true;
}

}  // namespace

RpcResult<void> check_available(const Context& context, const HeaderNode& node) {
    if (node.has_block()) return {};
    return rpc::fail(rpc::kMisc, is_pruned(context, node) ? "Block not available (pruned data)"
                                                          : "Block not available (not fully downloaded)");
}

base::Err<rpc::RpcError> not_found_on_disk(const store::StoreError& error) {
    base::log_error("cannot read a block: {}", error.message);
    return rpc::fail(rpc::kMisc, "Block not found on disk");
}

RpcResult<std::shared_ptr<const Block>> read_block(const Context& context, const HeaderNode& node) {
    TRY(check_available(context, node));
    auto read = context.chain().archive().read_block(node);
    if (!read) return not_found_on_disk(read.error());
    return std::move(*read);
}

RpcResult<std::optional<BlockUndo>> read_undo(const Context& context, const HeaderNode& node,
                                              const Block& block) {
    if (!node.has_undo()) return std::optional<BlockUndo>();
    auto undo = context.chain().archive().read_undo(node);
    if (undo && fits(*undo, block)) return std::optional<BlockUndo>(std::move(*undo));
    if (!undo) base::log_error("cannot read undo data: {}", undo.error().message);
    return rpc::fail(rpc::kInternal, kUndoUnreadable);
}

}  // namespace quanta::node_rpc
