// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "mining/block_template.h"
#include "node_rpc/context.h"
#include "primitives/block.h"

namespace quanta::node_rpc {

/// A block on top of the tip with the best transactions of the mempool, which pays to `script`.
mining::BlockTemplate make_template(const Context& context, base::ByteSpan script);
/// A block of `contents` on top of the tip, which pays to `script`.
mining::BlockTemplate make_template(const Context& context, base::ByteSpan script,
                                    mining::ContentsRef contents);

/// Solves `header` so that it is none known yet (such as one that was marked invalid), with `max_tries`
/// hashes at most, which it counts down; false when they are over or the node is to stop.
bool solve(const Context& context, primitives::BlockHeader& header, uint64_t& max_tries);

/// Mines `count` blocks that pay to `script`, or as many as `max_tries` hashes give, or until the node is to
/// stop.
rpc::RpcResult<std::vector<primitives::BlockHash>> generate_blocks(const Context& context, int count,
                                                                   base::ByteSpan script, uint64_t max_tries);

}  // namespace quanta::node_rpc
