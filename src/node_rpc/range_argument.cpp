// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/range_argument.h"

#include <utility>

#include "descriptor/descriptor.h"
#include "rpc/values.h"

namespace quanta::node_rpc {

namespace {

using rpc::RpcResult;

constexpr int64_t kMaxIndexes = 1'000'000;

/// Begin and end, not looked at but for their order.
RpcResult<std::pair<int64_t, int64_t>> read_ends(const json::Value& value) {
    if (value.is_number()) return std::pair(int64_t{0}, TRY(rpc::read_int64(value)));
    if (!value.is_array() || value.array().size() != 2) {
        return rpc::fail(rpc::kBadParameter, "Range must be specified as end or as [begin,end]");
    }
    const int64_t first = TRY(rpc::read_int64(value.array()[0]));
    const int64_t last = TRY(rpc::read_int64(value.array()[1]));
    if (first > last) {
        return rpc::fail(rpc::kBadParameter, "Range specified as [begin,end] must not have begin after end");
    }
    return std::pair(first, last);
}

}  // namespace

RpcResult<IndexRange> read_range(const json::Value& value) {
    const auto [first, last] = TRY(read_ends(value));
    if (first < 0) return rpc::fail(rpc::kBadParameter, "Range should be greater or equal than 0");
    if (last < 0 || last >= int64_t{descriptor::kMaxRange}) {
        return rpc::fail(rpc::kBadParameter, "End of range is too high");
    }
    if (last - first >= kMaxIndexes) return rpc::fail(rpc::kBadParameter, "Range is too large");
    return IndexRange{static_cast<uint32_t>(first), static_cast<uint32_t>(last)};
}

}  // namespace quanta::node_rpc
