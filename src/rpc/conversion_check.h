// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <vector>

#include "rpc/method.h"

namespace quanta::rpc {

/// Where the command line client, which knows no declarations, would send a parameter of `method` as another
/// JSON type than is declared: a sentence each. Parameters that take several types are left to the table.
std::vector<std::string> conversion_faults(const Method& method);

}  // namespace quanta::rpc
