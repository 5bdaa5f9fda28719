// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/program.h"

#include <sys/stat.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "app/daemon/daemon.h"
#include "app/daemon/settings.h"
#include "base/log.h"
#include "config/command_line.h"
#include "config/help.h"
#include "config/options.h"
#include "sys/process.h"
#include "sys/signals.h"

namespace quanta::daemon {

namespace {

constexpr const char* kLicence =
    "Copyright (C) 2026 The Quanta developers\n\n"
    "Distributed under the MIT licence.\n";

int print_error(const std::string& message) {
    base::log_error("{}", message);
    std::fprintf(stderr, "Error: %s\n", message.c_str());
    return 1;
}

int print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    return 0;
}

std::string version_line(const Program& program) {
    return program.title + " version v" QUANTA_VERSION "\n";
}

std::string help_text(const Program& program, const config::CommandLine& line) {
    const auto level = line.debug_help_wanted() ? config::HelpLevel::WithDebug : config::HelpLevel::Usual;
    return version_line(program) + "\nUsage:  " + program.name + " [options]\n\n" + program.purpose + "\n\n" +
           config::help_text(program.options, level);
}

/// In the parent the status to leave with, in the process that goes on nothing.
base::Result<std::optional<int>, std::string> go_to_background(const config::Options& options,
                                                               std::unique_ptr<sys::StartupReport>& report) {
    if (!runs_in_background(options)) return std::optional<int>();
    print("Quanta starting\n");
    std::fflush(stdout);
    const bool wait = options.get_bool("daemonwait", false);
    auto split = sys::daemonize(wait ? sys::DaemonStart::WaitForReady : sys::DaemonStart::Immediate);
    if (!split) return base::Err("Cannot go to the background: " + split.error().message());
    report = std::move(split->report);
    return split->parent_exit_status;
}

int run_node(const Program& program, const config::Options& options, sys::FileSystem& files) {
    auto settings = make_settings(options, files);
    if (!settings) return print_error(settings.error());
    std::unique_ptr<sys::StartupReport> report;
    const auto parent_status = go_to_background(options, report);
    if (!parent_status) return print_error(parent_status.error());
    if (*parent_status) return **parent_status;

    quanta::program::InstalledLog log;
    const std::unique_ptr<Wiring> wiring = program.make_wiring(options);
    Daemon daemon(std::move(*settings), {options, files, log.sink, *wiring});
    const auto outcome = daemon.run([&] {
        if (report) report->ready();
    });
    return outcome ? 0 : print_error(outcome.error());
}

}  // namespace

int run_program(const Program& program, const std::vector<std::string>& arguments, sys::FileSystem& files) {
    auto line = config::parse_command_line(program.options, arguments);
    if (!line) return print_error(line.error().message);
    if (line->help_wanted() || line->debug_help_wanted()) return print(help_text(program, *line));
    if (line->version_wanted()) return print(version_line(program) + kLicence);
    const auto options =
        config::load(program.options, std::move(*line), {files, config::default_data_directory()});
    if (!options) return print_error(options.error().message);
    return run_node(program, *options, files);
}

int run_main(const Program& program, int argc, char** argv) {
    sys::ignore_broken_pipes();
    // What the node makes is its owner's alone.
    umask(077);
    try {
        return run_program(program, std::vector<std::string>(argv + 1, argv + argc), sys::real_file_system());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "Error: %s\n", error.what());
        return 1;
    }
}

}  // namespace quanta::daemon
