// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/gui/program.h"

#include <sys/stat.h>

#include <cstdio>
#include <exception>
#include <optional>
#include <utility>

#include "base/log.h"
#include "config/command_line.h"
#include "config/help.h"
#include "sys/signals.h"

namespace quanta::gui_program {

namespace {

constexpr const char* kLicence =
    "Copyright (C) 2026 The Quanta developers\n\n"
    "Distributed under the MIT licence.\n";

int print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    return 0;
}

std::string version_line(const Program& program) {
    return "Quanta window (" + program.name + ") version v" QUANTA_VERSION "\n";
}

gui::GuiOptions window_options(const config::Options& options) {
    gui::GuiOptions window;
    window.chain = options.chain();
    window.version = QUANTA_VERSION;
    window.data_directory = options.directories().network;
    window.start_minimized = options.get_bool("min", false);
    window.start_page = options.get_bool("splash", true);
    window.language = options.get_string("lang", "");
    window.reset_settings = options.get_bool("resetguisettings", false);
    return window;
}

config::ConfigResult<config::Options> read(const Program& program, const std::vector<std::string>& arguments,
                                           sys::FileSystem& files) {
    auto line = TRY(config::parse_command_line(program.options, arguments));
    return config::load(program.options, std::move(line), {files, config::default_data_directory()});
}

int run_with(const Program& program, int argc, char** argv) {
    std::vector<std::string> arguments(argv + 1, argv + argc);
    sys::FileSystem& files = sys::real_file_system();
    const auto line = config::parse_command_line(program.options, arguments);
    if (!line) return print_error(line.error().message);
    if (line->help_wanted() || line->debug_help_wanted()) {
        const auto level =
            line->debug_help_wanted() ? config::HelpLevel::WithDebug : config::HelpLevel::Usual;
        return print(version_line(program) + "\nUsage:  " + program.name + " [options]\n\n" +
                     program.purpose + "\n\n" + config::help_text(program.options, level));
    }
    if (line->version_wanted()) return print(version_line(program) + kLicence);
    auto options = read(program, arguments, files);
    if (!options) return print_error(options.error().message);
    if (options->get_bool("choosedatadir", false)) {
        const auto chosen = gui::choose_data_directory(argc, argv, options->directories().data);
        if (!chosen) return 0;
        arguments.push_back("-datadir=" + *chosen);
        options = read(program, arguments, files);
        if (!options) return print_error(options.error().message);
    }
    return program.run({*options, std::move(arguments), window_options(*options), files, argc, argv});
}

}  // namespace

int print_error(const std::string& message) {
    base::log_error("{}", message);
    std::fprintf(stderr, "Error: %s\n", message.c_str());
    return 1;
}

int run_main(const Program& program, int argc, char** argv) {
    sys::ignore_broken_pipes();
    umask(077);
    try {
        return run_with(program, argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "Error: %s\n", error.what());
        return 1;
    }
}

}  // namespace quanta::gui_program
