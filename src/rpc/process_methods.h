// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "rpc/dispatcher.h"

namespace quanta::rpc {

/// Adds getmemoryinfo, logging and echoipc, which need nothing but the process they run in.
void add_process_methods(Dispatcher& dispatcher);

}  // namespace quanta::rpc
