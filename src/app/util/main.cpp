// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-util: small tools that need no node.

#include "app/util/program.h"
#include "sys/thread.h"

int main(int argc, char** argv) {
    return quanta::program::run_tool_main(quanta::util::make_tool(quanta::sys::cpu_count()), argc, argv);
}
