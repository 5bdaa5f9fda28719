// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "config/command_line.h"
#include "config/help.h"
#include "config/option_spec.h"

namespace quanta::program {

/// What a program says of itself.
struct About {
    std::string name;     ///< "quantad"
    std::string title;    ///< "Quanta daemon"
    std::string usage;    ///< what stands behind the name: "[options]"
    std::string purpose;  ///< sentences for the help
    config::OptionTable options;
    std::string commands;  ///< what the help tells behind the options
};

/// The text of the help.
std::string help_text(const About& about, config::HelpLevel level = config::HelpLevel::Usual);
/// The help or the version if `line` asks for one.
std::optional<std::string> about_text(const About& about, const config::CommandLine& line);

/// Prints the help or the version if `line` asks for one: the status to leave with. Nothing when it does not.
std::optional<int> answer_about(const About& about, const config::CommandLine& line);

/// Prints to standard output: 0.
int print(const std::string& text);
/// Logs `message` and prints it as an error: 1.
int print_error(const std::string& message);

/// What every main function does around its work: broken pipes are errors, files that are made are their
/// owner's alone, and what is thrown ends the program with an error. The status that `body` gives.
int run_guarded(const std::function<int()>& body);

}  // namespace quanta::program
