// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quantad: node and wallets in one process.

#include "app/daemon/local_wiring.h"
#include "app/daemon/program.h"

int main(int argc, char** argv) {
    namespace config = quanta::config;
    return quanta::daemon::run_main(
        {{"quantad", "Quanta daemon", "[options]",
          "Starts a Quanta node, which verifies the chain and answers JSON-RPC.", config::node_options()},
         [](const config::Options& options) {
             return std::make_unique<quanta::daemon::LocalWiring>(options);
         }},
        argc, argv);
}
