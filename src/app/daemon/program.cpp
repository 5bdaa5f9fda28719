// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/program.h"

#include <cstdio>
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

namespace quanta::daemon {

namespace {

constexpr const char* kVersionLine = "Quanta daemon version v" QUANTA_VERSION "\n";
constexpr const char* kLicence =
    "Copyright (C) 2026 The Quanta developers\n\n"
    "Distributed under the MIT licence.\n";
constexpr const char* kUsage =
    "\nUsage:  quantad [options]\n\n"
    "Starts a Quanta node, which verifies the chain and answers JSON-RPC.\n\n";

int print_error(const std::string& message) {
    base::log_error("{}", message);
    std::fprintf(stderr, "Error: %s\n", message.c_str());
    return 1;
}

int print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    return 0;
}

std::string help_text(const config::CommandLine& line) {
    const auto level = line.debug_help_wanted() ? config::HelpLevel::WithDebug : config::HelpLevel::Usual;
    return std::string(kVersionLine) + kUsage + config::help_text(config::node_options(), level);
}

/// Removes the sink from the log before it goes.
class InstalledSink {
public:
    explicit InstalledSink(sys::FileLogSink& sink) : m_before(base::Log::set_sink(&sink)) {}
    ~InstalledSink() { base::Log::set_sink(m_before); }
    InstalledSink(const InstalledSink&) = delete;
    InstalledSink& operator=(const InstalledSink&) = delete;

private:
    base::LogSink* m_before;
};

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

int run_node(const config::Options& options, sys::FileSystem& files) {
    auto settings = make_settings(options, files);
    if (!settings) return print_error(settings.error());
    std::unique_ptr<sys::StartupReport> report;
    const auto parent_status = go_to_background(options, report);
    if (!parent_status) return print_error(parent_status.error());
    if (*parent_status) return **parent_status;

    sys::FileLogSink log;
    const InstalledSink installed(log);
    Daemon daemon(std::move(*settings), options, files, log);
    const auto outcome = daemon.run([&] {
        if (report) report->ready();
    });
    return outcome ? 0 : print_error(outcome.error());
}

}  // namespace

int run_program(const std::vector<std::string>& arguments, sys::FileSystem& files,
                const std::string& default_data_directory) {
    auto line = config::parse_command_line(config::node_options(), arguments);
    if (!line) return print_error(line.error().message);
    if (line->help_wanted() || line->debug_help_wanted()) return print(help_text(*line));
    if (line->version_wanted()) return print(std::string(kVersionLine) + kLicence);
    const auto options =
        config::load(config::node_options(), std::move(*line), {files, default_data_directory});
    if (!options) return print_error(options.error().message);
    return run_node(*options, files);
}

}  // namespace quanta::daemon
