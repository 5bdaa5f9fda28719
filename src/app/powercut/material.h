// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <vector>

#include "params/params.h"
#include "primitives/block.h"

namespace quanta::powercut {

using BlockPtr = std::shared_ptr<const primitives::Block>;

/// The blocks every run works with, the same in each: a trunk, and three branches on it of which each is
/// longer than the one before. Their blocks spend coins of each other and of the trunk, partly the same ones.
struct Material {
    params::ChainParams params;
    std::vector<BlockPtr> trunk;
    std::vector<std::vector<BlockPtr>> branches;

    /// All blocks, parents first.
    std::vector<BlockPtr> all() const;
    /// The last block of the longest branch.
    const primitives::Block& end() const { return *branches.back().back(); }
};

Material make_material();

}  // namespace quanta::powercut
