// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/common/about.h"
#include "app/daemon/wiring.h"
#include "config/options.h"
#include "sys/file.h"

namespace quanta::daemon {

/// A program that runs a node.
struct Program {
    program::About about;
    /// What is put around the node. May start threads.
    std::function<std::unique_ptr<Wiring>(const config::Options& options)> make_wiring;
};

/// All of `started` for `arguments` (without the program's name): its exit status, 0 after a clean run, 1
/// when it could not start or the disk failed. Prints to standard output and error. Once per process, before
/// any thread.
int run_program(const Program& started, const std::vector<std::string>& arguments, sys::FileSystem& files);

/// As run_program, for a main function.
int run_main(const Program& started, int argc, char** argv);

}  // namespace quanta::daemon
