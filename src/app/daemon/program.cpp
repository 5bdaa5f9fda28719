// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/program.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "app/daemon/daemon.h"
#include "app/daemon/settings.h"
#include "config/command_line.h"
#include "config/options.h"
#include "sys/process.h"
#include "sys/process_usage.h"

namespace quanta::daemon {

namespace {

/// Wanted: for 1,024 connections of other processes, databases, block files and RPC.
constexpr size_t kDescriptors = 4096;

using program::print_error;

/// In the parent the status to leave with, in the process that goes on nothing.
base::Result<std::optional<int>, std::string> go_to_background(const config::Options& options,
                                                               std::unique_ptr<sys::StartupReport>& report) {
    if (!runs_in_background(options)) return std::optional<int>();
    program::print("Quanta starting\n");
    std::fflush(stdout);
    const bool wait = options.get_bool("daemonwait", false);
    auto split = sys::daemonize(wait ? sys::DaemonStart::WaitForReady : sys::DaemonStart::Immediate);
    if (!split) return base::Err("Cannot go to the background: " + split.error().message());
    report = std::move(split->report);
    return split->parent_exit_status;
}

int run_node(const Program& started, const config::Options& options, sys::FileSystem& files) {
    auto settings = make_settings(options, files);
    if (!settings) return print_error(settings.error());
    std::unique_ptr<sys::StartupReport> report;
    const auto parent_status = go_to_background(options, report);
    if (!parent_status) return print_error(parent_status.error());
    if (*parent_status) return **parent_status;

    sys::raise_descriptor_limit(kDescriptors);
    program::InstalledLog log;
    const std::unique_ptr<Wiring> wiring = started.make_wiring(options);
    Daemon daemon(std::move(*settings), {options, files, log.sink, *wiring});
    const auto outcome = daemon.run([&] {
        if (report) report->ready();
    });
    return outcome ? 0 : print_error(outcome.error());
}

}  // namespace

int run_program(const Program& started, const std::vector<std::string>& arguments, sys::FileSystem& files) {
    const config::OptionTable table = started.about.options;
    auto line = config::parse_command_line(table, arguments);
    if (!line) return print_error(line.error().message);
    if (const auto status = program::answer_about(started.about, *line)) return *status;
    const auto options = config::load(table, std::move(*line), {files, config::default_data_directory()});
    if (!options) return print_error(options.error().message);
    return run_node(started, *options, files);
}

int run_main(const Program& started, int argc, char** argv) {
    sys::limit_kept_memory();
    return program::run_guarded([&] {
        return run_program(started, std::vector<std::string>(argv + 1, argv + argc), sys::real_file_system());
    });
}

}  // namespace quanta::daemon
