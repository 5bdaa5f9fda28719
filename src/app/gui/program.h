// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/options.h"
#include "gui/gui.h"
#include "sys/file.h"

namespace quanta::gui_program {

/// The command line of a window, read.
struct Start {
    const config::Options& options;
    std::vector<std::string> arguments;  ///< without the program's name
    gui::GuiOptions window;
    sys::FileSystem& files;
    int argc;
    char** argv;
};

/// A program with a window.
struct Program {
    std::string name;     ///< "quanta-gui"
    std::string purpose;  ///< a sentence for the help
    config::OptionTable options;
    std::function<int(const Start&)> run;
};

/// A main function: its exit status.
int run_main(const Program& program, int argc, char** argv);

/// Prints `message` as an error; the status to leave with.
int print_error(const std::string& message);

}  // namespace quanta::gui_program
