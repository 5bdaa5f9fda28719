// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// test_quanta: runs the unit tests, each library's program after the other.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "app/wrapper/lookup.h"
#include "sys/process.h"

namespace {

namespace fs = std::filesystem;

constexpr const char* kUsage =
    "Usage: test_quanta [--list] [LIBRARY...] [--gtest_OPTION...]\n\n"
    "Runs the unit tests of the libraries named, or of all. Options of GoogleTest go to each of their "
    "programs.\n";
constexpr std::string_view kPrefix = "quanta_";
constexpr std::string_view kSuffix = "_test";

/// Test programs by library.
using Programs = std::map<std::string, std::string>;

void add_programs(const fs::path& folder, Programs& programs) {
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failure)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
        if (!quanta::wrapper::is_program(entry.path().string())) continue;
        const size_t length = name.size() - kPrefix.size() - kSuffix.size();
        programs.emplace(name.substr(kPrefix.size(), length), entry.path().string());
    }
}

/// Those in test/ beside this program, where they are installed, else those of the build that this is from.
Programs find_programs(const char* called_as) {
    const fs::path here = fs::path(quanta::wrapper::own_path(called_as)).parent_path();
    Programs programs;
    add_programs(here / "test", programs);
    if (!programs.empty()) return programs;
    std::error_code failure;
    for (const fs::directory_entry& library : fs::directory_iterator(here.parent_path() / "src", failure)) {
        add_programs(library.path(), programs);
    }
    return programs;
}

/// What the command line asks for.
struct Request {
    std::vector<std::string> libraries;
    std::vector<std::string> options;
    bool list = false;
    bool help = false;
};

Request parse(const std::vector<std::string>& arguments) {
    Request request;
    for (const std::string& argument : arguments) {
        if (argument == "--list")
            request.list = true;
        else if (argument == "--help" || argument == "-h")
            request.help = true;
        else if (argument.starts_with('-'))
            request.options.push_back(argument);
        else
            request.libraries.push_back(argument);
    }
    return request;
}

/// Reduces `programs` to those asked for. Whether all of them exist.
bool choose(const Request& request, Programs& programs) {
    if (request.libraries.empty()) return true;
    Programs chosen;
    for (const std::string& library : request.libraries) {
        const auto found = programs.find(library);
        if (found == programs.end()) {
            std::fprintf(stderr, "Error: there are no tests of '%s'; see --list\n", library.c_str());
            return false;
        }
        chosen.insert(*found);
    }
    programs = std::move(chosen);
    return true;
}

bool passes(const std::string& path, const std::vector<std::string>& options) {
    std::vector<std::string> line{path, "--gtest_brief=1"};
    line.insert(line.end(), options.begin(), options.end());
    auto child = quanta::sys::Child::spawn(line);
    if (child) return child->wait() == 0;
    std::fprintf(stderr, "Error: %s\n", child.error().message().c_str());
    return false;
}

int run_all(const Programs& programs, const std::vector<std::string>& options) {
    std::vector<std::string> failed;
    for (const auto& [library, path] : programs) {
        std::printf("%s\n", library.c_str());
        std::fflush(stdout);
        if (!passes(path, options)) failed.push_back(library);
    }
    for (const std::string& library : failed)
        std::printf("failed: %s\n", library.c_str());
    std::printf("%zu libraries, %zu failed\n", programs.size(), failed.size());
    return failed.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run(const char* called_as, const std::vector<std::string>& arguments) {
    const Request request = parse(arguments);
    if (request.help) {
        std::fputs(kUsage, stdout);
        return EXIT_SUCCESS;
    }
    Programs programs = find_programs(called_as);
    if (programs.empty()) {
        std::fprintf(stderr, "Error: no tests are installed here (they are built with -DQUANTA_TESTS=ON)\n");
        return EXIT_FAILURE;
    }
    if (!choose(request, programs)) return EXIT_FAILURE;
    if (!request.list) return run_all(programs, request.options);
    for (const auto& [library, path] : programs)
        std::printf("%s\n", library.c_str());
    return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc > 0 ? argv[0] : "", std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "Error: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
