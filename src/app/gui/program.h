// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/common/about.h"
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
    program::About about;
    std::function<int(const Start&)> run;
};

/// A main function: its exit status.
int run_main(const Program& started, int argc, char** argv);

}  // namespace quanta::gui_program
