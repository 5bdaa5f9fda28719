// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/common/about.h"

#include <sys/stat.h>

#include <cstdio>
#include <exception>

#include "base/log.h"
#include "sys/signals.h"

namespace quanta::program {

namespace {

constexpr const char* kLicence =
    "Copyright (C) 2026 The Quanta developers\n\n"
    "Distributed under the MIT licence.\n";

std::string headline(const About& about) {
    return about.title + " version v" QUANTA_VERSION "\n";
}

}  // namespace

std::string help_text(const About& about, config::HelpLevel level) {
    return headline(about) + "\nUsage:  " + about.name + " " + about.usage + "\n\n" + about.purpose + "\n\n" +
           config::help_text(about.options, level) + about.commands;
}

std::optional<std::string> about_text(const About& about, const config::CommandLine& line) {
    if (line.debug_help_wanted()) return help_text(about, config::HelpLevel::WithDebug);
    if (line.help_wanted()) return help_text(about);
    if (line.version_wanted()) return headline(about) + kLicence;
    return std::nullopt;
}

std::optional<int> answer_about(const About& about, const config::CommandLine& line) {
    const auto text = about_text(about, line);
    return text ? std::optional(print(*text)) : std::nullopt;
}

int print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    return 0;
}

int print_error(const std::string& message) {
    base::log_error("{}", message);
    std::fprintf(stderr, "Error: %s\n", message.c_str());
    return 1;
}

int run_guarded(const std::function<int()>& body) {
    sys::ignore_broken_pipes();
    ::umask(077);
    try {
        return body();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "Error: %s\n", error.what());
        return 1;
    }
}

}  // namespace quanta::program
