// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-tx: makes and changes transactions.

#include <iostream>

#include "app/tx/program.h"
#include "sys/file.h"

int main(int argc, char** argv) {
    return quanta::program::run_tool_main(quanta::tx::make_tool(std::cin, quanta::sys::real_file_system()),
                                          argc, argv);
}
