// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining_rpc/methods.h"

#include <memory>
#include <utility>

#include "mining_rpc/context.h"

namespace quanta::mining_rpc {

void add_mining_methods(rpc::Dispatcher& dispatcher, node::Node& node, node_rpc::MethodOptions options) {
    const auto context = std::make_shared<const Context>(Context{node, std::move(options)});
    add_rate_methods(dispatcher, context);
    add_template_methods(dispatcher, context);
}

}  // namespace quanta::mining_rpc
