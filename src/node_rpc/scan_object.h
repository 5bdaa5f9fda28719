// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "descriptor/descriptor.h"
#include "json/value.h"
#include "node_rpc/context.h"
#include "rpc/error.h"
#include "rpc/method.h"

namespace quanta::node_rpc {

/// Takes a descriptor at an index; false: it has no script there.
using IndexVisitor = std::function<bool(const descriptor::Descriptor& descriptor, uint32_t index)>;

/// Hands to `visit` what `object` stands for: its descriptors, at each index of its range, which is up to
/// 1000 by default. It is a text, or an object with the text as "desc" and perhaps a "range".
///
/// kBadParameter for other values and those of read_range; kUnknownKey for a text that is no descriptor, or
/// one that `visit` returns false for; kMisc when the node stops on the way.
rpc::RpcResult<void> visit_scan_object(const Context& context, const json::Value& object,
                                       const IndexVisitor& visit);
/// Its forms, for declarations.
std::vector<rpc::Shape> scan_object_shapes();

}  // namespace quanta::node_rpc
