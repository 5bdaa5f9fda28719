// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-ipc-client: calls a node as a program of somebody else's does.

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "client.h"
#include "dying.h"

int main(int argc, char** argv) {
    using namespace quanta::ipc_client;
    if (argc == 1) {
        Client().run();
        return 0;
    }
    if (argc == 5 && std::string_view(argv[1]) == "--die")
        return run_dying({argv[2], std::atoi(argv[3]), std::atoi(argv[4])}) ? 0 : 1;
    std::fputs("usage: quanta-ipc-client\n       quanta-ipc-client --die <socket> <count> <at once>\n",
               stderr);
    return 2;
}
