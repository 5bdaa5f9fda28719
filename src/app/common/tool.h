// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/common/about.h"
#include "base/result.h"
#include "config/options.h"
#include "params/params.h"

namespace quanta::program {

/// What a tool prints, or why it did not do what was asked: whole lines without the last end of line.
using ToolResult = base::Result<std::string, std::string>;

/// A program that reads no configuration file, does one thing and leaves.
struct Tool {
    About about;
    std::function<ToolResult(const config::Options&, const params::ChainParams&)> work;
};

/// What a run prints where, and the status it leaves with.
struct ToolRun {
    std::string output;
    std::string errors;
    int status = 0;
};

/// A run of `tool` with `arguments` (without the program's name). Without any its help and an error.
ToolRun run_tool(const Tool& tool, const std::vector<std::string>& arguments);

/// The main function of a tool.
int run_tool_main(const Tool& tool, int argc, char** argv);

}  // namespace quanta::program
