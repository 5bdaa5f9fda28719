// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-wallet: the wallets of a node, in a process of their own.

#include <string>
#include <vector>

#include "app/common/about.h"
#include "app/wallet/program.h"
#include "sys/file.h"

int main(int argc, char** argv) {
    return quanta::program::run_guarded([&] {
        return quanta::wallet_program::run_program(std::vector<std::string>(argv + 1, argv + argc),
                                                   quanta::sys::real_file_system());
    });
}
