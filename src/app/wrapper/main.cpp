// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta: one command for all programs. Becomes the program it finds, so signals and the exit code are its
// own.

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "app/wrapper/command.h"
#include "app/wrapper/lookup.h"
#include "config/options.h"
#include "sys/file.h"

namespace {

namespace wrapper = quanta::wrapper;

constexpr const char* kVersion = "Quanta version v" QUANTA_VERSION
                                 "\n"
                                 "Copyright (C) 2026 The Quanta developers\n\n"
                                 "Distributed under the MIT licence.\n";

/// Why a program of separate processes may be missing.
#ifdef QUANTA_WITH_IPC
constexpr const char* kNotApart = "";
#else
constexpr const char* kNotApart =
    "This build has no separate processes (ENABLE_IPC=OFF): use -M, or build with Cap'n Proto.\n";
#endif

int print(const std::string& text, int exit_code) {
    std::fputs(text.c_str(), stdout);
    return exit_code;
}

int fail(const std::string& text) {
    std::fprintf(stderr, "Error: %s\n", text.c_str());
    return EXIT_FAILURE;
}

/// Becomes the program at `path`; returns only what failed.
std::string become(const std::string& path, const std::vector<std::string>& arguments) {
    std::vector<char*> words{const_cast<char*>(path.c_str())};
    for (const std::string& argument : arguments)
        words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    ::execv(path.c_str(), words.data());
    return "Cannot run '" + path + "': " + std::generic_category().message(errno);
}

int run(const wrapper::Program& program, const char* called_as) {
    const char* search_path = std::getenv("PATH");
    const std::vector<std::string> paths = wrapper::candidates(program.name, wrapper::own_path(called_as),
                                                               search_path != nullptr ? search_path : "");
    for (const std::string& path : paths) {
        if (wrapper::is_program(path)) return fail(become(path, program.arguments));
    }
    std::string text = program.name + " is not installed. Looked for:\n";
    for (const std::string& path : paths)
        text += "  " + path + "\n";
    if (program.apart) text += kNotApart;
    text.pop_back();
    return fail(text);
}

int run_request(const wrapper::Request& request, const char* called_as) {
    switch (request.wish) {
        case wrapper::Wish::Version:
            return print(kVersion, EXIT_SUCCESS);
        case wrapper::Wish::Usage:
            return print(wrapper::usage(called_as), EXIT_SUCCESS);
        case wrapper::Wish::FullHelp:
            return print(wrapper::full_help(called_as), EXIT_SUCCESS);
        case wrapper::Wish::Nothing:
            return print(wrapper::usage(called_as), EXIT_FAILURE);
        case wrapper::Wish::Run:
            break;
    }
    return run(wrapper::choose_program(
                   request, {quanta::sys::real_file_system(), quanta::config::default_data_directory()}),
               called_as);
}

}  // namespace

int main(int argc, char** argv) {
    const char* called_as = argc > 0 ? argv[0] : "quanta";
    try {
        const auto request = wrapper::parse(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
        if (request) return run_request(*request, called_as);
        return fail(request.error() + "\nTry '" + called_as + " --help' for more information.");
    } catch (const std::exception& error) {
        return fail(error.what());
    }
}
