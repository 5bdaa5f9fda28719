// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/gui/program.h"

#include <optional>
#include <utility>

#include "config/command_line.h"

namespace quanta::gui_program {

namespace {

using program::print_error;

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

config::ConfigResult<config::Options> read(config::OptionTable table,
                                           const std::vector<std::string>& arguments,
                                           sys::FileSystem& files) {
    auto line = TRY(config::parse_command_line(table, arguments));
    return config::load(table, std::move(line), {files, config::default_data_directory()});
}

int run_with(const Program& started, int argc, char** argv) {
    const config::OptionTable table = started.about.options;
    std::vector<std::string> arguments(argv + 1, argv + argc);
    sys::FileSystem& files = sys::real_file_system();
    const auto line = config::parse_command_line(table, arguments);
    if (!line) return print_error(line.error().message);
    if (const auto status = program::answer_about(started.about, *line)) return *status;
    auto options = read(table, arguments, files);
    if (!options) return print_error(options.error().message);
    if (options->get_bool("choosedatadir", false)) {
        const auto chosen = gui::choose_data_directory(argc, argv, options->directories().data);
        if (!chosen) return 0;
        arguments.push_back("-datadir=" + *chosen);
        options = read(table, arguments, files);
        if (!options) return print_error(options.error().message);
    }
    return started.run({*options, std::move(arguments), window_options(*options), files, argc, argv});
}

}  // namespace

int run_main(const Program& started, int argc, char** argv) {
    return program::run_guarded([&] { return run_with(started, argc, argv); });
}

}  // namespace quanta::gui_program
