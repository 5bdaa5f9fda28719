// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <string>

#include "json/writer.h"
#include "rpc/method.h"

namespace quanta::rpc {

/// Writes an OpenRPC document: `methods` with their parameters and results as JSON schemas. `version` is the
/// program's.
void write_openrpc(json::Writer& out, std::span<const Method* const> methods, const std::string& version);

}  // namespace quanta::rpc
