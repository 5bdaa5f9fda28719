// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quantad: the node in the background or a terminal.

#include <sys/stat.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "app/daemon/program.h"
#include "config/options.h"
#include "sys/file.h"
#include "sys/signals.h"

int main(int argc, char** argv) {
    quanta::sys::ignore_broken_pipes();
    // What the node makes is its owner's alone.
    umask(077);
    try {
        return quanta::daemon::run_program(std::vector<std::string>(argv + 1, argv + argc),
                                           quanta::sys::real_file_system(),
                                           quanta::config::default_data_directory());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "Error: %s\n", error.what());
        return 1;
    }
}
