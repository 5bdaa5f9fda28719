// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>

#include "primitives/transaction.h"

/// @file
/// What things take of the heap, the allocator's share included (measured against glibc's by tests).

namespace quanta::mempool {

/// What an allocation of `bytes` takes.
constexpr size_t allocated_bytes(size_t bytes) {
    constexpr size_t kHeader = 8;
    constexpr size_t kAlignment = 16;
    constexpr size_t kLeast = 32;
    if (bytes == 0) return 0;
    const size_t rounded = (bytes + kHeader + kAlignment - 1) / kAlignment * kAlignment;
    return rounded < kLeast ? kLeast : rounded;
}

/// What a node of a hash table with values of `value_bytes` takes: value, hash, next, and its slots.
constexpr size_t hash_node_bytes(size_t value_bytes) {
    return allocated_bytes(value_bytes + 2 * sizeof(void*)) + 2 * sizeof(void*);
}

/// What a node of an ordered tree with values of `value_bytes` takes.
constexpr size_t tree_node_bytes(size_t value_bytes) {
    return allocated_bytes(value_bytes + 4 * sizeof(void*));
}

/// What a transaction parsed on its own takes.
size_t transaction_bytes(const primitives::Transaction& transaction);

}  // namespace quanta::mempool
