// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/network_access.h"

#include <fmt/core.h>

namespace quanta::node_rpc {

void write_service_names(uint64_t services, json::Writer& out) {
    out.begin_array();
    for (const std::string& name : node::service_names(services))
        out.value(name);
    out.end_array();
}

std::string services_hex(uint64_t services) {
    return fmt::format("{:016x}", services);
}

}  // namespace quanta::node_rpc
