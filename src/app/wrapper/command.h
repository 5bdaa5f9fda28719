// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sys/file.h"

namespace quanta::wrapper {

/// In how many processes node, wallet and window run.
enum class Topology : uint8_t {
    Unsaid,     ///< As an ipc option in the command's arguments or configuration file says.
    One,        ///< -M: quantad, quanta-qt.
    Processes,  ///< -m: quanta-node, quanta-gui.
};

/// What a command line of `quanta` asks for.
enum class Wish : uint8_t {
    Run,       ///< A command, see Request.
    Version,   ///< --version
    Usage,     ///< --help
    FullHelp,  ///< The command help.
    Nothing,   ///< No command: the usage, and failure.
};

struct Request {
    Wish wish = Wish::Run;
    Topology topology = Topology::Unsaid;
    std::string command;
    /// Everything after the command, untouched.
    std::vector<std::string> arguments;
};

/// Reads `arguments` (without the program's name). Error: a sentence that names the option or the command
/// that is unknown.
base::Result<Request, std::string> parse(std::span<const std::string> arguments);

/// The text of --help; `name` is how the user called the program.
std::string usage(std::string_view name);
/// The text of the command help: with the commands for developers.
std::string full_help(std::string_view name);

/// Where configuration is looked for.
struct Places {
    sys::FileSystem& files;
    /// Used without -datadir.
    std::string default_data_directory;
};

/// What to run.
struct Program {
    std::string name;
    /// Begins with the arguments the command stands for.
    std::vector<std::string> arguments;
    /// It is one that exists only where processes run apart.
    bool apart = false;
};

/// The program that `request`, whose wish is Run, stands for. Reads the command's configuration file when
/// only that can tell the topology; one that cannot be read does not count: the program itself will say so.
Program choose_program(const Request& request, const Places& places);

}  // namespace quanta::wrapper
