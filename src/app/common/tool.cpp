// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/common/tool.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "app/common/chain_choice.h"
#include "config/command_line.h"

namespace quanta::program {

namespace {

ToolRun failure(const std::string& message) {
    return {"", message + "\n", EXIT_FAILURE};
}

ToolRun run_options(const Tool& tool, const config::Options& options) {
    auto changes = chain_changes(options);
    if (!changes) return failure("Error: " + changes.error());
    const auto params = params::make_params(chosen_chain(options).value(), *changes);
    if (!params) return failure("Error: " + params.error());
    auto result = tool.work(options, *params);
    if (!result) return failure(result.error());
    return {*result + "\n", "", EXIT_SUCCESS};
}

}  // namespace

ToolRun run_tool(const Tool& tool, const std::vector<std::string>& arguments) {
    if (arguments.empty()) return {help_text(tool.about), "Error: too few parameters\n", EXIT_FAILURE};
    auto line = config::parse_command_line(tool.about.options, arguments);
    if (!line) return failure(line.error().message);
    if (auto text = about_text(tool.about, *line)) return {std::move(*text), "", EXIT_SUCCESS};
    const auto options = config::load_command_line(tool.about.options, std::move(*line));
    if (!options) return failure("Error: " + options.error().message);
    return run_options(tool, *options);
}

int run_tool_main(const Tool& tool, int argc, char** argv) {
    return run_guarded([&] {
        const ToolRun run = run_tool(tool, std::vector<std::string>(argv + 1, argv + argc));
        std::fwrite(run.output.data(), 1, run.output.size(), stdout);
        std::fwrite(run.errors.data(), 1, run.errors.size(), stderr);
        return std::fflush(stdout) == 0 ? run.status : EXIT_FAILURE;
    });
}

}  // namespace quanta::program
