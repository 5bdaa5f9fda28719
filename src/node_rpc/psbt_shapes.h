// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <vector>

#include "rpc/method.h"

namespace quanta::node_rpc {

/// What txjson::write_psbt and txjson::write_analysis show, for help texts.
std::vector<rpc::Shape> psbt_shapes();
std::vector<rpc::Shape> analysis_shapes();

}  // namespace quanta::node_rpc
