// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/error.h"
#include "config/option_spec.h"
#include "config/setting.h"

namespace quanta::config {

/// What a command line says.
struct CommandLine {
    SettingMap settings;
    /// Everything from the first word that is not an option on: a client's method and its parameters.
    std::vector<std::string> words;
    /// For the log.
    std::vector<std::string> warnings;

    /// -help, -h or -? was given.
    bool help_wanted() const;
    /// -help-debug was given.
    bool debug_help_wanted() const;
    bool version_wanted() const;
};

/// Reads `arguments` (without the program's name) as -x, -x=v, -nox, each with one or two dashes. Options end
/// at the first word without dash and at a lone dash. Error: CommandLine.
ConfigResult<CommandLine> parse_command_line(OptionTable table, std::span<const std::string> arguments);

}  // namespace quanta::config
