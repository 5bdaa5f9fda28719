// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "rpc/method.h"

namespace quanta::node_rpc {

rpc::Method getpeerinfo_declaration();
rpc::Method getnetworkinfo_declaration();
rpc::Method getnettotals_declaration();

}  // namespace quanta::node_rpc
