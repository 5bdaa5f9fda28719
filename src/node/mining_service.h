// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <memory>

#include "interfaces/mining.h"
#include "node/node.h"

namespace quanta::node {

/// How long templates are waited for.
struct MiningTimes {
    /// Between two looks at whether a template has become better without a new tip.
    std::chrono::milliseconds tick{1000};
    /// Between two looks at what a changed mempool is worth; more than nothing.
    std::chrono::milliseconds pause{20};
    /// While blocks lag behind headers, a new tip is waited for this long for each block that is missing,
    /// within these bounds. Rationale: who sends headers and keeps the blocks back must not keep miners from
    /// working.
    std::chrono::milliseconds cooldown_per_block{1000};
    std::chrono::milliseconds min_cooldown{3000};
    std::chrono::milliseconds max_cooldown{20'000};
};

/// What miners ask of `node`, which has been loaded and outlives the service and its templates.
std::unique_ptr<interfaces::Mining> make_mining_service(Node& node, MiningTimes times = {});

}  // namespace quanta::node
