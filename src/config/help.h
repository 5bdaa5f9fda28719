// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/option_spec.h"

namespace quanta::config {

enum class HelpLevel { Usual, WithDebug };

/// The options of `table` by group, each with its sentence, no line longer than 79 characters.
std::string help_text(OptionTable table, HelpLevel level);

/// A command of a program, which is no option: how it is written, and its sentence.
struct CommandHelp {
    std::string_view usage;
    std::string_view help;
};

/// `commands` under `heading`, set as help_text sets options.
std::string command_help_text(std::string_view heading, std::span<const CommandHelp> commands);

}  // namespace quanta::config
