// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "config/option_spec.h"

namespace quanta::config {

/// The parts the programs' tables are put together from. For the .cpp files of this library alone.
OptionTable general_options();
OptionTable connection_options();
OptionTable money_options();
OptionTable debug_options();
OptionTable chain_options();
OptionTable client_options();
OptionTable node_process_options();
OptionTable wallet_process_options();
OptionTable window_options();
OptionTable window_process_options();
OptionTable client_only_options();
OptionTable tool_options();
OptionTable transaction_tool_options();

}  // namespace quanta::config
