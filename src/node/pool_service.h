// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "interfaces/pool.h"
#include "node/node.h"
#include "policy/rejection.h"

namespace quanta::node {

/// Most bytes of transactions in one page.
inline constexpr uint64_t kMaxPoolPageBytes = 16'000'000;
/// Most that one request may name.
inline constexpr size_t kMaxPoolTxids = 10'000;
inline constexpr size_t kMaxBumpOutpoints = 100'000;

/// The mempool of `node`, which has been loaded and outlives the service, for one follower.
std::unique_ptr<interfaces::Pool> make_pool_service(Node& node);

/// Why a transaction that was sent did not get in, as sendrawtransaction says it.
std::string broadcast_refusal(const policy::Rejection& rejection);

}  // namespace quanta::node
