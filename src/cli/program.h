// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "cli/ipc_route.h"
#include "cli/output.h"
#include "sys/file.h"

namespace quanta::cli {

/// What the program runs in.
struct Environment {
    sys::FileSystem& files;
    /// Used without -datadir.
    std::string default_data_directory;
    std::istream& input;
    /// Whether what is typed shows; absent when the input is no terminal.
    std::function<void(bool)> set_input_echo;
    /// Standard output is a terminal.
    bool output_is_terminal = false;
    /// Connects to a node's socket; empty in a program without IPC.
    IpcConnect connect_ipc;
};

/// All of quanta-cli for `arguments` (without the program's name).
Output run_program(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace quanta::cli
