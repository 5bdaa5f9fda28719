// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "config/option_spec.h"

namespace quanta::config {

enum class HelpLevel { Usual, WithDebug };

/// The options of `table` by group, each with its sentence, no line longer than 79 characters.
std::string help_text(OptionTable table, HelpLevel level);

}  // namespace quanta::config
