// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "json/value.h"
#include "rpc/error.h"

namespace quanta::node_rpc {

/// Indexes of a descriptor, both ends counted.
struct IndexRange {
    uint32_t first = 0;
    uint32_t last = 0;
};

/// A range as callers give it: its end, or [begin, end]. kBadParameter "Range must be specified as end or as
/// [begin,end]", "Range specified as [begin,end] must not have begin after end", "Range should be greater or
/// equal than 0", "End of range is too high", "Range is too large" (a million or more).
rpc::RpcResult<IndexRange> read_range(const json::Value& value);

}  // namespace quanta::node_rpc
