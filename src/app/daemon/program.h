// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <vector>

#include "sys/file.h"

namespace quanta::daemon {

/// All of quantad for `arguments` (without the program's name): its exit status, 0 after a clean run, 1 when
/// it could not start or the disk failed. Prints to standard output and error. Once per process, before any
/// thread.
int run_program(const std::vector<std::string>& arguments, sys::FileSystem& files,
                const std::string& default_data_directory);

}  // namespace quanta::daemon
