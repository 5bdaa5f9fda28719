// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "chain/header_tree.h"
#include "interfaces/chain.h"
#include "node/node.h"

namespace quanta::node {

/// Most bytes of blocks in one page. A page holds one block at least, whatever its size.
inline constexpr uint64_t kMaxPageBytes = 32'000'000;
/// Most hashes in a locator, and in a request for blocks.
inline constexpr size_t kMaxLocatorHashes = 1000;
/// Most filters in one page.
inline constexpr primitives::Height kMaxPageFilters = 20'000;

/// The chain of `node`, which has been loaded and outlives the service. It reads snapshots and block files
/// and never waits for validation.
std::unique_ptr<interfaces::Chain> make_chain_service(Node& node);

/// Names `node`: its hash and those of the nine blocks before it, then of blocks at steps that double each
/// time, and of the genesis block.
std::vector<primitives::BlockHash> locator_of(const chain::HeaderNode& node);

/// The last block up to `tip` before the first one whose time is at least `time_s`: `tip` when there is no
/// such block, the genesis block when that is the first. O(log² height).
const chain::HeaderNode& last_before(const chain::HeaderNode& tip, int64_t time_s);

}  // namespace quanta::node
