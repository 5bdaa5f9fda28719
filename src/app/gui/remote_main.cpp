// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-gui: the window of a node in another process.

#include "app/common/log_settings.h"
#include "app/gui/program.h"
#include "app/gui/remote_sessions.h"

namespace {

namespace config = quanta::config;
namespace gui = quanta::gui;
namespace gui_program = quanta::gui_program;
namespace program = quanta::program;

int run(const gui_program::Start& start) {
    const auto log = program::make_log_settings(start.options, {.file = "gui.log", .to_console = false});
    if (!log) return program::print_error(log.error());
    const std::string& directory = start.options.directories().network;
    if (const auto made = start.files.create_directories(directory); !made) {
        return program::print_error("Cannot create directory " + directory + ": " + made.error().message());
    }
    program::InstalledLog installed;
    if (const auto started = program::start_log(*log, start.files, installed.sink); !started)
        return program::print_error(started.error());
    gui_program::RemoteSessions sessions(start.options, start.arguments);
    gui::GuiOptions window = start.window;
    window.closes_on_signals = true;
    return gui::run(start.argc, start.argv, window, sessions);
}

}  // namespace

int main(int argc, char** argv) {
    return gui_program::run_main(
        {{"quanta-gui", "Quanta window (quanta-gui)", "[options]",
          "Shows a Quanta node and its wallets: one that runs already, or one that it starts.",
          config::gui_options()},
         run},
        argc, argv);
}
