// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-wallet: the wallets of a node, in a process of their own.

#include <sys/stat.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "app/wallet/program.h"
#include "sys/file.h"
#include "sys/signals.h"

int main(int argc, char** argv) {
    quanta::sys::ignore_broken_pipes();
    // Wallets are their owner's alone.
    umask(077);
    try {
        return quanta::wallet_program::run_program(std::vector<std::string>(argv + 1, argv + argc),
                                                   quanta::sys::real_file_system());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "Error: %s\n", error.what());
        return 1;
    }
}
