// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "node_rpc/context.h"

namespace quanta::mining_rpc {

using node_rpc::add;
using node_rpc::Context;
using node_rpc::ContextPtr;

// Each adds the methods of one .cpp file.
void add_rate_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);
void add_template_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context);

}  // namespace quanta::mining_rpc
