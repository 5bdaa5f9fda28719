// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <string>

#include "params/params.h"

namespace quanta::tools {

/// What tells the chain of `params` from others, as an indented JSON object. `seeds` are asked instead of its
/// own for the addresses of nodes, unless there are none.
std::string describe_chain(const params::ChainParams& params, std::span<const std::string> seeds);

}  // namespace quanta::tools
