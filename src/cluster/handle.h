// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <compare>
#include <cstdint>

namespace quanta::cluster {

/// Names a transaction of a Graph from its addition to its removal; used again afterwards. Small numbers, so
/// a plain array can hold what belongs to them.
struct Handle {
    uint32_t slot = 0;

    friend constexpr auto operator<=>(Handle, Handle) = default;
};

}  // namespace quanta::cluster
