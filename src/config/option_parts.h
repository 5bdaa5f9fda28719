// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "config/option_spec.h"

namespace quanta::config {

/// The parts the programs' tables are put together from. For the .cpp files of this library alone.
OptionTable general_options();
OptionTable connection_options();
OptionTable wallet_options();
OptionTable debug_options();
OptionTable chain_options();
OptionTable client_options();

}  // namespace quanta::config
