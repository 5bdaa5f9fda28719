// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/daemon/settings.h"
#include "config/command_line.h"
#include "testing/temp_dir.h"

namespace quanta::daemon {

/// The options of a node that was started with `arguments` and its data in `directory`.
inline SettingsResult<config::Options> test_options(const testing::TempDir& directory,
                                                    std::vector<std::string> arguments) {
    arguments.push_back("-datadir=" + directory.path().string());
    auto line = config::parse_command_line(config::node_options(), arguments);
    if (!line) return base::Err(line.error().message);
    auto options = config::load(config::node_options(), std::move(*line),
                                {sys::real_file_system(), directory.path().string()});
    if (!options) return base::Err(options.error().message);
    return std::move(*options);
}

}  // namespace quanta::daemon
