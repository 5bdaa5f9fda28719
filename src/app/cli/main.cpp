// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-cli: asks a running node over JSON-RPC.

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "cli/program.h"
#ifdef QUANTA_WITH_IPC
#include "app/cli/ipc_connect.h"
#endif
#include "config/options.h"
#include "sys/file.h"

namespace {

void set_echo(bool on) {
    termios settings;
    if (tcgetattr(STDIN_FILENO, &settings) != 0) return;
    if (on)
        settings.c_lflag |= ECHO;
    else
        settings.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &settings);
    std::fputs(on ? "\n" : "Password or passphrase> ", stderr);
}

#ifdef QUANTA_WITH_IPC
constexpr auto kConnectIpc = quanta::cli::connect_ipc;
#else
constexpr auto kConnectIpc = nullptr;
#endif

}  // namespace

int main(int argc, char** argv) {
    namespace cli = quanta::cli;
    cli::Output output;
    try {
        output =
            cli::run_program(std::vector<std::string>(argv + 1, argv + argc),
                             {quanta::sys::real_file_system(), quanta::config::default_data_directory(),
                              std::cin, isatty(STDIN_FILENO) == 1 ? set_echo : std::function<void(bool)>(),
                              isatty(STDOUT_FILENO) == 1, kConnectIpc});
    } catch (const std::exception& error) {
        output = cli::show_failure(error.what());
    }
    if (!output.warning.empty()) std::fprintf(stderr, "%s\n", output.warning.c_str());
    std::FILE* stream = output.exit_code == 0 ? stdout : stderr;
    if (!output.text.empty()) std::fprintf(stream, "%s\n", output.text.c_str());
    return output.exit_code;
}
