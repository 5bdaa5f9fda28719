// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wrapper/command.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "config/command_line.h"
#include "config/options.h"

namespace quanta::wrapper {

namespace {

using base::Err;

enum class Audience : uint8_t { Users, Developers };

/// A command: what it runs in one process, and in several where that is another program.
struct Command {
    std::string_view name;
    std::string_view program;
    std::string_view program_apart;
    Audience audience;
    std::string_view help;
};

constexpr std::array<Command, 10> kCommands{{
    {"gui", "quanta-qt", "quanta-gui", Audience::Users, "Open the window, with a node and wallets"},
    {"node", "quantad", "quanta-node", Audience::Users, "Start a node"},
    {"rpc", "quanta-cli", "", Audience::Users, "Ask a running node; parameters as name=value or by place"},
    {"wallet", "quanta-wallet", "", Audience::Users, "Serve or inspect wallets in a process of their own"},
    {"tx", "quanta-tx", "", Audience::Users, "Make and change transactions, as hex"},
    {"util", "quanta-util", "", Audience::Users, "Small tools"},
    {"bench", "quanta-bench", "", Audience::Developers, "Run benchmarks"},
    {"chainstate", "quanta-chainstate", "", Audience::Developers, "Verify blocks with the engine alone"},
    {"test", "test_quanta", "", Audience::Developers, "Run unit tests"},
    {"test-gui", "test_quanta-qt", "", Audience::Developers, "Run unit tests of the window"},
}};

const Command* find_command(std::string_view name) {
    const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                    [name](const Command& command) { return command.name == name; });
    return found != kCommands.end() ? &*found : nullptr;
}

std::string command_lines(Audience audience) {
    std::string out;
    for (const Command& command : kCommands) {
        if (command.audience != audience) continue;
        const std::string usage = fmt::format("{} [ARGS]", command.name);
        const std::string apart =
            command.program_apart.empty() ? "" : fmt::format(" or {}", command.program_apart);
        out += fmt::format("  {:18}  {} ({}{})\n", usage, command.help, command.program, apart);
    }
    return out;
}

/// Whether an option that only separate processes have is on the command line; those that are unknown are
/// passed over, so that the right program complains about them.
bool wants_processes(config::OptionTable table, std::span<const std::string> arguments) {
    std::set<std::string_view> wanted;
    for (const std::string& argument : arguments) {
        if (!argument.starts_with('-') || argument == "-") break;
        const auto alone = config::parse_command_line(table, {&argument, 1});
        if (!alone || alone->settings.empty()) continue;
        const auto& [name, occurrences] = *alone->settings.begin();
        const config::OptionSpec* option = config::find_option(table, name);
        if (option->group != config::Group::Ipc) continue;
        if (occurrences.back().negated)
            wanted.erase(option->name);
        else
            wanted.insert(option->name);
    }
    return !wanted.empty();
}

/// The same for all that `options` were loaded from.
bool wants_processes(const config::Options& options) {
    return std::any_of(options.table().begin(), options.table().end(), [&](const config::OptionSpec& option) {
        return option.group == config::Group::Ipc && options.is_set(option.name) &&
               !options.is_negated(option.name);
    });
}

/// Looks at the command line and the configuration files that the command would read.
Topology find_topology(const Request& request, const Places& places) {
    const config::OptionTable table =
        request.command == "gui" ? config::gui_options() : config::node_ipc_options();
    if (wants_processes(table, request.arguments)) return Topology::Processes;
    auto line = config::parse_command_line(table, request.arguments);
    if (!line) return Topology::One;
    const auto options = config::load(
        table, std::move(*line),
        {places.files, places.default_data_directory, "quanta.conf", config::UnknownOptions::Ignore});
    return options && wants_processes(*options) ? Topology::Processes : Topology::One;
}

}  // namespace

base::Result<Request, std::string> parse(std::span<const std::string> arguments) {
    Request request;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (word == "-m" || word == "--multiprocess")
            request.topology = Topology::Processes;
        else if (word == "-M" || word == "--monolithic")
            request.topology = Topology::One;
        else if (word == "-v" || word == "--version")
            return Request{Wish::Version, {}, {}, {}};
        else if (word == "-h" || word == "--help")
            return Request{Wish::Usage, {}, {}, {}};
        else if (word == "help")
            return Request{Wish::FullHelp, {}, {}, {}};
        else if (word.starts_with('-'))
            return Err("Unknown option: " + word);
        else if (find_command(word) == nullptr)
            return Err("Unrecognized command: '" + word + "'");
        else {
            request.command = word;
            request.arguments.assign(arguments.begin() + static_cast<ptrdiff_t>(i) + 1, arguments.end());
            return request;
        }
    }
    request.wish = Wish::Nothing;
    return request;
}

std::string usage(std::string_view name) {
    return fmt::format(
        "Usage: {0} [OPTIONS] COMMAND...\n\n"
        "Options:\n"
        "  -m, --multiprocess  Run node, wallets and window in processes of their own\n"
        "  -M, --monolithic    Run them in one process\n"
        "                      Without either: in several when an ipc option is given, on the command line "
        "or\n"
        "                      in the configuration file, else in one\n"
        "  -v, --version       Print the version\n"
        "  -h, --help          Print this text\n\n"
        "Commands:\n"
        "{1}"
        "  {2:18}  Print this text and the commands for developers\n",
        name, command_lines(Audience::Users), "help");
}

std::string full_help(std::string_view name) {
    return usage(name) + "\nMore commands:\n" + command_lines(Audience::Developers);
}

Program choose_program(const Request& request, const Places& places) {
    const Command& command = *find_command(request.command);
    Program program{std::string(command.program), {}, false};
    if (!command.program_apart.empty()) {
        const Topology topology =
            request.topology == Topology::Unsaid ? find_topology(request, places) : request.topology;
        program.apart = topology == Topology::Processes;
        if (program.apart) program.name = command.program_apart;
    }
    if (command.name == "rpc") program.arguments.emplace_back("-named");
    program.arguments.insert(program.arguments.end(), request.arguments.begin(), request.arguments.end());
    return program;
}

}  // namespace quanta::wrapper
