// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/program.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/commands.h"
#include "cli/session.h"
#include "config/command_line.h"
#include "config/help.h"
#include "config/options.h"

namespace quanta::cli {

namespace {

using base::Err;

constexpr std::string_view kUsage =
    "Usage:  quanta-cli [options] <command> [parameters]\n"
    "or:     quanta-cli [options] -named <command> [name=value]...\n"
    "or:     quanta-cli [options] help [command]\n\n"
    "Asks a running Quanta node. A parameter that is not text is written as JSON.\n\n";

Output version_output() {
    return {"Quanta RPC client version v" QUANTA_VERSION
            "\nCopyright (C) 2026 The Quanta developers\n\n"
            "Distributed under the MIT licence.",
            0};
}

Output help_output(const config::CommandLine& line) {
    const auto level = line.debug_help_wanted() ? config::HelpLevel::WithDebug : config::HelpLevel::Usual;
    std::string text = std::string(kUsage) + config::help_text(config::cli_options(), level);
    while (text.ends_with('\n'))
        text.pop_back();
    return {text, 0};
}

Output config_failure(const std::string& message) {
    return {"Error: " + message, 1};
}

/// A line of standard input, not shown while it is typed.
base::Result<std::string, std::string> read_secret(const Environment& environment, std::string_view option) {
    std::string line;
    if (environment.set_input_echo) environment.set_input_echo(false);
    const bool got = static_cast<bool>(std::getline(environment.input, line));
    if (environment.set_input_echo) environment.set_input_echo(true);
    if (!got) return Err(std::string(option) + " specified but failed to read from standard input");
    return line;
}

/// The method and its parameters, with what standard input adds to those of the command line.
base::Result<std::vector<std::string>, std::string> gather_words(const config::Options& options,
                                                                 const Environment& environment) {
    std::vector<std::string> words = options.words();
    if (options.get_bool("stdinwalletpassphrase", false)) {
        if (words.empty() || !words.front().starts_with("walletpassphrase")) {
            return Err(std::string("-stdinwalletpassphrase is only applicable for walletpassphrase(change)"));
        }
        words.insert(words.begin() + 1, TRY(read_secret(environment, "-stdinwalletpassphrase")));
    }
    if (options.get_bool("stdin", false)) {
        for (std::string line; std::getline(environment.input, line);)
            words.push_back(std::move(line));
    }
    return words;
}

/// The command that an option stands for, if one was given. The error: there are several.
base::Result<std::optional<std::string_view>, std::string> command_option(const config::Options& options) {
    std::optional<std::string_view> command;
    std::string all;
    for (const std::string_view name : {"addrinfo", "generate", "getinfo", "netinfo"}) {
        if (!options.get_bool(name, false)) continue;
        all += (command ? ", -" : "-") + std::string(name);
        if (command)
            command = "";
        else
            command = name;
    }
    if (command == "") return Err("Only one of " + all + " may be specified.");
    return command;
}

base::Result<Output, std::string> run_options(const config::Options& options,
                                              const Environment& environment) {
    std::optional<std::string> password;
    if (options.get_bool("stdinrpcpass", false)) password = TRY(read_secret(environment, "-stdinrpcpass"));
    const std::vector<std::string> words = TRY(gather_words(options, environment));
    const Session session =
        TRY(Session::create(options, {environment.files, environment.connect_ipc}, std::move(password)));
    const Colour colour =
        TRY(choose_colour(options.get_string("color", "auto"), environment.output_is_terminal));
    const std::optional<std::string_view> command = TRY(command_option(options));
    Output output;
    if (!command)
        output = run_method(session, words, options.get_bool("named", false));
    else if (command == "addrinfo")
        output = run_addrinfo(session, words);
    else if (command == "generate")
        output = run_generate(session, words);
    else if (command == "getinfo")
        output = run_getinfo(session, words, colour);
    else
        output = run_netinfo(session, words, options.chain());
    output.warning = session.warning();
    return output;
}

}  // namespace

Output run_program(const std::vector<std::string>& arguments, const Environment& environment) {
    auto line = config::parse_command_line(config::cli_options(), arguments);
    if (!line) return config_failure(line.error().message);
    if (line->version_wanted()) return version_output();
    if (line->help_wanted() || line->debug_help_wanted()) return help_output(*line);
    if (arguments.empty()) {
        Output help = help_output(*line);
        return {help.text + "\n\nError: too few parameters", 1};
    }
    const auto options = config::load(config::cli_options(), std::move(*line),
                                      {environment.files, environment.default_data_directory, "quanta.conf",
                                       config::UnknownOptions::Ignore});
    if (!options) return config_failure(options.error().message);
    auto output = run_options(*options, environment);
    return output ? std::move(*output) : show_failure(output.error());
}

}  // namespace quanta::cli
