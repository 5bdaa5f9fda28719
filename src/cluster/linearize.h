// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cluster/fee_size.h"

namespace quanta::cluster {

/// Most transactions of a cluster: the bits of a TransactionSet.
inline constexpr size_t kMaxClusterCount = 64;

/// A set of transactions of one cluster: bit i is the transaction at index i.
using TransactionSet = uint64_t;

/// One transaction of a cluster to be linearised.
struct Member {
    /// Fee within ±kMaxFeeSat, size from 1 to 2^31 - 1.
    FeeSize fee_size;
    /// The transactions it depends on directly (more are allowed: any of its ancestors); all at lower
    /// indices.
    TransactionSet parents = 0;
};

/// A run of a linearisation that is mined as one.
struct Chunk {
    FeeSize fee_size;
    /// Where it begins in the order, and how many transactions it takes.
    uint32_t begin = 0;
    uint32_t count = 0;

    friend bool operator==(const Chunk&, const Chunk&) = default;
};

/// An order in which to mine a cluster: every transaction after those it depends on.
struct Linearization {
    /// Indices of the members, first to be mined first.
    std::vector<uint8_t> order;
    /// Runs of `order`, with rates that never rise.
    std::vector<Chunk> chunks;
};

/// The chunks of an order: a run joins the one before it as long as its rate is strictly better.
[[nodiscard]] std::vector<Chunk> chunks_of(std::span<const Member> members, std::span<const uint8_t> order);

/// The best linearisation: its diagram is nowhere below that of any other order of these members, and its
/// chunks are the smallest that have this diagram (no chunk could be mined in two parts at the same rate).
///
/// The order of `members` is itself a linearisation (parents have lower indices; programmer error
/// otherwise) and is kept when it is best already. Equal input gives equal output.
/// At most kMaxClusterCount members. Cost: see README.md; no recursion, memory bounded.
[[nodiscard]] Linearization linearize(std::span<const Member> members);

}  // namespace quanta::cluster
